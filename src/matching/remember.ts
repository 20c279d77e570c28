// Keeps of an account what others can be recognised by: its place in the index, a strong identifier, an answer to the question.
// It must never keep what was not verified, nor take an identifier from whoever holds it.
import type { Settled } from './apply.ts';
import type { Inquiry, Knowledge } from './rules/rule.ts';
import { identifierOf } from './rules/strong-identifier.ts';

/** A record is written again when so much of its time has gone, in seconds: not at every sign-in. */
const freshFor = 30 * 86_400;

/** After somebody was recognised, linked or made. */
export async function rememberAccount(inquiry: Inquiry, found: Settled, knowledge: Knowledge): Promise<void> {
  const { assertion, now } = inquiry;
  const { index, facts, settings } = knowledge;
  const { account, link, keptUntil = 0 } = found.account;
  const seen = index.see(assertion);
  const kept = keptUntil - Date.now() / 1000 > settings.keepDays * 86_400 - freshFor;
  const same = found.known && Object.entries(now.details).every(([name, value]) => link.details[name] === value);
  if (!kept || !same) await index.remember(account, seen, now.level.identity);
  const identifier = identifierOf(inquiry, knowledge);
  if (identifier && !(found.known && kept)) {
    await facts.keepIdentifier(identifier.kind, index.factToken(identifier.kind, identifier.value), account);
  }
  const { attribute } = settings.question ?? {};
  const answer = attribute === undefined ? undefined : assertion.attributes[attribute];
  if (attribute === undefined || !answer?.verified || typeof answer.value !== 'string') return;
  const fact = index.factToken(attribute, plainAnswer(answer.value));
  if (fact !== found.account.answer) await facts.keepAnswer(account, attribute, fact);
}

/** As an answer is read (question.ts). */
const plainAnswer = (value: string): string => value.toUpperCase().replace(/\s/g, '');
