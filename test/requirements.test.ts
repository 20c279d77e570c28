// Each promise of docs/inclusion.md has a test whose title names it, and no title names one that is not there.
// It reads titles only: whether a test proves what it says is for its reader to see.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { titlesIn } from './support/titles.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const promises = [
  ...readFileSync(join(root, 'docs/inclusion.md'), 'utf8').matchAll(/^\| ([VDCN]\d) \| (.+?) \| .+ \|$/gm),
];
const ids = promises.map(([, id = '']) => id);

/** The promises that a title names, each as a word. */
const namedIn = (title: string): string[] => title.match(/\b[VDCN]\d\b/g) ?? [];

const titles = globSync('test/**/*.test.ts', { cwd: root })
  .filter((path) => !path.endsWith('requirements.test.ts'))
  .flatMap((path) => titlesIn(readFileSync(join(root, path), 'utf8')));
const named = new Set(titles.flatMap(namedIn));

describe('the promises to people who would be left out', () => {
  it('are all there, once each', () => {
    const expected = ['V1', 'V2', 'V3', 'V4', 'D1', 'D2', 'D3', 'D4', 'D5', 'D6', 'C1', 'C2', 'C3', 'C4'];
    expect(ids).to.deep.equal([...expected, 'N1', 'N2', 'N3', 'N4', 'N5', 'N6']);
  });

  for (const id of ids) {
    it(`${id} has a test that names it`, () => {
      expect(named).to.include(id);
    });
  }

  it('are the only ones that titles name', () => {
    expect(ids).to.include.members([...named]);
  });

  it('are found as words in titles, and nowhere else', () => {
    const text = "it('N3: a code', () => {}); it(`C1, D2: x`); const N4 = 1; // N5\ndescribe('XN6 N66 (D1)', f)";
    expect(titlesIn(text).flatMap(namedIn)).to.deep.equal(['N3', 'C1', 'D2', 'D1']);
  });
});
