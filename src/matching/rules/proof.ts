// Rule 3: the person signs in to both accounts in one sitting. The safest way, and preferred: nothing has to be guessed.
// It must never join two accounts that have proven to be two people, or that an officer keeps apart, and always at the lower of the two levels.
import { identityAtLeast, type Level, meet } from '../../assurance/level.ts';
import { continues, type Details } from '../continuity.ts';
import { detailsOf } from '../uplift.ts';
import type { Inquiry, Knowledge, Rule, Target } from './rule.ts';

interface Other {
  to: Target;
  /** Undefined for one that is new. */
  person: string | undefined;
  level: Level;
  details: Details;
}

/** The account that stands by, and whose it is. */
async function otherOf({ signIn }: Inquiry, { people }: Knowledge): Promise<Other | undefined> {
  const { aside, beside } = signIn;
  if (beside) {
    const account = await people.find(beside.account);
    if (!account) return undefined;
    const { person, link } = account;
    return { to: { person }, person, level: meet(beside.level, asIdentity(link.level)), details: beside.details };
  }
  if (!aside) return undefined;
  const { assertion, reached } = aside;
  const account = await people.find(people.accountOf(assertion));
  const level = account ? meet(reached.level, asIdentity(account.link.level)) : reached.level;
  const details = detailsOf(assertion, reached.level);
  const to = account ? { person: account.person } : { begins: aside };
  return { to, person: account?.person, level, details };
}

const asIdentity = ({ identity }: Level): Level => ({ identity, authenticator: 'high' });

/** Two people, as far as both have proven who they are. */
const contradict = (a: Details, b: Details): boolean =>
  a.birthdate !== undefined && b.birthdate !== undefined && !continues(a, b);

export const proof: Rule = async (inquiry, knowledge) => {
  const { signIn, known, now } = inquiry;
  const { question } = signIn;
  const other = await otherOf(inquiry, knowledge);
  if (!other) return undefined;
  if (other.person !== undefined && other.person === known?.person) return { kind: 'known' };
  if (question?.stage !== 'settled') return { kind: 'confirm' };
  if (question.outcome !== 'proved') return undefined;
  const persons = other.person ? [other.person] : [];
  // Of both: joining takes the account away from its person as much as it adds it to the other one.
  if (
    [...persons, ...(known ? [known.person] : [])].some(
      (person) => knowledge.isBlocked(person) || knowledge.isBlocked(person, 'hold'),
    )
  )
    return { kind: 'officer', reason: 'held', persons };
  if (other.person && (await isKeptApart(inquiry, other.person, knowledge)))
    return { kind: 'officer', reason: 'kept-apart', persons };
  const theirs = await provenOf(other, knowledge);
  if ([other.details, ...theirs].some((details) => contradict(now.details, details)))
    return { kind: 'officer', reason: 'details-conflict', persons };
  return { kind: 'link', rule: 'proof', to: other.to, level: meet(now.level, other.level) };
};

/** An officer has said that the two are not one, of whichever of them. */
async function isKeptApart({ account, known }: Inquiry, other: string, { facts, people }: Knowledge): Promise<boolean> {
  if ((await facts.keptApart(account)).includes(other)) return true;
  if (!known) return false;
  const theirs = await Promise.all((await people.accountsOf(other)).map((one) => facts.keptApart(one.account)));
  return theirs.some((persons) => persons.includes(known.person));
}

/** What the other accounts of that person have proven. */
async function provenOf({ person }: Other, { people }: Knowledge): Promise<Details[]> {
  if (person === undefined) return [];
  const accounts = await people.accountsOf(person);
  return accounts.filter(({ link }) => identityAtLeast(link.level.identity, 'medium')).map(({ link }) => link.details);
}
