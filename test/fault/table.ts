// From what happened to figures and to the table that people read. A row that does not hold says so, and why.
import { aligned, atMost, type Figure, figure } from '../support/figures.ts';
import type { Attempt } from './sign-in.ts';

export interface Row {
  scenario: string;
  tried: number;
  completed: number;
  /** How often somebody had to load a page or press a button again: whether the fault was felt at all. */
  again: number;
  /** Ended with a page, or with the service being told. */
  told: number;
  /** What they read, with how many times. */
  words: readonly string[];
  lost: number;
  /** Things that are somebody else's. */
  wrong: number;
  seconds: number;
  problems: readonly string[];
}

/** The row of a scenario. `wrong`: what rightPerson found. */
export function rowOf(
  scenario: string,
  attempts: readonly Pick<Attempt, 'ending' | 'again'>[],
  found: Pick<Row, 'wrong' | 'seconds' | 'problems'>,
): Row {
  const ended = (kind: Attempt['ending']['kind']) => attempts.filter(({ ending }) => ending.kind === kind).length;
  const [completed, told, lost] = [ended('completed'), ended('told'), ended('lost')];
  const again = attempts.reduce((sum, one) => sum + one.again, 0);
  return { scenario, tried: attempts.length, again, completed, told, words: wordsOf(attempts), lost, ...found };
}

function wordsOf(attempts: readonly Pick<Attempt, 'ending'>[]): string[] {
  const told = attempts.flatMap(({ ending }) => (ending.kind === 'told' ? [ending.how] : []));
  return Object.entries(Object.groupBy(told, (how) => how)).map(([how, all = []]) => `${all.length} × ${how}`);
}

export const holds = ({ problems }: Row): boolean => problems.length === 0;

/** Every figure of a run. Where nothing is promised, `target` and `holds` are null. */
export function figuresOf(rows: readonly Row[]): Figure[] {
  return rows.flatMap((row) => {
    const name = `fault/${row.scenario}`;
    const counted = (what: string, value: number, unit: string) => figure(`${name}/${what}`, value, unit);
    const none = (what: string, value: number, unit: string) => atMost(0, counted(what, value, unit));
    return [
      counted('tried', row.tried, 'sign-ins'),
      counted('again', row.again, 'requests'),
      counted('completed', row.completed, 'sign-ins'),
      counted('told', row.told, 'sign-ins'),
      none('lost', row.lost, 'sign-ins'),
      none('wrong person', row.wrong, 'sign-ins'),
      none('problems', row.problems.length, 'problems'),
      counted('seconds', row.seconds, 's'),
    ];
  });
}

const head = ['scenario', 'tried', 'asked again', 'completed', 'told why', 'lost', 'wrong person', 'seconds', 'holds'];
const most = 10;

/** The table, and below it what does not hold. */
export function tableOf(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.scenario,
    ...[row.tried, row.again, row.completed, row.told, row.lost, row.wrong].map(String),
    row.seconds.toFixed(1),
    holds(row) ? 'yes' : 'NO',
  ]);
  const problems = rows.flatMap(({ scenario, words, problems: all }) => [
    ...(words.length > 0 ? [`${scenario}: told ${words.join(', ')}`] : []),
    ...all.slice(0, most).map((problem) => `${scenario}: ${problem}`),
    ...(all.length > most ? [`${scenario}: and ${all.length - most} more`] : []),
  ]);
  const table = aligned(head, cells, (column) => column > 0);
  return [...table, '', ...problems].join('\n');
}
