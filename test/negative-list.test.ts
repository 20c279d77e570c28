// Each attack of docs/negative-list.md is refused by a test that is there, under the title that is written down. It reads titles only: whether a
// test proves what it says is for its reader to see.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { titlesIn } from './support/titles.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const rows = [
  ...readFileSync(join(root, 'docs/negative-list.md'), 'utf8').matchAll(
    /^\| (.+?) \| (.+?) \| (test\/\S+) \| (.+) \|$/gm,
  ),
].map(([, item = '', attack = '', path = '', title = '']) => ({ item, attack, path, title }));

/** The broker's negative list, as it was asked for. */
const items = [
  'Link proof',
  'Empty upstream subject',
  'Something switched off',
  'Assertion replay',
  'Weakened metadata',
  'Weakened configuration',
  'Encrypted assertion injected',
  'Unsigned logout',
  'Moved endpoint',
  'Metric labels',
  'Mix-up',
  'Code injection',
  'Cross-site request forgery',
  'Session fixation',
  'Open redirect',
  'Clickjacking',
  'Request downgrade',
  'SSRF',
  'Log injection',
  'Timing',
  'Header smuggling',
];

describe('the list of what the hub refuses', () => {
  it('has every item, and no row that is not read', () => {
    expect([...new Set(rows.map(({ item }) => item))]).to.deep.equal(items);
    const lines = readFileSync(join(root, 'docs/negative-list.md'), 'utf8').match(/^\| (?!item |---)/gm) ?? [];
    expect(rows).to.have.length(lines.length);
  });

  for (const { item, attack, path, title } of rows) {
    it(`${item}: ${attack}`, () => {
      expect(existsSync(join(root, path)), path).to.equal(true);
      expect(titlesIn(readFileSync(join(root, path), 'utf8'))).to.include(title);
    });
  }
});
