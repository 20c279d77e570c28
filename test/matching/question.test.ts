// Reading an answer to the configured question, and which patterns may be configured at all.
import { expect } from 'chai';
import fc from 'fast-check';
import { isSimplePattern, question as schema } from '../../src/config/schema/question.ts';
import { readAnswer } from '../../src/matching/question.ts';

const both = { en: 'English', cy: 'Cymraeg' };
const raw = { attribute: 'x', label: both, hint: both, pattern: '^[A-Z]\\d{6,7}$', maxLength: 8, none: both };
const question = schema.parse(raw);

describe('an answer', () => {
  for (const typed of ['a1234567', ' A12 345 67\t', 'Ａ１２３４５６７'])
    it(`is read from “${typed}”`, () =>
      expect(readAnswer(question, { answer: typed })).to.deep.equal({ kind: 'answer', value: 'A1234567' }));

  const table: [string, Record<string, string>, object][] = [
    ['nothing', {}, { kind: 'refused', why: 'empty' }],
    ['spaces', { answer: '  ' }, { kind: 'refused', why: 'empty' }],
    ['the box', { none: '1' }, { kind: 'none' }],
    ['the box and spaces', { answer: ' ', none: '1' }, { kind: 'none' }],
    ['the box and an answer', { answer: 'A1234567', none: '1' }, { kind: 'answer', value: 'A1234567' }],
    ['too little', { answer: 'A12345' }, { kind: 'refused', why: 'pattern' }],
    ['two lines', { answer: 'A1234567\nB1234567' }, { kind: 'refused', why: 'pattern' }],
  ];
  for (const [what, fields, answer] of table)
    it(`${what} is read as what it is`, () => expect(readAnswer(question, fields)).to.deep.equal(answer));

  it('is never longer than it may be', () => {
    const short = { ...question, pattern: '^\\d{1,64}$', maxLength: 8 };
    expect(readAnswer(short, { answer: '123456789' })).to.deep.equal({ kind: 'refused', why: 'pattern' });
  });

  it('always fits the pattern, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string(), (answer) => {
        const read = readAnswer(question, { answer });
        return read.kind !== 'answer' || /^[A-Z]\d{6,7}$/.test(read.value);
      }),
    );
  });
});

describe('a pattern', () => {
  for (const pattern of ['^\\d{8}$', '^[A-Z]{1,2}\\d{1,2}[A-Z]?\\d[A-Z]{2}$', '^CT-[0-9]{4}/[AB]$'])
    it(`${pattern} may be configured`, () => expect(isSimplePattern(pattern)).to.equal(true));

  for (const pattern of [
    '\\d{8}',
    '^\\d+$',
    '^(\\d{1,9}){1,9}$',
    '^A|B$',
    '^.{8}$',
    '^\\w{8}$',
    '^A{9,1}$',
    '^$',
    '^[Z-A]$',
    `^${'\\d{0,64}'.repeat(5)}$`,
  ])
    it(`${pattern} may not`, () => expect(isSimplePattern(pattern)).to.equal(false));

  it('has a limit of length', () => {
    expect(schema.safeParse({ ...raw, pattern: `^${'A'.repeat(70)}$` }).success).to.equal(false);
    expect(schema.safeParse({ ...raw, maxLength: 65 }).success).to.equal(false);
  });
});
