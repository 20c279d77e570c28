// The step that says who it is. A known account is its person; a new account is a new person: a link must be earned.
// It must never join two accounts by what they say about somebody, nor let a higher level flow through a link that it does not continue.
import { randomBytes } from 'node:crypto';
import { satisfiedInTheEnd } from '../assurance/ask.ts';
import type { Assertion, Attribute, Json } from '../connectors/contract.ts';
import { HubError } from '../errors.ts';
import type { Life } from '../registry/life.ts';
import type { SignIn, SignIns } from '../signin/record.ts';
import type { Step } from '../signin/step.ts';
import type { Authentication, Authentications, Cases, Link, People } from '../store/contracts.ts';
import type { Recorder } from '../trail/events.ts';
import { continued, detailsOf } from './uplift.ts';

export interface MatchingOptions {
  people: People;
  authentications: Authentications;
  cases: Cases;
  signIns: SignIns;
  trail: Recorder;
  life: Pick<Life, 'mayRegister' | 'mayAnswer'>;
  isBlocked(person: string): boolean;
  /** How long a session may stand on one authentication, in seconds. */
  lifetime: number;
}

type Refused = 'closed-to-new' | 'unavailable' | 'not-verified';

export function createMatching(options: MatchingOptions): Step {
  const { people, authentications, signIns, trail, life, isBlocked, lifetime } = options;

  /** Back to the choice: the provider's life has come to where it brings nobody new, or nobody; or the person is blocked. */
  async function refused(signIn: SignIn, provider: string, how: Refused, blocked?: string): Promise<SignIn> {
    const words = { provider, reason: blocked ? 'blocked' : how };
    await trail({ event: 'person.refused', reference: signIn.reference, ...(blocked && { person: blocked }), words });
    return signIns.change(signIn, (before) => withoutAnswer(before, { provider, how }));
  }

  return {
    name: 'matching',
    needed: (signIn) => signIn.reached !== undefined && signIn.authentication === undefined,
    async enter({ signIn }) {
      const { assertion, reached } = signIn;
      if (!assertion || !reached) throw new HubError('internal', { detail: 'matching before grading' });
      const { issuer, subject, provider } = assertion;
      // Switched off while the person was on the way from the callback.
      if (!life.mayAnswer(provider, signIn.service, reached.level))
        return { turn: 'on', signIn: await refused(signIn, provider, 'unavailable') };
      const details = detailsOf(assertion, reached.level);
      const now: Link = { level: reached.level, stamp: reached.stamp, details };
      const found = await people.personOf({ issuer, subject, mayBeNew: life.mayRegister(provider) }, now);
      if (!found) return { turn: 'on', signIn: await refused(signIn, provider, 'closed-to-new') };
      // To the person it is a failed sign-in like any other.
      if (isBlocked(found.person))
        return { turn: 'on', signIn: await refused(signIn, provider, 'not-verified', found.person) };
      const served = await continued({ ...found, now }, signIn, options);
      if (served.contradicted && !satisfiedInTheEnd(signIn.asked, served.level))
        return { turn: 'on', signIn: await leftToOfficer(signIn, provider, served.contradicted, signIns) };
      const { person, account } = found;
      const attributes = attributesOf(assertion, served.contradicted !== undefined);
      const authentication = authenticationOf(
        { ...assertion, attributes },
        { ...reached, level: served.level, person, account },
      );
      await authentications.put(authentication, Math.floor(Date.now() / 1000) + lifetime);
      // What the account says is kept with the authentication from here on; the record needs it no more.
      const changed = await signIns.change(signIn, ({ assertion: _kept, ...before }) => ({
        ...before,
        person,
        authentication: authentication.id,
      }));
      await trail({
        event: found.known ? 'person.recognised' : 'person.new',
        reference: signIn.reference,
        person,
        account,
        words: { provider, rule: found.known ? 'known-account' : 'new-account' },
      });
      return { turn: 'on', signIn: changed };
    },
  };
}

/** What a session will stand on. */
function authenticationOf(
  { provider, authenticatedAt, methods, attributes, session }: Assertion,
  so: Pick<Authentication, 'person' | 'account' | 'level' | 'qualifiers' | 'stamp'>,
): Authentication {
  return {
    ...so,
    id: randomBytes(24).toString('base64url'),
    provider,
    authenticatedAt,
    methods: methodsOf(methods, so.level.authenticator),
    attributes: attributes as unknown as Json,
    session: session ?? null,
  };
}

function leftToOfficer(signIn: SignIn, provider: string, caseReference: string, signIns: SignIns): Promise<SignIn> {
  return signIns.change(signIn, (before) => ({
    ...withoutAnswer(before, { provider, how: 'contradicted' }),
    waiting: { why: 'officer', provider, caseReference },
  }));
}

function withoutAnswer(
  { assertion: _unused, reached: _neither, ...before }: SignIn,
  attempt: SignIn['attempts'][number],
): SignIn {
  return { ...before, attempts: [...before.attempts, attempt] };
}

/** How to reach somebody is theirs to say; everything else would be somebody else's. */
const contact: readonly string[] = ['email', 'phone_number'];

function attributesOf({ attributes }: Assertion, contradicted: boolean): Record<string, Attribute> {
  const kept = Object.entries(attributes).filter(([name]) => !contradicted || contact.includes(name));
  return Object.fromEntries(kept);
}

/** Authentication methods (RFC 8176): the provider's own, else that there were several factors, where that is known. */
function methodsOf(said: readonly string[] | undefined, authenticator: string): readonly string[] {
  if (said && said.length > 0) return said;
  return authenticator === 'medium' || authenticator === 'high' ? ['mfa'] : [];
}
