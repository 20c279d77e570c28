// `gatehouse person block|hold|unblock REFERENCE`: the kill switch for a person, by the reference number of any of their sign-ins. Every node
// follows within two seconds. It must never need, nor show, who the person is.
import { HubError } from '../errors.ts';
import type { OpenStore } from '../store/open.ts';
import { createTrail } from '../trail/events.ts';
import { withData } from './open-data.ts';

/** Blocks or unblocks. @throws HubError `configuration` for a reference under which nobody signed in */
export function personBlock(
  given: { config: string; reference: string; block: 'block' | 'hold' | 'none' },
  print: (line: string) => void,
): Promise<number> {
  const reference = given.reference.toUpperCase();
  return withData(given.config, async (store) => {
    const pseudonym = await pseudonymUnder(reference, store);
    const trail = createTrail(store.trail, store.vault);
    const { block } = given;
    if (block !== 'none') {
      await store.people.block(pseudonym, block);
      await trail({ event: 'person.blocked', words: { person: pseudonym, by: reference, kind: block } });
      const done = {
        block: 'Blocked: their sign-ins fail, and their sessions and tokens end.',
        hold: 'Held: they can sign in, and no other account is linked to them.',
      };
      print(`${done[block]} Running hubs follow within two seconds.`);
      return 0;
    }
    const was = await store.people.unblock(pseudonym);
    if (was) await trail({ event: 'person.unblocked', words: { person: pseudonym, by: reference } });
    print(was ? 'Unblocked: they can sign in again.' : 'They were not blocked.');
    return 0;
  });
}

async function pseudonymUnder(reference: string, { trail }: OpenStore): Promise<string> {
  const rows = await trail.of(reference);
  const found = rows.map(({ data }) => data.person).find((person) => typeof person === 'string');
  if (typeof found === 'string') return found;
  throw new HubError('configuration', {
    detail: rows.length > 0 ? `Nobody had signed in yet under ${reference}.` : `The trail has no ${reference}.`,
  });
}
