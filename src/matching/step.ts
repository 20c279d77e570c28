// The step that says who it is, by the matching policy (policy.ts). A new account is a new person: a link must be earned.
// It must never join two accounts that no rule joins, nor let a higher level flow through a link that it does not continue.
import { bandIn } from '../ages/policy.ts';
import { satisfiedInTheEnd } from '../assurance/ask.ts';
import type { Level } from '../assurance/level.ts';
import type { Service } from '../config/schema/services.ts';
import type { Assertion, Attribute, Json } from '../connectors/contract.ts';
import { HubError } from '../errors.ts';
import { randomText } from '../random.ts';
import type { Life } from '../registry/life.ts';
import type { SignIn, SignIns } from '../signin/record.ts';
import type { Step, Turn } from '../signin/step.ts';
import type { Authentication, Authentications } from '../store/authentication-contracts.ts';
import type { Cases, People } from '../store/contracts.ts';
import type { Moves, Sector } from '../store/matching-contracts.ts';
import type { Vouches, VouchInForce } from '../store/vouch-contracts.ts';
import type { Recorder } from '../trail/events.ts';
import { worthOf } from '../vouching/worth.ts';
import { findingWords, leaveToOfficer, link, type Settled, settleAsItIs } from './apply.ts';
import { detailsIn, speaksAgainst } from './continuity.ts';
import type { Findings } from './findings.ts';
import { decideBy } from './policy.ts';
import { rememberAccount } from './remember.ts';
import type { Decision, Inquiry, Knowledge } from './rules/rule.ts';
import { continued, detailsOf } from './uplift.ts';

export interface MatchingOptions {
  knowledge: Knowledge;
  people: People;
  vouches: Pick<Vouches, 'inForce'>;
  moves: Moves;
  authentications: Authentications;
  cases: Cases;
  /** Organisations with their services, for the subjects that follow people. */
  sectors: readonly Sector[];
  signIns: SignIns;
  trail: Recorder;
  life: Pick<Life, 'mayRegister' | 'mayAnswer'>;
  /** How long a session may stand on one authentication, in seconds. */
  lifetime: number;
  /** Counts an account that somebody adds to theirs. @throws HubError where it is one too many for now */
  mayAdd(person: string): Promise<void>;
}

type Refused = 'closed-to-new' | 'unavailable' | 'not-verified';

export function createMatching(options: MatchingOptions): Step {
  const { knowledge, people, signIns, trail, life } = options;

  /** Back to the choice: the provider's life has come to where it brings nobody new, or nobody; or the person is blocked. */
  async function refused(signIn: SignIn, provider: string, how: Refused, blocked?: string): Promise<Turn> {
    const words = { provider, reason: blocked ? 'blocked' : how };
    await trail({ event: 'person.refused', reference: signIn.reference, ...(blocked && { person: blocked }), words });
    return on(await signIns.change(signIn, (before) => withoutAnswer(before, { provider, how })));
  }

  /** The person has to say something first (question-step.ts). */
  async function asks(inquiry: Inquiry, decision: Extract<Decision, { kind: 'ask' | 'confirm' }>): Promise<Turn> {
    const { signIn, account, assertion } = inquiry;
    if (decision.kind === 'confirm')
      return on(await signIns.change(signIn, (before) => ({ ...before, question: { persons: [], stage: 'join' } })));
    const { persons, findings, byAnswer } = decision;
    const words = { provider: assertion.provider, byAnswer, ...findingWords(findings) };
    await trail({ event: 'person.asked', reference: signIn.reference, account, words });
    return on(
      await signIns.change(signIn, (before) => ({
        ...before,
        question: { persons, stage: 'ask', ...(!byAnswer && { onlyProof: true as const }) },
      })),
    );
  }

  async function settled(inquiry: Inquiry, decision: Decision): Promise<Settled> {
    if (decision.kind === 'link') {
      // Both accounts were proven in this sitting: nobody else can use up what a person may add.
      if (decision.rule === 'proof' && 'person' in decision.to) await options.mayAdd(decision.to.person);
      return link(inquiry, decision, options);
    }
    const found = await settleAsItIs(inquiry, options);
    if (decision.kind === 'officer')
      await leaveToOfficer(inquiry, decision, { ...options, person: found.account.person });
    return found;
  }

  return {
    name: 'matching',
    needed: (signIn) => signIn.reached !== undefined && signIn.authentication === undefined,
    async enter({ signIn, service }) {
      const inquiry = await inquire(signIn, people);
      const { assertion, reached, known } = inquiry;
      const { provider } = assertion;
      // Switched off while the person was on the way from the callback.
      if (!life.mayAnswer(provider, signIn.service, reached.level)) return refused(signIn, provider, 'unavailable');
      const decision = await decideBy(inquiry, knowledge);
      if (decision.kind === 'refused') return refused(signIn, provider, decision.how, decision.blocked);
      if (!known && !life.mayRegister(provider)) return refused(signIn, provider, 'closed-to-new');
      if (decision.kind === 'ask' || decision.kind === 'confirm') return asks(inquiry, decision);
      const found = await settled(inquiry, decision);
      const findings = decision.kind === 'new' ? decision.findings : undefined;
      return finish({ ...inquiry, service }, { ...found, findings }, options);
    },
  };
}

const on = (signIn: SignIn): Turn => ({ turn: 'on', signIn });

async function inquire(signIn: SignIn, people: People): Promise<Inquiry> {
  const { assertion, reached } = signIn;
  if (!assertion || !reached) throw new HubError('internal', { detail: 'matching before grading' });
  const account = people.accountOf(assertion);
  const now = { level: reached.level, stamp: reached.stamp, details: detailsOf(assertion, reached.level) };
  return { signIn, assertion, reached, account, known: await people.find(account), now };
}

/** The answer that the session will stand on; the level is what the link lets through. */
async function finish(
  inquiry: Inquiry & { service: Service },
  found: Settled & { findings?: Findings | undefined },
  options: MatchingOptions,
): Promise<Turn> {
  const { signIn, assertion, reached, now } = inquiry;
  const { authentications, signIns, trail, knowledge, lifetime } = options;
  const { provider } = assertion;
  const { account, person, link } = found.account;
  const vouch = await options.vouches.inForce(account, person);
  const checked = vouch && detailsIn(vouch.attributes);
  const served: { level: Level; contradicted?: string } = found.level
    ? { level: found.level }
    : await continued({ account, person, known: found.known, link, now, ...(checked && { checked }) }, signIn, options);
  if (served.contradicted && !satisfiedInTheEnd(signIn.asked, served.level))
    return on(await leftToOfficer(signIn, provider, served.contradicted, signIns));
  if (!served.contradicted) await rememberAccount(inquiry, found, knowledge);
  if (inquiry.known?.askAgain) await knowledge.facts.askedAgain(account);
  const attributes = attributesOf(assertion, served.contradicted !== undefined);
  const authentication = authenticationOf(
    { ...assertion, attributes },
    {
      ...reached,
      level: served.level,
      person,
      account,
      ...(signIn.needsBirthdate && { birthdateAsked: true }),
      ...((served.contradicted || (vouch && (await isSomebodyElses(vouch, found, options)))) && { contradicted: true }),
    },
  );
  const vouched = authentication.contradicted ? undefined : vouch;
  const worth = worthOf({ ...authentication, ...(vouched && { vouched }) }, inquiry.service);
  await authentications.put(authentication, Math.floor(Date.now() / 1000) + lifetime);
  // What the account says is kept with the authentication from here on; the record needs it no more.
  const changed = await signIns.change(
    signIn,
    ({ assertion: _kept, question: _over, aside: _joined, beside: _both, ...before }) => ({
      ...before,
      person,
      authentication: authentication.id,
      ageBand: bandIn(worth.attributes, new Date()),
    }),
  );
  if (!found.level) {
    await trail({
      event: found.known ? 'person.recognised' : 'person.new',
      reference: signIn.reference,
      person,
      account,
      words: { provider, rule: found.known ? 'known-account' : 'new-account', ...findingWords(found.findings) },
    });
  }
  return on(changed);
}

/** The account, or its person's other accounts, have proven somebody else than the one whom an officer checked. */
async function isSomebodyElses({ attributes }: VouchInForce, { account }: Settled, { people }: MatchingOptions) {
  const linked = (await people.find(account.account)) ?? account;
  return speaksAgainst(detailsIn(attributes), linked, await people.accountsOf(account.person));
}

/** What a session will stand on. */
function authenticationOf(
  { provider, authenticatedAt, methods, attributes, session }: Assertion,
  so: Pick<Authentication, 'person' | 'account' | 'level' | 'qualifiers' | 'stamp' | 'birthdateAsked' | 'contradicted'>,
): Authentication {
  return {
    ...so,
    id: randomText(24),
    provider,
    authenticatedAt,
    since: Math.floor(Date.now() / 1000),
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
  { assertion: _unused, reached: _neither, question: _over, aside: _nor, ...before }: SignIn,
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
