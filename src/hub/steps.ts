// The way of a sign-in, step by step: whoever wants to know what happens next reads this list. It decides nothing.
import { createAssurance } from '../assurance/step.ts';
import { createChoice } from '../choice/step.ts';
import type { createConnectors } from '../connectors/index.ts';
import { createMatching } from '../matching/step.ts';
import { createPause } from '../pause/step.ts';
import { createFinish } from '../release/finish.ts';
import { createShare } from '../release/share.ts';
import type { Step } from '../signin/step.ts';
import { createReplace } from '../signout/replace.ts';
import type { House } from './house.ts';

/** The way of a sign-in. Each step says whether it is still needed; the dispatcher takes the first that is. */
export function stepsInOrder(house: House, connectors: ReturnType<typeof createConnectors>): Step[] {
  const { hub, providers, assurance, attributes, store, signIns, trail, live, life, blocked } = house;
  const { pendingReplies, people, authentications, agreements, cases, resumeCodes } = store;
  const { issuer, lifetimes } = hub;
  const { journey, session, pause } = lifetimes;
  return [
    createPause({ providers, pendingReplies, resumeCodes, signIns, trail, lifetime: pause }),
    createChoice({
      issuer,
      providers,
      assurance,
      connectors,
      pendingReplies,
      signIns,
      trail,
      life,
      isUp: (id) => live.availability(id) !== 'unavailable',
      lifetime: journey,
    }),
    createAssurance({ providers, assurance, signIns, trail }),
    createMatching({
      people,
      authentications,
      cases,
      signIns,
      trail,
      life,
      isBlocked: blocked.has,
      lifetime: session + journey,
    }),
    createReplace({ signIns, trail }),
    createShare({ attributes, providers, agreements, authentications, signIns, trail }),
    createFinish({ signIns, trail }),
  ];
}
