// What a notice of each kind has to say, and what may never come into one.
import { expect } from 'chai';
import fc from 'fast-check';
import { HubError } from '../../src/errors.ts';
import { canReach, checkedContent, fieldsOf, kindNames, type NewNotice, plain } from '../../src/notices/kinds.ts';
import { personalWords, samples, vouchNotice } from './sample.ts';

const changed = (notice: NewNotice, fields: Record<string, string | undefined>): NewNotice =>
  ({ ...notice, personalisation: { ...notice.personalisation, ...fields } }) as NewNotice;

const refusalOf = (notice: NewNotice): string => {
  try {
    checkedContent(notice);
  } catch (error) {
    if (error instanceof HubError) return error.message;
  }
  throw new Error('it was taken');
};

describe('a notice', () => {
  for (const kind of kindNames) {
    it(`of the kind ${kind} is kept as it is, and only with all its fields`, () => {
      const notice = samples[kind];
      expect(checkedContent(notice)).to.deep.equal({ to: notice.to, personalisation: notice.personalisation });
      for (const field of fieldsOf(kind)) {
        expect(refusalOf(changed(notice, { [field]: undefined })), field).to.include(`${field} is missing`);
        expect(refusalOf(changed(notice, { [field]: ' ' })), field).to.include(`${field} is missing`);
      }
      expect(refusalOf(changed(notice, { birthdate: '1980-01-01' }))).to.include('not its kind’s');
    });
  }

  it('goes only by a channel of its kind, and only where it can arrive', () => {
    expect(refusalOf({ ...vouchNotice, channel: 'sms', to: '07700 900123' })).to.include('does not go that way');
    const email = (to: string) => canReach({ channel: 'email', to });
    expect(['ada@example.org', 'Ada.O’Marlow'].map(email)).to.deep.equal([true, false]);
    const sms = (to: string) => canReach({ channel: 'sms', to });
    expect(['07700 900123', '+44 7700 900123', '900123', '07700 900 12a'].map(sms)).to.deep.equal([
      true,
      true,
      false,
      false,
    ]);
    const letter = (...to: string[]) => canReach({ channel: 'letter', to });
    expect(letter('Ada', '1 Sample Street', 'ex12ab')).to.equal(true);
    expect(letter('Ada', 'EX1 2AB')).to.equal(false);
    expect(letter('Ada', '1 Sample Street', 'Exampleton')).to.equal(false);
    expect(letter('Ada', ' ', 'EX1 2AB')).to.equal(false);
    expect(letter('Ada', '1', '2', '3', '4', '5', '6', 'EX1 2AB')).to.equal(false);
    expect(refusalOf({ ...vouchNotice, to: ['Ada Marlow'] } as NewNotice)).to.include('cannot be reached');
  });

  it('never says in an error what it was to say', () => {
    const bad = [
      changed(vouchNotice, { link: 'javascript:alert(1)' }),
      changed(vouchNotice, { code: 'BCDF\n2345' }),
      changed(vouchNotice, { name: 'N'.repeat(501) }),
      { ...vouchNotice, to: ['Ada Marlow', 'secret'] } as NewNotice,
    ];
    for (const notice of bad) {
      const said = refusalOf(notice);
      for (const word of personalWords(notice)) expect(said).not.to.include(word);
    }
  });

  it('never lets a name begin a line or an address of its own', () => {
    expect(plain('Ada\n# Pay now at https://pay.example/x')).to.equal('Ada # Pay now at pay.example/x');
    expect(plain(' Zoë\u00a0 O’Neil-\u202eWard ')).to.equal('Zoë O’Neil- Ward');
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('https://', 'WWW.', 'http://www.', '\n'),
        (text, bad) => {
          const cleaned = plain(text + bad + text);
          expect(cleaned).not.to.match(/https?:\/\/|[\n\r\u2028\u2029]/i);
          expect(plain(cleaned)).to.equal(cleaned);
        },
      ),
    );
  });
});
