// The words of the pages: both languages say the same things, nothing that a page can ask for is missing, and English is plain.
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { parseDocument } from 'yaml';
import { languages } from '../../src/config/schema/common.ts';
import { loadWords, sayer } from '../../src/views/words.ts';
import { grade } from './reading.ts';
import { attempts, errorCodes, greyReasons } from './samples.ts';

const words = loadWords();
const places = (text = '') => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();
const names = {
  service: 'Parking permit',
  organisation: 'Exampleton Council',
  provider: 'NHS login',
  sought: 'ash',
  shown: '12',
  total: '487',
  home: 'Home',
  day: '31 January 2027',
  name: 'Home',
  account: 'NHS login',
  letter: 'A',
  percent: '99.98',
  age: '16 to 17',
  count: '3',
  moment: '26 November 2026 at 14:03',
  number: '1',
  strength: '3',
  validity: '2',
  year: '2015',
  profile: 'M1A',
  address: 'example.org',
  phone: '01632 960 001',
  place: 'Exampleton Library',
  all: '9',
  better: '1',
  worse: '2',
  identity: 'a name is proven well',
  factors: 'two steps to sign in',
  pages: '5',
  seconds: '0.2',
  way: '01632 960 001',
  time: '14:35',
};

describe('words', () => {
  for (const language of languages) {
    it(`${language} has every key once`, () => {
      const text = readFileSync(`src/views/locales/${language}.yaml`, 'utf8');
      expect(parseDocument(text, { uniqueKeys: true }).errors).to.deep.equal([]);
    });

    it(`${language} has the keys and the places of English`, () => {
      const own = words[language];
      expect([...own.keys()].sort()).to.deep.equal([...words.en.keys()].sort());
      // A council named once in English may be just "the council" in Welsh, where its name would have to mutate.
      for (const [key, text] of own) expect(places(words.en.get(key)), key).to.include.members(places(text));
    });

    it(`${language} has a text for every error, attempt and reason`, () => {
      const say = sayer(words[language], names);
      for (const code of errorCodes) {
        for (const part of ['heading', 'what', 'next', 'again']) expect(say(`errors.${code}.${part}`)).to.match(/\S/);
      }
      for (const how of attempts) expect(say(`attempt.${how}`)).to.match(/\S/);
      for (const reason of greyReasons) expect(say(`choice.grey.${reason}`)).to.match(/\S/);
    });
  }

  it('Welsh is no copy of English', () => {
    const same = [...words.en].filter(([key, text]) => words.cy.get(key) === text).map(([key]) => key);
    expect(same).to.deep.equal(['common.product', 'common.namedCouncil']);
  });

  it('a missing key or value throws', () => {
    const say = sayer(words.en, names);
    expect(() => say('choice.no-such-text')).to.throw('no text for "choice.no-such-text"');
    expect(() => sayer(words.en)('common.cancel')).to.throw('{service}');
    expect(() => sayer(words.en, { service: 'x' })('attempt.cancelled')).to.throw('{provider}');
    expect(() => say('constructor')).to.throw('no text');
  });

  it('values are put in as they are', () => {
    expect(sayer(words.en, { service: '$& {organisation}' })('common.back')).to.equal('Go back to $& {organisation}');
  });
});

describe('English', () => {
  const say = sayer(words.en, names);
  /** Texts of one page; each error and each way an attempt can end is a page of its own. */
  const pages = Map.groupBy(words.en.keys(), (key) => {
    const [section = '', one = ''] = key.split('.');
    if (section === 'language') return 'common';
    return ['errors', 'oauth', 'attempt'].includes(section) ? `${section}.${one}` : section;
  });

  for (const [page, keys] of pages) {
    it(`${page} reads at grade 6 at most`, () => {
      expect(grade(keys.map((key) => say(key)))).to.be.at.most(6);
    });
  }

  it('the measure tells hard from plain', () => {
    expect(grade(['The cat sat on the mat.'])).to.be.below(2);
    expect(
      grade(['Authentication necessitates verification of previously established organisational credentials.']),
    ).to.be.above(15);
  });

  it('has no jargon', () => {
    const jargon =
      /identity provider|OIDC|OAuth|OpenID|authenticat|credential|assertion|relying party|\btoken|\bsession|redirect|\bclient\b|federat|level of assurance/i;
    for (const key of words.en.keys()) expect(say(key), key).not.to.match(jargon);
  });
});
