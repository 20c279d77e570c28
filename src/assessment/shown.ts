// A report as the assessors' pages show it. Pure.
// It must never say more than the report does.
import type { Localised } from '../config/schema/common.ts';
import type { AttemptShown, CellShown, Matrix, OutcomeShown, RunShown } from '../views/assessment-pages.ts';
import type { Compared } from './compare.ts';
import { type Attempt, bestOf, type Cell, keyOf, type Report, type Way } from './report.ts';

/** A title that has no Welsh yet is shown in English. */
const inBoth = ({ en, cy }: { en: string; cy?: string | undefined }): Localised => ({ en, cy: cy ?? en });

const nameIn = (names: Report['providers'], id: string | undefined): Localised | undefined =>
  names.find((one) => one.id === id)?.name;

function outcomeOf(report: Report, attempt: Attempt): OutcomeShown {
  const { outcome, before, level, pages, seconds, stop } = attempt;
  const provider = nameIn(report.providers, attempt.provider);
  return {
    outcome,
    ...(level && { level }),
    ...(provider && { provider }),
    ...(before && { before }),
    pages: pages.length,
    seconds: seconds.toFixed(2),
    ...(stop && { why: stop.why }),
  };
}

/** Other accounts go by name. */
const wayOf = (report: Report, { kind, text }: Way) => ({
  kind,
  text: kind === 'account' ? (nameIn(report.providers, text)?.en ?? text) : text,
});

/** A cell; `path` of its page. */
export function cellShown(
  report: Report,
  { cell, change }: Pick<Compared, 'cell'> & Partial<Compared>,
  path?: string,
): CellShown {
  const shown = outcomeOf(report, bestOf(cell));
  return {
    ...shown,
    outcome: cell.outcome,
    ...(path !== undefined && { path }),
    ...(cell.nearest && { nearest: wayOf(report, cell.nearest) }),
    ...(change && { change }),
  };
}

/** The matrix; `compared` also without an earlier report, `pathOf` absent where cells have no pages. */
export function matrixOf(
  report: Report,
  compared: readonly (Pick<Compared, 'cell'> & Partial<Compared>)[],
  pathOf?: (cell: Cell) => string,
): Matrix {
  const byKey = new Map(compared.map((one) => [keyOf(one.cell), one]));
  return {
    services: report.services.map(({ name }) => name),
    rows: report.scenarios.map(({ id, title, about }) => ({
      title: inBoth(title),
      about,
      cells: report.services.map((service) => {
        const one = byKey.get(keyOf({ scenario: id, service: service.id }));
        return one && cellShown(report, one, pathOf?.(one.cell));
      }),
    })),
  };
}

/** An attempt with all that is known of it. */
export function attemptShown(
  report: Report,
  attempt: Attempt,
  more: Pick<AttemptShown, 'said' | 'picture'>,
): AttemptShown {
  return {
    ...outcomeOf(report, attempt),
    seen: attempt.pages.map(({ whose, heading, language }) => ({ whose, heading, language })),
    ways: attempt.stop?.ways.map((way) => wayOf(report, way)) ?? [],
    ...more,
  };
}

/** The scenario and the service of a cell, by name. */
export function namesOf(report: Report, { scenario, service }: Cell) {
  const found = report.scenarios.find(({ id }) => id === scenario);
  const name = nameIn(report.services, service);
  return {
    scenario: inBoth(found?.title ?? { en: scenario }),
    about: found?.about ?? '',
    service: name ?? { en: service, cy: service },
  };
}

/** A run that was just made and is nowhere kept. */
export const runShown = ({ at, cells }: Report): RunShown => ({
  path: '',
  since: at,
  state: 'done',
  done: cells.length,
  all: cells.length,
  cells: cells.length,
  gotIn: cells.filter(({ outcome }) => outcome === 'in').length,
});
