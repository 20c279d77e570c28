// `gatehouse keys rotate`: next keys sign from now on, current ones stay published, new next ones are made.
// Running hubs notice within seconds; nothing is restarted and no earlier token becomes invalid.
import { rotateKeys } from '../authorization/key-ring.ts';
import { createTrail } from '../trail/events.ts';
import { withData } from './open-data.ts';

/** How long, in seconds, next keys must have been published, so that services' caches know them. */
const settle = 3600;

/** Prints the key ids that sign from now on. `now` skips the wait: for a key that was stolen. */
export function keysRotate(given: { config: string; now: boolean }, print: (line: string) => void): Promise<number> {
  return withData(given.config, async (store, { hub }) => {
    const signing = await rotateKeys(store.keys, {
      keepRetired: hub.lifetimes.retiredKey,
      settle: given.now ? 0 : settle,
    });
    await createTrail(
      store.trail,
      store.vault,
    )({ event: 'keys.rotated', words: { keys: signing.length, now: given.now } });
    print(`Turned. These keys sign from now on:\n${signing.map((kid) => `  ${kid}`).join('\n')}`);
    return 0;
  });
}
