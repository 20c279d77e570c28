import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import type { Json } from '../../src/connectors/contract.ts';
import { createVault } from '../../src/store/vault.ts';

const masterKey = randomBytes(32);
const vault = createVault(masterKey);
const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>;

describe('the vault', () => {
  it('opens what it sealed, and shows nothing of it', () => {
    fc.assert(
      fc.property(json, fc.string(), (value, context) => {
        const sealed = vault.seal(value, context);
        expect(sealed[0]).to.equal(1);
        expect(createVault(masterKey).open(sealed, context)).to.deep.equal(JSON.parse(JSON.stringify(value)));
      }),
    );
    expect(vault.seal('Gwenllian', 'a:1').includes('Gwenllian')).to.equal(false);
    expect(vault.seal('same', 'a:1').equals(vault.seal('same', 'a:1'))).to.equal(false);
  });

  it('refuses a value with any bit changed, or cut anywhere', () => {
    fc.assert(
      fc.property(json, fc.nat(), fc.integer({ min: 0, max: 7 }), (value, position, bit) => {
        const sealed = vault.seal(value, 'table:row');
        const index = position % sealed.length;
        const altered = Buffer.from(sealed);
        altered.writeUInt8(altered.readUInt8(index) ^ (1 << bit), index);
        expect(() => vault.open(altered, 'table:row')).to.throw();
        expect(() => vault.open(sealed.subarray(0, index), 'table:row')).to.throw();
      }),
    );
  });

  it('refuses a value that was moved, or sealed by another vault', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (here, there) => {
        fc.pre(here !== there);
        expect(() => vault.open(vault.seal('value', here), there)).to.throw();
      }),
    );
    expect(() => createVault(randomBytes(32)).open(vault.seal('value', 'a:1'), 'a:1')).to.throw();
  });

  it('makes the same token for the same label and value only', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (label, value, other) => {
        expect(createVault(masterKey).token(label, value)).to.equal(vault.token(label, value));
        fc.pre(other !== value && other !== label);
        expect(vault.token(label, other)).not.to.equal(vault.token(label, value));
        expect(vault.token(other, value)).not.to.equal(vault.token(label, value));
      }),
    );
    expect(createVault(randomBytes(32)).token('a', 'b')).not.to.equal(vault.token('a', 'b'));
  });

  it('derives keys that cannot be changed from outside', () => {
    const key = vault.derive('cookies');
    expect(key).to.have.length(32);
    expect(key.equals(vault.derive('forms'))).to.equal(false);
    const copy = Buffer.from(key);
    key.fill(0);
    expect(vault.derive('cookies').equals(copy)).to.equal(true);
  });
});
