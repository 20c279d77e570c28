// The step that says who it is. A known account is its person; a new account is a new person: a link must be earned.
// It must never join two accounts by what they say about somebody, nor let a higher level flow through a link that it does not continue.
import { randomBytes } from 'node:crypto';
import { satisfiedInTheEnd } from '../assurance/ask.ts';
import { chained, type Level } from '../assurance/level.ts';
import type { Assertion, Attribute, Json } from '../connectors/contract.ts';
import { HubError } from '../errors.ts';
import type { Life } from '../registry/life.ts';
import { newReference, type SignIn, type SignIns } from '../signin/record.ts';
import type { Step } from '../signin/step.ts';
import type { Authentications, Cases, Link, People } from '../store/contracts.ts';
import type { Recorder } from '../trail/events.ts';
import { type Details, identityDetails, judgeRise } from './continuity.ts';

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

type Found = NonNullable<Awaited<ReturnType<People['personOf']>>>;
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
      const served = await continued(found, now, signIn, options);
      if (served.contradicted && !satisfiedInTheEnd(signIn.asked, served.level))
        return { turn: 'on', signIn: await leftToOfficer(signIn, provider, served.contradicted, signIns) };
      const id = randomBytes(24).toString('base64url');
      const authentication = {
        id,
        person: found.person,
        account: found.account,
        provider,
        ...reached,
        level: served.level,
        authenticatedAt: assertion.authenticatedAt,
        methods: methodsOf(assertion.methods, reached.level.authenticator),
        attributes: attributesOf(assertion, served.contradicted !== undefined) as unknown as Json,
        session: assertion.session ?? null,
      };
      await authentications.put(authentication, Math.floor(Date.now() / 1000) + lifetime);
      // What the account says is kept with the authentication from here on; the record needs it no more.
      const changed = await signIns.change(signIn, ({ assertion: _kept, ...before }) => ({
        ...before,
        person: found.person,
        authentication: id,
      }));
      await trail({
        event: found.known ? 'person.recognised' : 'person.new',
        reference: signIn.reference,
        person: found.person,
        account: found.account,
        words: { provider, rule: found.known ? 'known-account' : 'new-account' },
      });
      return { turn: 'on', signIn: changed };
    },
  };
}

interface Served {
  level: Level;
  /** Reference of the officer's case, where the account spoke of somebody else than before. */
  contradicted?: string;
}

/** Holds what an account proves now against what its link stands on (assurance model, uplift attack). */
async function continued(found: Found, now: Link, signIn: SignIn, options: MatchingOptions): Promise<Served> {
  const { people, cases, trail } = options;
  const { account, person, link } = found;
  const seconds = Math.floor(Date.now() / 1000);
  if (!found.known) return { level: chained([now], seconds) };
  const verdict = judgeRise(link, now);
  const level = chained([now, { level: { identity: verdict.identity, authenticator: 'high' } }], seconds);
  if (verdict.kind === 'same') {
    if (verdict.raise) {
      await people.relink(account, now);
      const words = { level: `${now.level.identity}/${now.level.authenticator}` };
      await trail({ event: 'link.raised', reference: signIn.reference, person, account, words });
    }
    return { level };
  }
  const { stamp: _table, ...content } = now;
  const reference = await cases.open({
    reference: newReference(),
    kind: 'continuity',
    account,
    content: {
      person,
      provider: signIn.assertion?.provider ?? '',
      before: { ...link },
      now: content,
    } as unknown as Json,
  });
  await trail({
    event: 'link.contradicted',
    reference: signIn.reference,
    person,
    account,
    words: { provider: signIn.assertion?.provider ?? '', case: reference },
  });
  return { level, contradicted: reference };
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

/** Who the provider has proven the person to be; nothing where it proved no identity. */
function detailsOf({ attributes }: Assertion, { identity }: Level): Details {
  if (identity === 'none') return {};
  const values = identityDetails.map((name) => [name, attributes[name]?.value] as const);
  return Object.fromEntries(values.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
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
