// What came of an attempt and of a cell, in one line of English: for the terminal, and for files that people read. Pure.
// Pages have their own texts, in both languages: nothing of this is shown there.
import { type Attempt, bestOf, type Cell, type Report, type Why } from './report.ts';

const whys: Readonly<Record<Why, string>> = {
  'no-account': 'has no account to choose',
  'not-offered': 'cannot choose that account',
  level: 'cannot prove enough',
  provider: 'the account did not work',
  age: 'is too young',
  waiting: 'has to wait',
  error: 'an error page',
  other: 'a page that the visitor does not know',
  broken: 'the assessment broke here',
};

const befores = { checked: ', after a check in person', actor: ', by somebody who acts for them' } as const;

/** The account of an attempt and what was done before, for somebody who reads. */
export function wayName({ providers }: Report, { provider: id, before }: Pick<Attempt, 'provider' | 'before'>): string {
  const name = providers.find((one) => one.id === id)?.name.en ?? id ?? 'no account';
  return before ? name + befores[before] : name;
}

/** In at which level, or where and why it stops. */
export function attemptLine({ outcome, level, stop }: Attempt): string {
  if (outcome === 'in') return level ? `in: identity ${level.identity}, sign-in ${level.authenticator}` : 'in';
  if (outcome === 'no-account') return 'no account there';
  const where = stop?.page && ` (${stop.page.whose}: ${stop.page.name})`;
  return stop ? `stops: ${whys[stop.why]}${where ?? ''}` : 'stops';
}

export const cellLine = (cell: Cell): string => attemptLine(bestOf(cell));
