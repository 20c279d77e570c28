// No dead ends (N2): every page at which somebody can be stuck leads on, and to help from a person, in both languages.
import { expect } from 'chai';
import { languages } from '../../src/config/schema/common.ts';
import type { Page } from '../../src/views/pages.ts';
import { createRender } from '../../src/views/render.ts';
import { formsIn, textOf } from '../support/html.ts';
import { alone, journey, samples } from './samples.ts';

const render = createRender();
const all = Object.entries(samples);

/** What leads on from the page itself: links and forms in its main part, without those that only jump to its foot. */
function waysOnIn(html: string): string[] {
  const [, main = ''] = /<main[^>]*>([\s\S]*)<\/main>/.exec(html) ?? [];
  const links = [...main.matchAll(/<a [^>]*href="([^"]+)"/g)].map(([, href = '']) => href);
  const forms = formsIn(main).map(({ action }) => action);
  return [...links, ...forms].filter((way) => !way.startsWith('#'));
}

/** Pages of which nothing more is wanted: an operator's trial, and the end of a visit. */
const ends = (page: Page): boolean =>
  ['tried', 'account-deleted'].includes(page.page) || (page.page === 'signed-out' && !page.home);
const stuckAt: readonly Page['page'][] = ['choice', 'stopped', 'waiting', 'age', 'matcher-unavailable'];

describe('no dead ends', () => {
  for (const language of languages) {
    it(`N2: every page leads on, and to help in person: ${language}`, () => {
      for (const [name, page] of all) {
        const html = render({ ...journey, language }, page);
        if (!ends(page)) expect(waysOnIn(html), name).to.not.be.empty;
        const [, help = ''] = html.split('<footer');
        expect(help, name).to.include('tel:01632960001').and.include(journey.organisation?.help.place[language]);
      }
    });

    it(`N2: whoever is stuck in a sign-in finds all the ways on one page: ${language}`, () => {
      for (const [name, page] of all.filter(([, { page }]) => stuckAt.includes(page)))
        expect(waysOnIn(render({ ...journey, language }, page)), name).to.include('/sign-in/abc/ways');
      for (const [name, page] of all.filter(([, { page }]) => page === 'ways')) {
        const html = render({ ...journey, language }, page);
        const [main = ''] = html.split('</main>');
        const ways = [...main.matchAll(/data-way="([a-z]+)"/g)].map(([, way]) => way);
        expect(ways.at(-1), name).to.equal('person');
        expect(main.split('data-way="person"')[1], name).to.include('tel:01632960001');
      }
    });

    it(`an error outside any sign-in says where people are: ${language}`, () => {
      for (const [name, page] of all.filter(([, { page }]) => page === 'error')) {
        const html = render({ ...alone, language }, page);
        expect(textOf(html.split('<footer')[1] ?? ''), name).to.match(/visit it|galw heibio/);
      }
    });
  }
});
