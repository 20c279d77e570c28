// An assessment as a table for a spreadsheet: a line for each attempt (RFC 4180). Pure.
// It must never hand a spreadsheet something that it would take for a formula: headings of pages are not ours alone.
import { bestOf, type Report } from './report.ts';

const head = [
  ...[
    'scenario',
    'persona',
    'service',
    'provider',
    'before',
    'outcome',
    'best',
    'identity',
    'authenticator',
    'pages',
    'seconds',
  ],
  ...['why', 'page', 'heading', 'text', 'ways'],
];

/**
 * One cell in quotes. What begins as a formula does, also after spaces, gets an apostrophe before it, which spreadsheets take for "text"
 * (OWASP, "CSV Injection").
 */
export function csvCell(value: string | number | undefined): string {
  const text = String(value ?? '');
  const isFormula = typeof value === 'string' && /^[\s\u00a0]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/.test(text);
  return `"${(isFormula ? `'${text}` : text).replaceAll('"', '""')}"`;
}

const lineOf = (cells: readonly (string | number | undefined)[]) => `${cells.map(csvCell).join(',')}\r\n`;

/** The whole file, with its first line of names. */
export function csv(report: Report): string {
  const personas = new Map(report.scenarios.map(({ id, persona }) => [id, persona]));
  const lines = report.cells.flatMap((cell) =>
    cell.attempts.map((attempt) => {
      const { provider, before, outcome, level, pages, seconds, stop } = attempt;
      return lineOf([
        ...[cell.scenario, personas.get(cell.scenario), cell.service, provider, before, outcome],
        attempt === bestOf(cell) ? 'yes' : 'no',
        ...[level?.identity, level?.authenticator, pages.length, seconds],
        ...[stop?.why, stop?.page && `${stop.page.whose}:${stop.page.name}`, stop?.page?.heading, stop?.text],
        stop?.ways.map(({ kind, text }) => (text ? `${kind}: ${text}` : kind)).join('; '),
      ]);
    }),
  );
  return [lineOf(head), ...lines].join('');
}
