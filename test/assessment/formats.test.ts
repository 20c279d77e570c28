// The forms in which an assessment is handed on: whole, well formed, and harmless wherever they are opened.
import { expect } from 'chai';
import fc from 'fast-check';
import { XmlDocument, type XmlElement } from 'libxml2-wasm';
import { compare } from '../../src/assessment/compare.ts';
import { csv, csvCell } from '../../src/assessment/csv.ts';
import { junit } from '../../src/assessment/junit.ts';
import { type Attempt, type Report, reportSchema } from '../../src/assessment/report.ts';
import { cellWith, inAt, report, stopped } from './sample.ts';

const broken: Attempt = {
  ...stopped,
  outcome: 'broken',
  stop: { why: 'broken', text: 'connection <refused>', ways: [] },
};
const now = report([
  cellWith('one', 'permit', [inAt('medium', 'medium')]),
  cellWith('one', 'bins', [stopped]),
  cellWith('two', 'permit', [stopped]),
  cellWith('two', 'bins', [broken]),
]);
const before = report([cellWith('one', 'bins', [inAt('none', 'low')])]);

/** The attributes of its elements of a name; throws for what is not well formed. */
function elements(xml: string, name: string): Record<string, string>[] {
  const document = XmlDocument.fromString(xml);
  try {
    const found = document.find(`//${name}`) as XmlElement[];
    return found.map(({ attrs }) => Object.fromEntries(attrs.map((one) => [one.name, one.value])));
  } finally {
    document.dispose();
  }
}

describe('the report', () => {
  it('is read back as it was written, and not where it is of another format', () => {
    expect(reportSchema.parse(JSON.parse(JSON.stringify(now)))).to.deep.equal(now);
    expect(reportSchema.safeParse({ ...now, format: 'gatehouse-assessment/2' }).success).to.equal(false);
  });
});

describe('JUnit XML', () => {
  const xml = junit(now, compare(now, before));

  it('has a suite for each scenario and a case for each cell', () => {
    expect(elements(xml, 'testsuite').map((one) => one.name)).to.deep.equal(['Person one', 'Person two']);
    expect(elements(xml, 'testcase').map((one) => `${one.classname} ${one.name}`)).to.deep.equal([
      'one permit',
      'one bins',
      'two permit',
      'two bins',
    ]);
  });

  it('fails only those who could get in last time, and skips those who never could, with the reason', () => {
    expect(elements(xml, 'failure').map((one) => one.message)).to.deep.equal([
      'stops: cannot prove enough (hub: choice); before: in: identity none, sign-in low',
    ]);
    expect(elements(xml, 'skipped').map((one) => one.message)).to.deep.equal([
      'stops: cannot prove enough (hub: choice)',
    ]);
    expect(elements(xml, 'error').map((one) => one.message)).to.deep.equal(['connection <refused>']);
    const [first, second] = elements(xml, 'testsuite');
    expect(first?.failures).to.equal('1');
    expect(second?.skipped).to.equal('1');
    expect(elements(junit(now, compare(now, undefined)), 'failure')).to.deep.equal([]);
  });

  it('is well formed whatever stands on pages', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const odd: Report = {
          ...now,
          version: text,
          cells: now.cells.map((cell) => ({
            ...cell,
            attempts: cell.attempts.map((one) => ({ ...one, ...(one.stop && { stop: { ...one.stop, text } }) })),
          })),
        };
        expect(elements(junit(odd, compare(odd, before)), 'testcase')).to.have.length(4);
      }),
      { numRuns: 50 },
    );
  });
});

describe('CSV', () => {
  /** RFC 4180, read back. */
  const rows = (text: string) =>
    [...text.matchAll(/((?:"(?:[^"]|"")*",?)+)\r\n/g)].map(([, line = '']) =>
      [...line.matchAll(/"((?:[^"]|"")*)"/g)].map(([, cell = '']) => cell.replaceAll('""', '"')),
    );

  it('has a line for each attempt under a line of names', () => {
    const [head, first, ...others] = rows(csv(now));
    expect(head?.slice(0, 6)).to.deep.equal(['scenario', 'persona', 'service', 'provider', 'before', 'outcome']);
    expect(first?.slice(0, 10)).to.deep.equal([
      'one',
      'persona-one',
      'permit',
      'central',
      '',
      'in',
      'yes',
      'medium',
      'medium',
      '5',
    ]);
    expect(others).to.have.length(3);
  });

  it('never holds what a spreadsheet would take for a formula, and loses nothing', () => {
    const start = fc.constantFrom('=', '+', '-', '@', '\t', '\r', ' =', '\n@', '＝', 'a', '"', "'");
    fc.assert(
      fc.property(start, fc.string({ unit: 'binary' }), (first, rest) => {
        const cell = csvCell(first + rest);
        const [, inner = ''] = /^"([\s\S]*)"$/.exec(cell) ?? [];
        const read = inner.replaceAll('""', '"');
        expect(inner.replaceAll('""', '')).not.to.include('"');
        expect(read).not.to.match(/^\s*[=+\-@]|^[\t\r\n]/);
        expect([first + rest, `'${first}${rest}`]).to.include(read);
      }),
    );
    expect(csvCell(-1.5)).to.equal('"-1.5"');
    expect(csvCell(undefined)).to.equal('""');
  });
});
