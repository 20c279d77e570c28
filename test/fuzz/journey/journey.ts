// The fuzz of journeys: random interleavings of browsers, tabs, old pages, second answers, other people, faults and time, and after each command
// the promises of the hub. Runs share a house, and no person.
import { fuzz } from '../run.ts';
import { checkPeople } from './checks.ts';
import { perform } from './commands.ts';
import { createScene } from './scene.ts';
import { journeys, type Step } from './steps.ts';
import { openWorld } from './world.ts';

/** What has gone wrong before. */
const examples: Step[][] = [];

export const journeyFuzz = fuzz<Step[]>({
  name: 'journeys',
  share: 1,
  rebuilds: true,
  async open(met) {
    let world = await openWorld();
    async function nextCast() {
      const cast = world.nextCast();
      if (cast) return cast;
      await world.leavesNothing();
      await world.close();
      world = await openWorld();
      return world.nextCast();
    }
    return {
      arbitrary: journeys,
      examples,
      async attempt(steps) {
        const cast = await nextCast();
        if (!cast) throw new Error('a new house has no people');
        const scene = createScene(world, cast, met);
        for (const step of steps) await perform(scene, step);
        await checkPeople(scene);
        await world.isBounded(scene.begun + steps.length);
      },
      after: () => world.leavesNothing(),
      close: () => world.close(),
    };
  },
});
