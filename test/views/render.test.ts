// The pages as HTML: titles, headings, forms, the way back, and that no value ever comes out unescaped.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { languages } from '../../src/config/schema/common.ts';
import type { Page } from '../../src/views/pages.ts';
import { createRender } from '../../src/views/render.ts';
import { decode, formsIn, textOf } from '../support/html.ts';
import { alone, journey, samples } from './samples.ts';

const render = createRender();
const every = Object.entries(samples).flatMap(([name, page]) =>
  languages.flatMap((language) =>
    [journey, alone].map((frame) => ({ name: `${name} ${language}`, page, frame: { ...frame, language } })),
  ),
);
const titleOf = (html: string) => decode(/<title>([^<]*)<\/title>/.exec(html)?.[1] ?? '');
const sample = (name: string): Page => {
  const page = samples[name];
  if (!page) throw new Error(`no sample "${name}"`);
  return page;
};

describe('render', () => {
  it('has a sample of every template that is a page', () => {
    const folder = 'src/views/templates';
    const pages = readdirSync(folder).filter((file) => readFileSync(join(folder, file), 'utf8').includes('{% extends'));
    const shown = new Set<string>(Object.values(samples).map(({ page }) => `${page}.njk`));
    expect(pages.length).to.be.greaterThan(40);
    expect(pages.filter((file) => !shown.has(file))).to.deep.equal([]);
  });

  it('gives every page one heading, its language, and the heading in the title', () => {
    for (const { name, page, frame } of every) {
      const html = render(frame, page);
      const headings = [...html.matchAll(/<h1[^>]*>([\s\S]*?)<\/h1>/g)].map(([, inner = '']) => textOf(inner));
      expect(headings, name).to.have.length(1);
      expect(titleOf(html), name).to.include(headings[0]);
      expect(html, name).to.include(`<html lang="${frame.language}"`);
      expect(html, name).not.to.match(/undefined|\[object|GDS|crown/i);
      // Two scripts, and no page needs them: one warns before the time is over, one posts a form on to another site.
      const scripts = (frame.time ? 1 : 0) + (name.startsWith('leaving-form') ? 1 : 0);
      expect([...html.matchAll(/<script/g)], name).to.have.length(scripts);
      expect(html, name).not.to.match(/<script(?! nonce="n0nce")/);
    }
  });

  it('names the service and the organisation in the title, and says when something is wrong', () => {
    expect(titleOf(render(journey, sample('choice')))).to.equal(
      'How do you want to sign in? – Parking permit – Exampleton Council',
    );
    expect(titleOf(render(alone, sample('home')))).to.equal('Sign in to council services – Gatehouse');
    expect(titleOf(render(journey, sample('choice-nothing-chosen')))).to.match(/^Error: How/);
    expect(titleOf(render({ ...journey, language: 'cy' }, sample('error-expired')))).to.match(
      /^Gwall: .*Trwydded parcio/,
    );
  });

  it('offers what can be chosen, and shows what cannot', () => {
    const [form] = formsIn(render(journey, sample('choice-tried')));
    expect(form?.choices).to.deep.equal([
      { name: 'provider', value: 'central', disabled: false },
      { name: 'provider', value: 'nhs', disabled: true },
      { name: 'provider', value: 'scotland', disabled: false },
    ]);
    expect(form?.fields).to.deep.equal({ token: 'form-token' });
    expect(form?.action).to.equal('/sign-in/abc/step');
  });

  it('leads from the error summary to the first account that can be chosen', () => {
    const page = { ...sample('choice-grey'), nothingChosen: true } as Page;
    const html = render(journey, page);
    expect(html).to.match(/href="#provider"/);
    expect(html.match(/<input[^>]*id="provider"[^>]*>/)?.[0])
      .to.include('value="nhs"')
      .and.not.include('disabled');
  });

  it('has a way back on every page of a journey that can be left', () => {
    for (const name of ['choice', 'share', 'stopped', 'stopped-again', 'different-person', 'error-expired']) {
      const html = render(journey, sample(name));
      const back = formsIn(html).find(({ action }) => action === '/sign-in/abc/cancel');
      expect(back?.fields, name).to.deep.equal({ token: 'cancel-token' });
      expect(html, name).to.match(/<button[^>]*form="cancel"/);
      expect(render(alone, sample(name)), name).not.to.include('cancel"');
    }
  });

  it('asks on signing out with the fields that the sign-out wants', () => {
    const [form] = formsIn(render(journey, sample('sign-out')));
    expect(form?.fields).to.include({ xsrf: 'xsrf-secret' });
    expect(form?.buttons).to.deep.equal([{ name: 'logout', value: 'yes' }]);
  });

  it('shows help in one place on every page', () => {
    for (const { name, page } of every) {
      const [, footer = ''] = render(journey, page).split('<footer');
      expect(footer, name).to.include('href="tel:01632960001"').and.include('01632 960 001');
      expect(footer, name).to.include('Exampleton Library').and.include('http://127.0.0.1:3001/help');
    }
  });

  it('never repeats an OAuth code that it has no text for', () => {
    for (const oauth of ['<b>', 'constructor', 'heading', 'invalid_client.heading']) {
      const html = render(alone, { page: 'error', code: 'oidc', oauth, reference: 'R' });
      expect(textOf(html)).to.include('The service made a mistake').and.not.include(oauth);
    }
    expect(textOf(render(alone, { page: 'error', code: 'oidc', reference: 'R' }))).to.include(
      'The service made a mistake',
    );
  });

  it('escapes every value of every page', () => {
    const nasty = fc.string({ minLength: 1, maxLength: 12 }).map((text) => `\u2603<b>"'&${text}`);
    fc.assert(
      fc.property(nasty, (text) => {
        for (const { name, frame, page } of every) {
          const tainted = render(taint(frame, text), taint(page, text));
          expect(tainted, name).not.to.match(/\u2603(?:<|&lt;b(?:>|&gt;["']))/);
          expect(tags(tainted), name).to.deep.equal(tags(render(frame, page)));
        }
      }),
      { numRuns: 5 },
    );
  }).timeout(60_000);
});

const closed = [
  'page',
  'language',
  'how',
  'refused',
  'wrong',
  'grey',
  'code',
  'oauth',
  'kind',
  'why',
  'since',
  'birthdate',
  'askAgain',
  'latest',
  'answer',
  'relationship',
  'side',
  'event',
  'reason',
  'policy',
  'band',
  'age',
  'done',
  'proposed',
  'field',
  'agreement',
  'room',
  'evidence',
  'told',
  'stopped',
  'until',
  'identity',
  'authenticator',
  'status',
  'unknown',
  'state',
  'method',
  'type',
  'way',
  'relation',
  'proof',
  'problem',
  'objection',
  'ends',
  'checkedOn',
  'outcome',
  'change',
  'whose',
  'told',
  'needs',
  'worksWithout',
  'factors',
  'pause',
];

/** Puts `text` in place of every string that is not one of a closed set, alone or in a list. */
function taint<T>(value: T, text: string, key = ''): T {
  if (typeof value === 'string') return (closed.includes(key) ? value : text) as T;
  if (Array.isArray(value)) return value.map((one) => taint(one, text, key)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, taint(inner, text, name)])) as T;
}

const tags = (html: string): string[] => [...html.matchAll(/<\/?[a-z][a-z0-9]*/g)].map(([tag]) => tag);
