// From the rounds to figures: the table that people read, and the file that machines read. A target that is not met says so.
import { aligned, atMost, type Figure, figure } from '../support/figures.ts';
import { median, type Round, type Summary, summaryOf } from './measure.ts';

/** Rounds by operation, then by site (`sqlite`, `postgres`, `bare`, `client`). */
export type Results = Readonly<Record<string, Readonly<Record<string, readonly Round[]>>>>;

const withoutDatabase = new Set(['bare', 'client']);

/** Most that a sign-in may cost, as a multiple of bare oidc-provider's (on its own pages) and one upstream client round trip together. */
const mostCpu = 2;
/** Most that a sign-in by SAML may cost, as a multiple of one by OpenID Connect. */
const mostForSaml = 2;
/** Most microseconds that one grading may take. */
const mostForGrading = 50;
/** Most SQL statements a sign-in. */
const mostStatements = 12;

/** Beside bare oidc-provider without a page: nobody signs in like that, but nothing costs less. */
const toPageless = 'cpu-to-pageless-and-upstream';

const ratesOf = (rounds: readonly Round[]) => rounds.map(({ operations, seconds }) => operations / seconds);
const costsOf = (rounds: readonly Round[] = []) => rounds.map(({ cpu, operations }) => cpu / operations);

/** Median of the rounds' own ratios to the others together: what is held together was measured next to each other. */
function ratioTo(side: readonly number[], ...others: readonly (readonly number[])[]): number {
  const together = (round: number) => others.reduce((sum, other) => sum + (other[round] ?? Number.NaN), 0);
  return median(side.map((value, round) => value / together(round)));
}

function figuresOf(operation: string, sites: Results[string]): Figure[] {
  const { bare } = sites;
  return Object.entries(sites).flatMap(([site, rounds]) => {
    const name = `${operation}/${site}`;
    const { rate, cpu, statements } = summaryOf(rounds);
    const figures = [figure(`${name}/rate`, rate, 'per second'), figure(`${name}/cpu`, cpu, 'CPU-ms')];
    if (withoutDatabase.has(site)) return figures;
    const sql = figure(`${name}/sql`, statements, 'statements');
    figures.push(operation === 'sign-in' ? atMost(mostStatements, sql) : sql);
    if (!bare) return figures;
    return [
      ...figures,
      figure(`${name}/rate-to-bare`, ratioTo(ratesOf(rounds), ratesOf(bare)), 'ratio'),
      figure(`${name}/cpu-to-bare`, ratioTo(costsOf(rounds), costsOf(bare)), 'ratio'),
    ];
  });
}

/** Every figure of a run; `grading` in microseconds, where it was measured. */
export function allFigures(results: Results, grading?: number): Figure[] {
  const figures = Object.entries(results).flatMap(([operation, sites]) => figuresOf(operation, sites));
  const costs = (operation: string, site: string) => costsOf(results[operation]?.[site]);
  const hubs = Object.keys(results['sign-in'] ?? {}).filter((site) => site !== 'bare');
  const brokered = hubs.flatMap((site) => {
    const to = (bare: string) => ratioTo(costs('sign-in', site), costs(bare, 'bare'), costs('upstream', 'client'));
    const ratio = figure(`sign-in/${site}/cpu-to-bare-and-upstream`, to('sign-in'), 'ratio');
    const pageless = figure(`sign-in/${site}/${toPageless}`, to('sign-in, no pages'), 'ratio');
    return [atMost(mostCpu, ratio), ...(Number.isNaN(pageless.value) ? [] : [pageless])];
  });
  const saml = Object.keys(results['sign-in, SAML'] ?? {}).map((site) => {
    const ratio = ratioTo(costs('sign-in, SAML', site), costs('sign-in', site));
    return atMost(mostForSaml, figure(`sign-in, SAML/${site}/cpu-to-openid`, ratio, 'ratio'));
  });
  const graded = grading === undefined ? [] : [atMost(mostForGrading, figure('grading', grading, 'µs'))];
  return [...figures, ...brokered, ...saml, ...graded];
}

const saturation = 0.9;

function saturated({ busy }: Summary, site: string): string {
  const [[name, share] = ['', 0]] = Object.entries(busy).toSorted(([, a], [, b]) => b - a);
  const who = name === 'measured' ? site : name;
  return `${who} ${share >= saturation ? '' : 'not quite, '}${Math.round(share * 100)} %`;
}

const head = ['operation', 'at', 'per second', 'to bare', 'CPU-ms', 'to bare', 'SQL', 'saturated (of one core)'];

/** The table, and below it the targets. */
export function tableOf(results: Results, figures: readonly Figure[]): string {
  const value = (name: string, digits: number) => {
    const found = figures.find((one) => one.name === name);
    return found ? found.value.toFixed(digits) : '';
  };
  const rows = Object.entries(results).flatMap(([operation, sites]) =>
    Object.entries(sites).map(([site, rounds]) => {
      const at = `${operation}/${site}`;
      const columns = [
        value(`${at}/rate`, 1),
        value(`${at}/rate-to-bare`, 2),
        value(`${at}/cpu`, 2),
        value(`${at}/cpu-to-bare`, 2),
        value(`${at}/sql`, 1),
      ];
      return [operation, site, ...columns, saturated(summaryOf(rounds), site)];
    }),
  );
  const targets = figures
    .filter(({ target }) => target !== null)
    .map(
      ({ name, value: is, target, holds }) =>
        `${name}: ${is.toFixed(2)}, at most ${target}: ${holds ? 'holds' : 'NOT MET'}`,
    );
  const told = figures
    .filter(({ name }) => name.endsWith(toPageless))
    .map(({ name, value: is }) => `${name}: ${is.toFixed(2)}, told only`);
  const table = aligned(head, rows, (column) => column > 1 && column < head.length - 1);
  return [...table, '', ...targets, ...told].join('\n');
}
