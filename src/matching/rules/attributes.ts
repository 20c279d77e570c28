// Rule 4: what both accounts say, verified on both sides: mostly a reason to ask, seldom enough to link, sometimes an officer's.
// It must never link an account that has had a person of its own, nor ask twice.
import { identityAtLeast, meet } from '../../assurance/level.ts';
import { type Candidate, decide } from '../decide.ts';
import type { Findings } from '../findings.ts';
import type { Decision, Inquiry, Knowledge, Rule } from './rule.ts';

export const attributes: Rule = async (inquiry, knowledge) => {
  const { signIn, now } = inquiry;
  const { question } = signIn;
  if (question?.stage === 'settled') return answered(inquiry, knowledge);
  if (!identityAtLeast(now.level.identity, 'medium')) return undefined;
  const { index, facts, settings, isBlocked } = knowledge;
  const seen = index.see(inquiry.assertion);
  const { found, crowded } = await index.candidates(seen);
  const apart = found.length > 0 ? await facts.keptApart(inquiry.account) : [];
  const candidates = found.filter(({ person }) => person !== inquiry.known?.person && !apart.includes(person));
  if (candidates.length === 0) return undefined;
  const newcomer = { identity: now.level.identity, adult: seen.adult, actsFor: false, traits: seen.traits };
  const verdict = decide(newcomer, candidates, { ...settings, crowded });
  if (verdict.kind === 'new') return inquiry.known ? undefined : { kind: 'new', findings: nearest(candidates, index) };
  const findings = index.findingsOf(candidates.filter(({ person }) => verdict.persons.includes(person)));
  const { persons } = verdict;
  if (persons.some((person) => isBlocked(person) || isBlocked(person, 'hold')))
    return { kind: 'officer', reason: 'held', persons, findings };
  // An officer has looked before, and left it to the person.
  const asked = inquiry.known?.askAgain === true;
  if (verdict.kind === 'officer' && !asked)
    return { kind: 'officer', reason: reasonOf(verdict.reason), persons, findings };
  const [person] = persons;
  const best = candidates.find((candidate) => candidate.person === person);
  // Whoever acts for somebody else can be joined by their own proof alone: they may know the other's answers, too.
  const acting = await knowledge.actsFor(person ?? '');
  if (verdict.kind !== 'link' || acting || inquiry.known || !person || !best) {
    const byAnswer = !acting && (verdict.kind === 'link' || verdict.byAnswer === true);
    return { kind: 'ask', persons, findings, byAnswer };
  }
  const level = meet(now.level, { identity: best.identity, authenticator: 'high' });
  return { kind: 'link', rule: 'attributes', to: { person }, level, findings };
};

/** The likeliest of those who were looked at and not meant. */
const nearest = (candidates: readonly Candidate[], index: Knowledge['index']): Findings => {
  const { candidates: sorted, ...findings } = index.findingsOf(candidates);
  return { ...findings, candidates: sorted.slice(0, 1) };
};

const reasonOf = (reason: string) =>
  reason === 'household' || reason === 'child' ? reason : ('several-candidates' as const);

/** The question was asked in this sign-in, and is over. */
async function answered(inquiry: Inquiry, { people, facts, isBlocked }: Knowledge): Promise<Decision | undefined> {
  const { signIn, now, account, known } = inquiry;
  const { right, outcome, persons = [] } = signIn.question ?? {};
  const leftToOfficer = async (): Promise<Decision | undefined> =>
    (await facts.triesOf(account)) >= mostTries ? { kind: 'officer', reason: 'wrong-answers', persons } : undefined;
  // Whoever comes without a try that is left can only go on without an answer.
  if (outcome === 'skipped' && !known) return leftToOfficer();
  if (outcome !== 'answered') return undefined;
  if (!right) return leftToOfficer();
  // Of both: joining takes the account away from its person as much as it adds it to the other one.
  if ([right, ...(known ? [known.person] : [])].some((person) => isBlocked(person) || isBlocked(person, 'hold')))
    return { kind: 'officer', reason: 'held', persons: [right] };
  const accounts = await people.accountsOf(right);
  const best = accounts.map(({ link }) => link.level.identity).reduce(higher, 'none');
  return {
    kind: 'link',
    rule: 'question',
    to: { person: right },
    level: meet(now.level, { identity: best, authenticator: 'high' }),
  };
}

const higher = (a: Inquiry['now']['level']['identity'], b: typeof a) => (identityAtLeast(a, b) ? a : b);

/** How often one account may answer the question, ever; an officer can grant more. */
export const mostTries = 3;
