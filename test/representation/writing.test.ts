// What an officer typed: an authority, or every field that is wrong, and never something near to what was meant.
import { expect } from 'chai';
import fc from 'fast-check';
import { evidences, relationships, writtenFields } from '../../src/representation/words.ts';
import { readWritten, type Typed } from '../../src/representation/writing.ts';

const reading = { known: ['council-tax', 'school-place'], today: '2026-11-26', named: true };
const typed = (changed: Partial<Typed> = {}): Typed => ({
  name: ' Edith Pemberton ',
  actor: 'Simon Pemberton',
  relationship: 'attorney',
  evidence: 'registry',
  functions: ['council-tax'],
  until: '2027-03-31',
  ...changed,
});
const wrongIn = (changed: Partial<Typed>, named = true) => {
  const read = readWritten(typed(changed), { ...reading, named });
  return 'wrong' in read ? read.wrong : [];
};

describe('what an officer writes down', () => {
  it('becomes an authority', () => {
    const address = '1 Example Row\r\n\r\n Exampleton \r\nZZ1 1AA';
    expect(readWritten(typed({ address, language: 'cy' }), reading)).to.deep.equal({
      written: {
        name: 'Edith Pemberton',
        actorName: 'Simon Pemberton',
        relationship: 'attorney',
        evidence: 'registry',
        functions: ['council-tax'],
        endsAt: Date.UTC(2027, 3, 1) / 1000,
        contact: { language: 'cy', address: ['1 Example Row', 'Exampleton', 'ZZ1 1AA'] },
      },
    });
  });

  it('names every field that is wrong, in the order of the form', () => {
    const all = Object.fromEntries(writtenFields.map((field) => [field, 'x']));
    const wrong = wrongIn({ ...all, name: ' ', actor: 'x'.repeat(201), functions: ['fishing'] });
    expect(wrong).to.deep.equal([...writtenFields]);
    expect(wrongIn({ actor: '' })).to.deep.equal(['actor']);
    expect(wrongIn({ actor: '' }, false)).to.deep.equal([]);
    expect(wrongIn({ functions: [] })).to.deep.equal(['functions']);
    // Nothing of it would be left in a message.
    expect(wrongIn({ name: 'https://', actor: 'www.' })).to.deep.equal(['name', 'actor']);
  });

  for (const until of ['2026-11-25', '2027-02-29', '2027-2-1', '31 March 2027', '2027-13-01', ''])
    it(`takes no “${until}” for a last day`, () => expect(wrongIn({ until })).to.deep.equal(['until']));

  it('lasts through today, where that is its last day', () =>
    expect(wrongIn({ until: '2026-11-26' })).to.deep.equal([]));

  it('D4: ends before a birthday of review, for any child, and never later than it says', () => {
    const day = fc.date({ min: new Date('2005-01-01'), max: new Date('2026-11-26'), noInvalidDate: true });
    fc.assert(
      fc.property(
        day,
        fc.date({ min: new Date('2026-11-26'), max: new Date('2050-01-01'), noInvalidDate: true }),
        (b, u) => {
          const [born, until] = [b, u].map((one) => one.toISOString().slice(0, 10)) as [string, string];
          const read = readWritten(typed({ born, until }), reading);
          if (!('written' in read)) throw new Error(read.wrong.join());
          const end = new Date(read.written.endsAt * 1000);
          expect(end.getTime()).to.be.at.most(Date.parse(`${until}T00:00:00Z`) + 86_400_000);
          for (const age of [13, 16, 18]) {
            const birthday = new Date(b);
            birthday.setUTCFullYear(b.getUTCFullYear() + age);
            const isAhead = birthday.toISOString().slice(0, 10) > reading.today;
            if (isAhead) expect(end.getTime()).to.be.at.most(birthday.getTime());
          }
          expect(JSON.stringify(read)).to.not.include(born);
        },
      ),
    );
  });

  it('takes nothing but its own words', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(
          !(relationships as readonly string[]).includes(text) && !(evidences as readonly string[]).includes(text),
        );
        expect(wrongIn({ relationship: text, evidence: text })).to.deep.equal(['relationship', 'evidence']);
      }),
    );
  });
});
