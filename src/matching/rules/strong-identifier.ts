// Rule 2: the same number of a register, from somebody who is believed about it, with the same birth date and a name that agrees.
// A number alone must never link: in doubt an officer looks. Children are never linked here, either.
import { identityAtLeast, meet } from '../../assurance/level.ts';
import { chiFits, isChi, isNhsNumber } from '../identifiers.ts';
import type { Inquiry, Knowledge, Rule } from './rule.ts';

/** A strong identifier of an account that counts: well formed, from a provider that is believed about it. */
export function identifierOf({ assertion, reached }: Inquiry, { settings }: Pick<Knowledge, 'settings'>) {
  for (const { kind, attribute, providers, identity } of settings.identifiers) {
    const { value, verified } = assertion.attributes[attribute] ?? {};
    if (typeof value !== 'string' || !verified || !providers.includes(assertion.provider)) continue;
    if (!identityAtLeast(reached.level.identity, identity)) continue;
    const digits = value.replace(/\s/g, '');
    if (kind === 'nhs-number' ? isNhsNumber(digits) : isChi(digits)) return { kind, value: digits };
  }
  return undefined;
}

/** Name agreements that corroborate a number. */
const agreeing: readonly string[] = ['exact', 'crossed', 'nickname', 'one-edit', 'part', 'phonetic'];

export const strongIdentifier: Rule = async (inquiry, knowledge) => {
  const { signIn, known, account, now } = inquiry;
  if (signIn.question?.stage === 'settled' || signIn.aside || signIn.beside) return undefined;
  const { facts, index, isBlocked, people } = knowledge;
  const identifier = identifierOf(inquiry, knowledge);
  if (!identifier) return undefined;
  const holder = await facts.holderOf(identifier.kind, index.factToken(identifier.kind, identifier.value));
  if (!holder || holder.account === account || holder.person === known?.person) return undefined;
  const persons = [holder.person];
  const seen = index.see(inquiry.assertion);
  const { adult, traits } = seen;
  const theirs = await people.find(holder.account);
  const compared = theirs && index.compareWith(seen, theirs);
  const findings = compared && index.findingsOf([compared]);
  const officer = (reason: 'identifier-conflict' | 'child' | 'held') =>
    ({ kind: 'officer', reason, persons, ...(findings && { findings }) }) as const;
  if ((await facts.keptApart(account)).includes(holder.person)) return officer('identifier-conflict');
  if (isBlocked(holder.person) || isBlocked(holder.person, 'hold')) return officer('held');
  if (identifier.kind === 'chi' && !(traits.birthdate && chiFits(identifier.value, traits.birthdate)))
    return officer('identifier-conflict');
  const { given, family, birthdate } = compared?.agreements ?? {};
  const sameName = [given, family].some((level) => level !== undefined && agreeing.includes(level));
  if (!compared || birthdate !== 'exact' || !sameName) return officer('identifier-conflict');
  if (!adult || !compared.adult) return officer('child');
  // A person of its own that the account has had so far is left only if somebody says so: the person, or an officer.
  // Whoever acts for somebody else can be joined by their own proof alone: they may know the other's answers, too.
  if (known) {
    const byAnswer = !(await knowledge.actsFor(holder.person));
    return { kind: 'ask', persons, findings: index.findingsOf([compared]), byAnswer };
  }
  const level = meet(now.level, { identity: compared.identity, authenticator: 'high' });
  return {
    kind: 'link',
    rule: 'strong-identifier',
    to: { person: holder.person },
    level,
    ...(findings && { findings }),
  };
};
