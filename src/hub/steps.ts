// The way of a sign-in, step by step: whoever wants to know what happens next reads this list. It decides nothing.
import { createAges } from '../ages/step.ts';
import { createAssurance } from '../assurance/step.ts';
import type { KeyRing } from '../authorization/key-ring.ts';
import { createChoice } from '../choice/step.ts';
import type { createConnectors } from '../connectors/index.ts';
import { createMatcherClient } from '../matching/own-matcher-client.ts';
import { createOwnMatcher } from '../matching/own-matcher-step.ts';
import { createQuestion } from '../matching/question-step.ts';
import { createMatching } from '../matching/step.ts';
import { createPause } from '../pause/step.ts';
import { createFinish } from '../release/finish.ts';
import { createShare } from '../release/share.ts';
import { createActingFor } from '../representation/step.ts';
import type { Step } from '../signin/step.ts';
import { createReplace } from '../signout/replace.ts';
import type { House } from './house.ts';
import { sectorsOf } from './sectors.ts';
import { currentSigningKey } from './signing-key.ts';

/** How often somebody may go to a provider in one sign-in: each time leaves a row. */
const waysOut = { name: 'ways-out', points: 60, seconds: 3600 };

/** The way of a sign-in. Each step says whether it is still needed; the dispatcher takes the first that is. */
export function stepsInOrder(
  house: House,
  { connectors, ring }: { connectors: ReturnType<typeof createConnectors>; ring: () => KeyRing },
): Step[] {
  const { hub, services, providers, assurance, attributes, matching, index, store, signIns, trail, live, life } = house;
  const { blocked } = house;
  const { pendingReplies, people, moves, authentications, agreements, cases, resumeCodes } = store;
  const { serviceMatches, subjects, matchFacts: facts } = store;
  const { issuer, lifetimes } = hub;
  const { journey, session, pause } = lifetimes;
  return [
    createPause({ providers, pendingReplies, resumeCodes, signIns, trail, lifetime: pause }),
    createChoice({
      issuer,
      providers,
      assurance,
      identifiers: matching.identifiers,
      connectors,
      pendingReplies,
      signIns,
      trail,
      life,
      isUp: (id) => live.availability(id) !== 'unavailable',
      lifetime: journey,
      countWayOut: (uid) => store.limits.take(waysOut, uid),
    }),
    createAssurance({ providers, assurance, people, vouches: store.vouches, signIns, trail }),
    createQuestion({ question: matching.question, providers, people, facts, index, signIns, trail }),
    createMatching({
      knowledge: {
        people,
        facts,
        index,
        settings: matching,
        isBlocked: blocked.has,
        actsFor: (person) => store.authorities.involve(person),
      },
      people,
      vouches: store.vouches,
      moves,
      authentications,
      cases,
      sectors: sectorsOf(services.values()),
      signIns,
      trail,
      life,
      lifetime: session + journey,
      mayAdd: (person) => house.allow('changes', person),
    }),
    createReplace({ signIns, trail }),
    createAges({ services, authentications, cases, letIn: house.letIn, decisions: store.ageDecisions, signIns, trail }),
    createOwnMatcher({
      issuer,
      services,
      authentications,
      subjects,
      serviceMatches,
      ask: createMatcherClient({ signingKey: () => currentSigningKey(ring()), limit: house.matcherLimit }),
      signIns,
      trail,
    }),
    createActingFor({ acting: house.acting, authentications, signIns }),
    createShare({ attributes, providers, agreements, authentications, signIns, trail }),
    createFinish({
      acting: house.acting,
      telling: house.telling,
      notices: store.notices,
      signIns,
      resumeCodes,
      trail,
    }),
  ];
}
