// What somebody types as their address now (N6): taken line by line, bounded, and free of what cannot be seen.
import { expect } from 'chai';
import fc from 'fast-check';
import { claimsOfCorrection, readCorrection } from '../../src/release/correction.ts';

describe('a correction of an address (N6)', () => {
  it('is nothing where nothing was typed, and keeps lines otherwise', () => {
    for (const nothing of [undefined, '', ' \r\n\t\n', '\u200b']) expect(readCorrection(nothing)).to.equal(undefined);
    expect(readCorrection(' 3 Far Lane \r\n\r\nExampleton\rZZ1 1AA ')).to.equal('3 Far Lane\nExampleton\nZZ1 1AA');
    expect(claimsOfCorrection('3 Far Lane')).to.deep.equal({ address_stated: { formatted: '3 Far Lane' } });
  });

  it('is refused where no envelope could bear it', () => {
    expect(readCorrection('a\n'.repeat(8))).to.equal('too-long');
    expect(readCorrection('a'.repeat(101))).to.equal('too-long');
    expect(readCorrection('a\n'.repeat(7))).to.equal('a\na\na\na\na\na\na');
  });

  it('holds nothing invisible, and is read again as itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (typed) => {
        const read = readCorrection(typed);
        if (read === undefined || read === 'too-long') return;
        expect(read).not.to.match(/[^\P{Cc}\n]|\p{Cf}/u);
        expect(readCorrection(read)).to.equal(read);
      }),
    );
  });
});
