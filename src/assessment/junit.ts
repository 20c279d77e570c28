// An assessment as JUnit XML, for whatever builds the council's services: a test case for each cell. Pure.
// It must never fail somebody who never could get in: that is a finding, and no fault of the build.
import type { Compared } from './compare.ts';
import { bestOf, type Report } from './report.ts';
import { cellLine, wayName } from './sentences.ts';

/** Text and attribute values; what XML 1.0 cannot hold is left out (section 2.2). */
function escaped(text: string): string {
  const characters: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return [...text]
    .filter((one) => /[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(one))
    .map((one) => characters[one] ?? one)
    .join('');
}

function verdict({ cell, earlier, change }: Compared): string {
  if (change === 'worse' && earlier)
    return `<failure message="${escaped(`${cellLine(cell)}; before: ${cellLine(earlier)}`)}"/>`;
  if (cell.outcome === 'broken') return `<error message="${escaped(bestOf(cell).stop?.text ?? '')}"/>`;
  return cell.outcome === 'in' ? '' : `<skipped message="${escaped(cellLine(cell))}"/>`;
}

function suite(title: string, cases: readonly Compared[], report: Report): string[] {
  const count = (mark: string) => cases.filter((one) => verdict(one).startsWith(`<${mark}`)).length;
  const counts = `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}"`;
  return [
    `  <testsuite name="${escaped(title)}" ${counts} timestamp="${new Date(report.at).toISOString()}">`,
    ...cases.map((one) => {
      const best = bestOf(one.cell);
      const out = `${cellLine(one.cell)}, by ${wayName(report, best)}, ${best.pages.length} pages`;
      const attributes = `classname="${escaped(one.cell.scenario)}" name="${escaped(one.cell.service)}" time="${best.seconds}"`;
      return `    <testcase ${attributes}>${verdict(one)}<system-out>${escaped(out)}</system-out></testcase>`;
    }),
    '  </testsuite>',
  ];
}

/** The whole document; `compared` is compare(report, earlier). */
export function junit(report: Report, compared: readonly Compared[]): string {
  const suites = report.scenarios.flatMap(({ id, title }) =>
    suite(
      title.en,
      compared.filter(({ cell }) => cell.scenario === id),
      report,
    ),
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="Gatehouse ${escaped(report.version)}">`,
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');
}
