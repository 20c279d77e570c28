// What an assessor reads on the hub's own pages: which it is, why somebody cannot go on, and what it offers; in both languages.
import { expect } from 'chai';
import { linesOf } from '../../src/assessment/kept-page.ts';
import { levelIn, read, stopAt } from '../../src/assessment/read-page.ts';
import { formsIn, textOf } from '../../src/assessment/visitor/html.ts';
import type { Page } from '../../src/assessment/visitor/http.ts';
import { languages } from '../../src/config/schema/common.ts';
import { createRender } from '../../src/views/render.ts';
import { journey, samples } from '../views/samples.ts';

const render = createRender();
const origins = { hub: 'http://localhost:3000', services: ['http://127.0.0.1:3001'] };

const asPage = (body: string, url = 'http://localhost:3000/sign-in/a'): Page => ({
  ...{ url, status: 200, headers: {}, body, location: undefined, links: [] },
  text: textOf(body),
  forms: formsIn(body),
});

function sample(name: string, language: (typeof languages)[number] = 'en'): Page {
  const page = samples[name];
  if (!page) throw new Error(`no sample ${name}`);
  return asPage(render({ ...journey, language }, page));
}

const stop = (name: string, language?: (typeof languages)[number]) => {
  const page = sample(name, language);
  return stopAt(page, read(page, origins), { provider: 'nhs', has: ['central', 'nhs'] });
};

describe('reading a page', () => {
  it('tells whose it is, its name, heading and language', () => {
    for (const language of languages) {
      const at = read(sample('choice', language), origins);
      expect(at).to.include({ whose: 'hub', name: 'choice', language });
      expect(at.heading).to.equal(language === 'en' ? 'How do you want to sign in?' : 'Sut hoffech chi fewngofnodi?');
    }
    expect(read(asPage('<h1>x</h1>', 'http://127.0.0.1:3010/x'), origins)).to.include({
      whose: 'provider',
      name: 'other',
    });
    expect(read(asPage('<pre id="id-token">', 'http://127.0.0.1:3001/x'), origins)).to.include({ name: 'received' });
  });

  it('tells why somebody cannot go on, the same in both languages', () => {
    const whys = {
      'choice-tried': 'level',
      'stopped-later': 'level',
      stopped: 'not-offered',
      'choice-grey': 'not-offered',
      'error-expired': 'error',
      'service-question': 'other',
    };
    for (const language of languages) {
      for (const [name, why] of Object.entries(whys)) expect(stop(name, language).why, name).to.equal(why);
    }
  });

  it('finds what is offered instead: their other accounts, another day, and help by phone and in person', () => {
    const { ways, text } = stop('choice-later');
    expect(ways.map(({ kind }) => kind)).to.deep.equal(['account', 'later', 'phone', 'place', 'page']);
    expect(ways[0]?.text).to.equal('central');
    expect(ways[2]).to.deep.equal({ kind: 'phone', text: '01632 960 001', href: 'tel:01632960001' });
    expect(ways[3]?.text).to.include('Exampleton Library');
    expect(text).to.match(/^You /);
    const page = sample('choice');
    const nobody = stopAt(page, read(page, origins), { has: [] });
    expect(nobody).to.deep.include({ why: 'no-account', text: '' });
    expect(nobody.ways.map(({ kind }) => kind)).to.deep.equal(['phone', 'place', 'page']);
  });

  it('finds the level that a service received, and no other', () => {
    const received = (acr: string) => levelIn(asPage(`<code data-claim="acr">${acr}</code>`));
    expect(received('http://localhost:3000/assurance/low/medium')).to.deep.equal({
      identity: 'low',
      authenticator: 'medium',
    });
    expect(received('http://localhost:3000/assurance/best/medium')).to.equal(undefined);
    expect(received('P2')).to.equal(undefined);
  });

  it('reads a kept page line by line, without its head and foot', () => {
    const { url, body: html } = sample('stopped-later');
    const lines = linesOf({ url, html });
    expect(lines[0]).to.equal(read(sample('stopped-later'), origins).heading);
    expect(lines.join()).not.to.include('Exampleton Library').and.not.include('<');
    expect(lines.length).to.be.above(3);
  });
});
