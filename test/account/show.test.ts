// What a person's own pages and copy say of what is kept, and what they never say.
import { expect } from 'chai';
import fc from 'fast-check';
import { canBeUnlinked, copyOf, type Naming, shownUse } from '../../src/account/show.ts';
import type { Account } from '../../src/store/account-contracts.ts';
import type { TrailRow } from '../../src/store/trail-contracts.ts';

const named = (en: string) => ({ name: { en, cy: `${en} (cy)` } });
const naming: Naming = {
  providers: new Map([['central', named('Central')]]),
  services: new Map([['permit', named('Permit')]]),
  organisations: new Map(),
  attributes: [],
};
const line = (event: string, data: TrailRow['data'] = {}): TrailRow => ({ sequence: 1, at: 0, hash: '', event, data });
const account = (changed: Partial<Account> = {}): Account => ({
  account: 'token',
  person: 'person',
  provider: 'central',
  rule: 'new-account',
  linkedAt: 0,
  link: { level: { identity: 'medium', authenticator: 'medium' }, details: { given_name: 'Ann' } },
  ...changed,
});
const copied = (uses: TrailRow[], more = false) =>
  copyOf({ accounts: [], knownBy: [], uses, more }, 0) as { uses: object[]; olderUsesAreNotHere?: true };

describe('account/show', () => {
  it('lets an account be taken out that was linked, where another one is left', () => {
    const [first, linked] = [account(), account({ rule: 'proof' })];
    expect(canBeUnlinked(linked, [first, linked])).to.equal(true);
    expect(canBeUnlinked(linked, [linked])).to.equal(false);
    expect(canBeUnlinked(first, [first, linked])).to.equal(false);
  });

  it('names the service or the account of a use, and leaves out what is for those who look after the hub', () => {
    expect(shownUse(line('sign-in.finished', { service: 'permit' }), naming)?.name?.en).to.equal('Permit');
    expect(shownUse(line('person.linked', { provider: 'central' }), naming)?.name?.en).to.equal('Central');
    expect(shownUse(line('person.linked', { provider: 'gone' }), naming)).to.deep.equal({
      at: 0,
      event: 'person.linked',
    });
    expect(shownUse(line('person.left-to-officer'), naming)).to.equal(undefined);
  });

  it('copies what is the person’s own: nothing of an officer, of a comparison, or of whom they were compared with', () => {
    const compared = { fields: 'given different, birthdate exact', probability: 0.7, candidates: 2, by: 'officer' };
    const own = { provider: 'central', rule: 'officer', level: 'medium/medium' };
    const { uses } = copied([line('person.linked', { ...own, ...compared, person: 'p', account: 'a' })]);
    expect(uses).to.deep.equal([{ at: '1970-01-01T00:00:00.000Z', event: 'person.linked', ...own }]);
    expect(copied([line('person.left-to-officer', { reason: 'household', ...compared })]).uses).to.deep.equal([]);
    const words = [
      'at',
      'event',
      'reference',
      'service',
      'provider',
      'rule',
      'level',
      'attributes',
      'offline',
      'grant',
    ];
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean())), (data) => {
        for (const use of copied([line('case.viewed', data)]).uses) expect(words).to.include.members(Object.keys(use));
      }),
    );
  });

  it('says when older lines are not in the copy', () => {
    expect(copied([], true)).to.have.property('olderUsesAreNotHere', true);
    expect(copied([])).not.to.have.property('olderUsesAreNotHere');
  });
});
