// Carries out what the policy decided, and records it (policy, rule 6): whose the account is from here on, at which level, and why.
// It must never link anything that no rule has decided, nor lose a case that an officer has to see.
import { chained, type Level } from '../assurance/level.ts';
import type { Json } from '../connectors/contract.ts';
import { newReference } from '../signin/record.ts';
import type { Account, Link } from '../store/account-contracts.ts';
import type { Cases, People } from '../store/contracts.ts';
import type { Moves, Sector } from '../store/matching-contracts.ts';
import type { Recorder } from '../trail/events.ts';
import type { Findings } from './findings.ts';
import type { Decision, Inquiry, OfficerReason } from './rules/rule.ts';
import { detailsOf } from './uplift.ts';

export interface ApplyOptions {
  people: People;
  moves: Pick<Moves, 'move'>;
  cases: Pick<Cases, 'open'>;
  sectors: readonly Sector[];
  trail: Recorder;
}

/** Whose the account is now. */
export interface Settled {
  account: Account;
  /** It was theirs before this sign-in. */
  known: boolean;
  /** What is served, where the account was linked in this sign-in. */
  level?: Level;
}

type LinkDecision = Extract<Decision, { kind: 'link' }>;

/** What was compared, in the closed words and figures that the trail keeps. */
export function findingWords(findings: Findings | undefined): Record<string, string | number> {
  const [best] = findings?.candidates ?? [];
  if (!findings || !best) return {};
  const fields = best.fields.map(({ field, level, weight }) => `${field} ${level} ${weight.toFixed(1)}`).join(', ');
  const { linkAt, askAt, runnerUp, automatic } = findings.thresholds;
  return {
    model: findings.model,
    thresholds: `link ${automatic ? linkAt : 'off'}, ask ${askAt}, runner-up ${runnerUp}`,
    candidates: findings.candidates.length,
    probability: Number(best.probability.toFixed(6)),
    fields,
  };
}

/** The account is its own person's: the one it was, or a new one. */
export async function settleAsItIs(inquiry: Inquiry, { people }: Pick<ApplyOptions, 'people'>): Promise<Settled> {
  const { account, known, now, assertion } = inquiry;
  if (known) return { account: known, known: true };
  const made = await people.join(account, { provider: assertion.provider, rule: 'new-account' }, now);
  if (!made) throw new Error('a new person cannot be nobody');
  return { account: made, known: made.known };
}

/** The account becomes somebody's. Where that somebody is gone by now, or another node was first, it stays as it is. */
export async function link(inquiry: Inquiry, decision: LinkDecision, options: ApplyOptions): Promise<Settled> {
  const { account, known, now, signIn, assertion } = inquiry;
  const { people, moves, sectors, trail } = options;
  const to = await personOf(decision, options);
  const edge: Link = { ...now, level: decision.level };
  const { rule, findings } = decision;
  const changes = known
    ? await moves.move({ account, from: known.person, to, rule, link: edge, sectors })
    : (await people.join(account, { provider: assertion.provider, rule, into: to }, edge)) && [];
  const linked = await people.find(account);
  if (!changes || linked?.person !== to) return settleAsItIs({ ...inquiry, known: linked }, options);
  await trail({
    event: 'person.linked',
    reference: signIn.reference,
    person: to,
    account,
    words: {
      provider: assertion.provider,
      rule,
      level: `${edge.level.identity}/${edge.level.authenticator}`,
      subjects: changes.length,
      ...findingWords(findings),
    },
  });
  const seconds = Math.floor(Date.now() / 1000);
  const { identity } = edge.level;
  return {
    account: linked,
    known: false,
    level: chained([now, { level: { identity, authenticator: 'high' } }], seconds),
  };
}

/** Whom to link to; a person begins with the account that was proven beside, where that is new as well. */
async function personOf({ to }: LinkDecision, { people }: ApplyOptions): Promise<string> {
  if ('person' in to) return to.person;
  const { assertion, reached } = to.begins;
  const details = detailsOf(assertion, reached.level);
  const beginning: Link = { level: reached.level, stamp: reached.stamp, details };
  const how = { provider: assertion.provider, rule: 'new-account' } as const;
  const made = await people.join(people.accountOf(assertion), how, beginning);
  if (!made) throw new Error('a new person cannot be nobody');
  return made.person;
}

/** Reasons for which two officers have to agree. */
const serious: readonly OfficerReason[] = ['child', 'identifier-conflict'];

/** Opens a case about an account that may be somebody's. */
export async function leaveToOfficer(
  inquiry: Inquiry,
  decision: Extract<Decision, { kind: 'officer' }>,
  { person, cases, trail }: Pick<ApplyOptions, 'cases' | 'trail'> & { person: string },
): Promise<void> {
  const { account, assertion, signIn } = inquiry;
  const { reason, persons, findings } = decision;
  const reference = await cases.open({
    reference: newReference(),
    kind: 'match',
    account,
    content: {
      person,
      provider: assertion.provider,
      reason,
      persons: [...persons],
      fourEyes: serious.includes(reason),
      ...(findings && { findings: findings as unknown as Json }),
    },
  });
  await trail({
    event: 'person.left-to-officer',
    reference: signIn.reference,
    person,
    account,
    words: { provider: assertion.provider, reason, case: reference, ...findingWords(findings) },
  });
}
