// What every page keeps for everybody (N4), read from its HTML: paste, codes, help in one place, languages, no puzzle, plain words.
import { expect } from 'chai';
import { languages } from '../../src/config/schema/common.ts';
import { createRender } from '../../src/views/render.ts';
import { attributesOf, decode, textOf } from '../support/html.ts';
import { grade } from './reading.ts';
import { alone, journey, samples } from './samples.ts';

const render = createRender();
const every = Object.entries(samples).flatMap(([name, page]) =>
  languages.flatMap((language) =>
    [journey, alone].map((frame) => ({
      name: `${name} ${language}`,
      language,
      html: render({ ...frame, language }, page),
    })),
  ),
);
const inputsIn = (html: string) =>
  [...html.matchAll(/<(?:input|textarea)\b([^>]*)>/g)]
    .map(([, attributes = '']) => attributesOf(attributes))
    .filter(({ type }) => type !== 'hidden');
const typed = (input: Record<string, string>) => !['radio', 'checkbox'].includes(input.type ?? 'text');

/** The tags of the foot of a page, with their classes: what is there, in which order. */
const footOf = (html: string) => (html.split('<footer')[1]?.match(/<\w+(?: class="[^"]*")?/g) ?? []).join(' ');

describe('every page, for everybody', () => {
  it('N4: takes what is pasted: no field cuts it off, refuses it or cannot be written in', () => {
    const fields = every.flatMap(({ name, html }) =>
      inputsIn(html)
        .filter(typed)
        .map((input) => ({ name, input })),
    );
    expect(fields).to.not.be.empty;
    for (const { name, input } of fields)
      expect(Object.keys(input), name).to.not.include.members(['maxlength']).and.not.include.members(['readonly']);
    for (const { name, html } of every) expect(html, name).not.to.match(/\son[a-z]+=/i);
  });

  it('N4: lets browsers fill in codes', () => {
    const codes = every.flatMap(({ html }) => inputsIn(html).filter(({ name, id }) => /code/.test(`${name} ${id}`)));
    expect(codes).to.not.be.empty;
    for (const code of codes) expect(code.autocomplete, code.id).to.equal('one-time-code');
  });

  it('N4: has help in the same place: the last part of the page, in the same order (WCAG 3.2.6)', () => {
    for (const frame of [journey, alone]) {
      const pages = Object.values(samples).map((page) => render(frame, page));
      expect(new Set(pages.map(footOf)).size).to.equal(1);
      for (const html of pages) {
        expect(html.match(/<(?:header|main|footer)\b/g)).to.deep.equal(['<header', '<main', '<footer']);
        expect(html.split('id="help"')).to.have.length(2);
      }
    }
  });

  it('N4: says which language it is in, and marks what is in the other one', () => {
    for (const { name, language, html } of every) {
      expect(html.match(/<html lang="([a-z]+)"/)?.[1], name).to.equal(language);
      const other = language === 'en' ? 'cy' : 'en';
      const link = /<a[^>]*govuk-language-navigation__link[^>]*>/.exec(html)?.[0] ?? '';
      expect(link, name).to.include(`lang="${other}"`).and.include(`hreflang="${other}"`);
      const word = language === 'en' ? 'Cymraeg' : 'English';
      const tags = [...html.matchAll(new RegExp(`<[^>]*>(?=\\s*${word}\\s*<)`, 'g'))].map(([tag]) => tag);
      expect(tags, name).to.not.be.empty;
      for (const tag of tags) expect(tag, name).to.include(` lang="${other}"`);
    }
  });

  it('N4: asks nobody to solve a puzzle', () => {
    for (const { name, html } of every) expect(html, name).not.to.match(/captcha|turnstile|<iframe|<canvas|<audio/i);
  });

  it('N4: has every field labelled, and says beside it what is wrong', () => {
    for (const { name, html } of every)
      for (const input of inputsIn(html).filter(typed)) {
        expect(html, name).to.include(`<label class="govuk-label`).and.include(`for="${input.id}"`);
        // The parts of a date are one group, and the error is the group's.
        const alone = !input.class?.includes('govuk-date-input');
        if (alone && input.class?.includes('--error')) expect(input['aria-describedby'], name).to.match(/-error/);
      }
  });

  const texts = (html: string) => {
    const [main = ''] = /<main[\s\S]*<\/main>/.exec(html) ?? [];
    const parts = main
      .replaceAll(/<span class="govuk-visually-hidden">[^<]*<\/span>/g, '')
      .split(/<\/?(?:p|h\d|li|dt|dd|div|label|legend|button|summary|th|td|a|form|fieldset|span)\b[^>]*>/);
    return parts.map((part) => decode(textOf(part)).trim()).filter((part) => /[a-z]{2}/i.test(part));
  };
  for (const [name, page] of Object.entries(samples)) {
    it(`N4: ${name} reads at grade 6 at most as it is shown, names included`, () => {
      expect(grade(texts(render(journey, page))), texts(render(journey, page)).join(' | ')).to.be.at.most(6);
    });
  }
});
