// The fuzz of journeys: random interleavings of browsers, tabs, old pages, second answers, other people, faults and time, and after each command
// the promises of the hub. Runs share a house, and no person.
import { fuzz } from '../run.ts';
import { checkPeople } from './checks.ts';
import { perform } from './commands.ts';
import { createScene } from './scene.ts';
import { journeys, type Step } from './steps.ts';
import { openWorld } from './world.ts';

/** What has gone wrong before. */
const examples: Step[][] = [
  // The service's request is loaded again, and then an old page of the sign-in before it goes on: what was proved there counts there.
  [
    { do: 'go on', who: 1, tab: 0, pick: 8948 },
    { do: 'old page', who: 1, tab: 0, pick: 0 },
    { do: 'old form', who: 1, tab: 0, pick: 0 },
    { do: 'pend at the provider', who: 1, tab: 0, pick: 0 },
  ],
];

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
