// The record of a sign-in, changed by somebody who has it in hand: one statement, and no harm when the hand is behind.
import { expect } from 'chai';
import { createSignIns, type SignIn } from '../../src/signin/record.ts';
import { forEachEngine } from '../support/stores.ts';

const fresh = (uid: string): SignIn => ({
  uid,
  reference: 'BCDF-2345',
  service: 'bin-collection',
  language: 'en',
  asked: { floor: { identity: 'none', authenticator: 'low' }, preferred: [] } as unknown as SignIn['asked'],
  attributes: [],
  offline: false,
  askAgain: false,
  forceReauthentication: false,
  stepUp: false,
  attempts: [],
});
const later = () => Math.floor(Date.now() / 1000) + 60;

describe('the record of a sign-in', () => {
  forEachEngine((_engine, open) => {
    it('is changed without reading it again, by who has it in hand', async () => {
      const { store } = await open();
      const signIns = createSignIns(store.signIns);
      const signIn = fresh('one');
      await signIns.open(signIn, later());
      const before = store.statements();
      const named = await signIns.change(signIn, (record) => ({ ...record, person: 'somebody' }));
      await signIns.change(named, (record) => ({ ...record, agreed: true }));
      expect(store.statements() - before).to.equal(2);
      expect(await signIns.find('one')).to.deep.equal({ ...signIn, person: 'somebody', agreed: true });
    });

    it('keeps what somebody else wrote meanwhile', async () => {
      const { store } = await open();
      const signIns = createSignIns(store.signIns);
      const mine = fresh('two');
      await signIns.open(mine, later());
      await signIns.change('two', (record) => ({ ...record, person: 'somebody' }));
      const changed = await signIns.change(mine, (record) => ({ ...record, agreed: true }));
      expect(changed).to.deep.equal({ ...mine, person: 'somebody', agreed: true });
      expect(await signIns.find('two')).to.deep.equal(changed);
      expect(await signIns.change(mine, (record) => record)).to.deep.equal(changed);
    });

    it('is said to have expired when it is gone', async () => {
      const { store } = await open();
      const signIns = createSignIns(store.signIns);
      const signIn = fresh('three');
      await signIns.open(signIn, later());
      await store.signIns.remove('three');
      const failed = await signIns.change(signIn, (record) => ({ ...record, agreed: true })).catch((error) => error);
      expect(failed).to.include({ code: 'expired' });
    });
  });
});
