// The step that says how sure the hub is of what a provider answered, and whether that is enough for this service.
// It must never let an answer pass that is below what is required (with an officer's check of the account beside it, where there is one),
// nor one above what the provider is accredited for; what the provider itself has proven stays apart from the check.
import type { AssuranceConfig } from '../config/schema/assurance.ts';
import type { IdentityProvider } from '../config/schema/identity-providers.ts';
import { levelsFor } from '../registry/life.ts';
import type { SignIn, SignIns } from '../signin/record.ts';
import type { Step } from '../signin/step.ts';
import type { People } from '../store/contracts.ts';
import type { Vouches } from '../store/vouch-contracts.ts';
import type { Recorder } from '../trail/events.ts';
import { raised, takesVouches } from '../vouching/worth.ts';
import { satisfiedInTheEnd } from './ask.ts';
import { type Grade, grade } from './grade.ts';
import { type Identity, identityAtLeast, type Stamp } from './level.ts';

export interface AssuranceOptions {
  providers: ReadonlyMap<string, IdentityProvider>;
  assurance: AssuranceConfig;
  people: Pick<People, 'accountOf'>;
  vouches: Pick<Vouches, 'inForce'>;
  signIns: SignIns;
  trail: Recorder;
}

export function createAssurance(options: AssuranceOptions): Step {
  const { providers, assurance, people, vouches, signIns, trail } = options;

  /** `vouched`: the identity that an officer's check of the account adds, where the service takes it. */
  function judge({ assertion, asked, service }: SignIn, vouched: Identity): Grade {
    const provider = providers.get(assertion?.provider ?? '');
    const vocabulary = provider && assurance.vocabularies[provider.vocabulary];
    if (!vocabulary) return { kind: 'refused', why: 'no-level', level: { identity: 'none', authenticator: 'none' } };
    const { floor } = asked;
    const graded = grade({
      vocabulary,
      says: assertion?.says,
      asked: identityAtLeast(vouched, floor.identity) ? { ...floor, identity: 'none' } : floor,
      accredited: levelsFor(provider, service),
    });
    if (graded.kind === 'graded' && !satisfiedInTheEnd(asked, raised(graded.level, vouched))) {
      return { kind: 'refused', why: 'lower-than-asked', level: graded.level };
    }
    return graded;
  }

  return {
    name: 'assurance',
    needed: (signIn) => signIn.assertion !== undefined && signIn.reached === undefined,
    async enter({ signIn, service }) {
      const { assertion } = signIn;
      const vouch = assertion && takesVouches(service) ? await vouches.inForce(people.accountOf(assertion)) : undefined;
      const graded = judge(signIn, vouch?.identity ?? 'none');
      const changed = await signIns.change(signIn, (before) => withGrade(before, graded));
      await trail({
        event: graded.kind === 'graded' ? 'level.graded' : 'level.refused',
        reference: signIn.reference,
        words: {
          provider: signIn.assertion?.provider ?? '',
          level: `${graded.level.identity}/${graded.level.authenticator}`,
          ...(vouch && { vouched: vouch.identity }),
          ...(graded.kind === 'refused' ? { reason: graded.why } : { table: tableOf(graded.stamp) }),
        },
      });
      return { turn: 'on', signIn: changed };
    },
  };
}

/** The version of the table that a level was read by, as the trail keeps it. */
const tableOf = ({ framework, frameworkVersion, mappingVersion }: Stamp): string =>
  `${framework} ${frameworkVersion}, ${mappingVersion}`;

function withGrade(signIn: SignIn, graded: Grade): SignIn {
  const { assertion, ...rest } = signIn;
  if (!assertion) return signIn;
  if (graded.kind === 'graded') {
    const { level, qualifiers, stamp } = graded;
    return { ...signIn, reached: { level, qualifiers, stamp } };
  }
  const how = graded.why === 'higher-than-accredited' ? 'invalid' : 'level-too-low';
  return { ...rest, attempts: [...signIn.attempts, { provider: assertion.provider, how }] };
}
