// `gatehouse matching rotate`: turns the key of the matching index. Running hubs follow by themselves: each sign-in writes with the new key,
// and what lies there is written again in the background. Until that is done, people are looked for under both.
import { createTrail } from '../trail/events.ts';
import { withData } from './open-data.ts';

/** Turns it. */
export async function matchingRotate(given: { config: string }, say: (line: string) => void): Promise<number> {
  const generation = await withData(given.config, async ({ matchIndex, trail, vault }) => {
    const begun = await matchIndex.rotate();
    await createTrail(trail, vault)({ event: 'keys.rotated', words: { use: 'matching', generation: begun } });
    return begun;
  });
  say(`The matching index is at generation ${generation}. Running hubs write it again in the background.`);
  return 0;
}
