// Sign-ins, pending replies, people, documents, agreements, subjects and keys: the hub's own tables.

import { createHash } from 'node:crypto';
import { expect } from 'chai';
import type { HubError } from '../../src/errors.ts';
import { newResumeCode } from '../../src/signin/record.ts';
import type { StoredKey } from '../../src/store/key-contracts.ts';
import { everything } from '../support/raw-database.ts';
import { forEachEngine } from '../support/stores.ts';

const later = 4_000_000_000;
const before = 1_000_000_000;
const medium = { identity: 'medium', authenticator: 'medium' } as const;
const low = { identity: 'none', authenticator: 'low' } as const;
const stamp = { framework: 'gpg44-45', frameworkVersion: '0.4', mappingVersion: 'test' };
const link = { level: medium, stamp, details: { given_name: 'Example', birthdate: '1980-01-31' } };
const ten = Array.from({ length: 10 }, (_, index) => index);

const key = (kid: string, state: StoredKey['state']): StoredKey => ({
  kid,
  use: 'service',
  state,
  alg: 'ES256',
  jwk: { kty: 'EC', d: 'private' },
  createdAt: before,
});

describe('the hub’s records', () => {
  forEachEngine((_engine, open) => {
    it('saves a sign-in only over the version it was read at', async () => {
      const { store, settings } = await open();
      const { store: node } = await open(settings);
      await store.signIns.create('uid', { step: 0 }, { expiresAt: later });
      const saved = await Promise.all(
        ten.map((step) => (step % 2 ? store : node).signIns.save('uid', { step: step + 1 }, 1)),
      );
      expect(saved.filter(Boolean)).to.have.length(1);
      const found = await store.signIns.find('uid');
      expect(found).to.deep.equal({ document: { step: saved.indexOf(true) + 1 }, version: 2 });
      const twice = await store.signIns.create('uid', {}, { expiresAt: later }).catch((error: HubError) => error.code);
      expect(twice).to.equal('changed_meanwhile');
      await store.signIns.remove('uid');
      expect(await store.signIns.find('uid')).to.equal(undefined);
      expect(await store.signIns.save('uid', {}, 2)).to.equal(false);
    });

    it('treats what has expired as absent', async () => {
      const { store } = await open();
      await store.signIns.create('uid', {}, { expiresAt: before });
      expect(await store.signIns.find('uid')).to.equal(undefined);
      expect(await store.signIns.save('uid', {}, 1)).to.equal(false);
      await store.pendingReplies.put('state', { uid: 'uid', provider: 'central', memo: null }, before);
      expect(await store.pendingReplies.take('state', 'central')).to.equal(undefined);
      await store.releases.put('grant', {}, { person: 'ann', expiresAt: before });
      expect(await store.releases.find('grant')).to.equal(undefined);
    });

    it('gives a pending reply to one of many callers, and never to another provider', async () => {
      const { store, settings } = await open();
      const { store: node } = await open(settings);
      const pending = { uid: 'uid', provider: 'central', memo: { nonce: 'n' } };
      await store.pendingReplies.put('state', pending, later);
      expect(await store.pendingReplies.take('state', 'nhs')).to.deep.equal({ kind: 'foreign' });
      expect(await store.pendingReplies.take('unknown', 'central')).to.equal(undefined);
      const taken = await Promise.all(
        ten.map((turn) => (turn % 2 ? store : node).pendingReplies.take('state', 'central')),
      );
      expect(taken.filter((answer) => answer?.kind === 'taken')).to.deep.equal([{ kind: 'taken', pending }]);
      expect(taken.filter((answer) => answer?.kind === 'used')).to.have.length(9);
      expect(await store.pendingReplies.take('state', 'central')).to.deep.equal({ kind: 'used', uid: 'uid' });
    });

    it('makes one person of an account, however many first sign-ins come at once', async () => {
      const { store, settings } = await open();
      const { store: node } = await open(settings);
      const account = { issuer: 'https://central.example', subject: 'one' };
      const token = store.people.accountOf(account);
      expect(await store.people.find(token)).to.equal(undefined);
      const how = { provider: 'central', rule: 'new-account' } as const;
      const found = await Promise.all(ten.map((turn) => (turn % 2 ? store : node).people.join(token, how, link)));
      expect(new Set(found.map((one) => one?.person)).size).to.equal(1);
      expect(found.filter((one) => !one?.known)).to.have.length(1);
      const nhs = store.people.accountOf({ ...account, issuer: 'https://nhs.example' });
      const other = await store.people.join(nhs, { ...how, provider: 'nhs' }, link);
      expect(other?.known).to.equal(false);
      expect(other?.person).not.to.equal(found[0]?.person);
      expect(nhs).not.to.equal(token);
      expect(await store.people.find(token)).to.include({ person: found[0]?.person, provider: 'central' });
    });

    it('keeps what a link stands on, and what it is raised to', async () => {
      const { store } = await open();
      const account = store.people.accountOf({ issuer: 'https://central.example', subject: 'one' });
      const how = { provider: 'central', rule: 'new-account' } as const;
      const first = await store.people.join(account, how, { level: low, stamp, details: {} });
      expect(first).to.deep.include({ known: false, link: { level: low, stamp, details: {} } });
      await store.people.relink(account, link);
      const again = await store.people.find(account);
      expect(again).to.deep.include({ account, person: first?.person, provider: 'central', rule: 'new-account', link });
    });

    it('opens one case of a kind and an account, and another once that is closed', async () => {
      const { store } = await open();
      const one = { reference: 'BCDF-2345', kind: 'continuity', account: 'a', content: { was: 'A' } } as const;
      expect(await store.cases.open(one)).to.equal('BCDF-2345');
      const references = await Promise.all(ten.map((turn) => store.cases.open({ ...one, reference: `AGAIN-${turn}` })));
      expect(new Set(references)).to.deep.equal(new Set(['BCDF-2345']));
      await store.cases.open({ ...one, reference: 'OTHER', account: 'b', content: { was: 'B' } });
      const listed = await store.cases.list();
      expect(listed.map(({ reference, content }) => [reference, content])).to.have.deep.members([
        ['BCDF-2345', { was: 'A' }],
        ['OTHER', { was: 'B' }],
      ]);
      expect(await store.cases.close('BCDF-2345')).to.equal(true);
      expect(await store.cases.close('BCDF-2345')).to.equal(false);
      expect(await store.cases.open({ ...one, reference: 'LATER' })).to.equal('LATER');
    });

    it('N3: finds a sign-in by its resume code until it ends or is dropped, and holds no more than a keyed hash of the code', async () => {
      const { store, settings } = await open();
      const code = newResumeCode();
      await store.resumeCodes.put(code, 'uid', later);
      const held = await everything(settings);
      for (const form of [code, code.replaceAll('-', ''), code.toLowerCase()]) expect(held).not.to.include(form);
      // Keyed: a thief cannot try codes against it.
      for (const form of ['hex', 'base64', 'base64url', 'binary'] as const)
        expect(held).not.to.include(createHash('sha256').update(code).digest(form));
      expect(await store.resumeCodes.find(code)).to.equal('uid');
      await store.resumeCodes.put('CODE', 'uid', later);
      await store.resumeCodes.put('OLD', 'uid', 1_000_000_000);
      expect(await store.resumeCodes.find('CODE')).to.equal('uid');
      expect(await store.resumeCodes.find('OLD')).to.equal(undefined);
      await store.resumeCodes.drop('CODE');
      expect(await store.resumeCodes.find('CODE')).to.equal(undefined);
    });

    it('holds the states of a sign-in that waits, and no other, and takes a rearmed one once more', async () => {
      const { store } = await open();
      const pending = { uid: 'uid', provider: 'central', memo: null };
      const soon = Math.floor(Date.now() / 1000) + 1;
      await store.pendingReplies.put('waits', pending, soon);
      await store.pendingReplies.put('goes', { ...pending, uid: 'other' }, soon);
      await store.pendingReplies.hold('uid', later);
      await new Promise((resolve) => setTimeout(resolve, 1100));
      expect(await store.pendingReplies.take('goes', 'central')).to.equal(undefined);
      expect((await store.pendingReplies.take('waits', 'central'))?.kind).to.equal('taken');
      expect((await store.pendingReplies.take('waits', 'central'))?.kind).to.equal('used');
      await store.pendingReplies.rearm('waits');
      const taken = await Promise.all(ten.map(() => store.pendingReplies.take('waits', 'central')));
      expect(taken.filter((answer) => answer?.kind === 'taken')).to.have.length(1);
    });

    it('keeps a sign-in longer, and never shorter', async () => {
      const { store } = await open();
      await store.signIns.create('uid', {}, { expiresAt: later });
      await store.signIns.prolong('uid', 1_000_000_000);
      expect(await store.signIns.find('uid')).not.to.equal(undefined);
      await store.signIns.create('short', {}, { expiresAt: 1_000_000_000 });
      await store.signIns.prolong('short', later);
      expect(await store.signIns.find('short')).not.to.equal(undefined);
    });

    it('knows who is blocked by the pseudonym that the trail has for them', async () => {
      const { store } = await open();
      const pseudonym = store.vault.token('trail:person', 'person');
      await store.people.block(pseudonym);
      await store.people.block(pseudonym);
      const isBlocked = await store.people.blocked();
      expect([isBlocked('person'), isBlocked('other'), isBlocked(pseudonym)]).to.deep.equal([true, false, false]);
      expect(await store.people.unblock(pseudonym)).to.equal(true);
      expect(await store.people.unblock(pseudonym)).to.equal(false);
      expect((await store.people.blocked())('person')).to.equal(false);
    });

    it('keeps authentications, releases and agreements as they were put last', async () => {
      const { store } = await open();
      const authentication = {
        id: 'a',
        person: 'p',
        account: 'x',
        provider: 'nhs',
        level: medium,
        stamp,
        qualifiers: [],
        authenticatedAt: before,
        methods: ['otp'],
        attributes: { name: { value: 'Ann', verified: true } },
        session: null,
      };
      await store.authentications.put(authentication, later);
      expect(await store.authentications.find('a')).to.deep.equal(authentication);
      expect(await store.authentications.end('a')).to.equal(later);
      await store.authentications.prolong('a', 1_000_000_000);
      await store.authentications.prolong('a', later + 60);
      expect(await store.authentications.end('a')).to.equal(later + 60);
      expect(await store.authentications.end('none')).to.equal(undefined);
      await store.releases.put('grant', { name: 'Ann' }, { person: 'ann', expiresAt: later });
      await store.releases.put('grant', { name: 'Ann', email: 'ann@example.org' }, { person: 'ann', expiresAt: later });
      expect(await store.releases.find('grant')).to.deep.equal({ name: 'Ann', email: 'ann@example.org' });
      await store.agreements.put('p', 'parking', ['name']);
      await store.agreements.put('p', 'parking', []);
      expect(await store.agreements.find('p', 'parking')).to.deep.equal([]);
      expect(await store.agreements.find('p', 'bins')).to.equal(undefined);
    });

    it('issues one subject for an organisation and a person, for ever', async () => {
      const { store, settings } = await open();
      const { store: node } = await open(settings);
      const issued = await Promise.all(ten.map((turn) => (turn % 2 ? store : node).subjects.subjectFor('town', 'p')));
      expect(new Set(issued).size).to.equal(1);
      expect(issued[0]).to.match(/^[\w-]{43}$/);
      const { store: restarted } = await open(settings);
      expect(await restarted.subjects.subjectFor('town', 'p')).to.equal(issued[0]);
      expect(await restarted.subjects.subjectFor('shire', 'p')).not.to.equal(issued[0]);
    });

    it('moves keys through their states in one go, and never has two current ones', async () => {
      const { store, settings } = await open();
      const { store: node } = await open(settings);
      const first = await Promise.allSettled([
        store.keys.change([key('a', 'current')], []),
        node.keys.change([key('b', 'current')], []),
      ]);
      const lost = first.find(({ status }) => status === 'rejected');
      expect((lost as PromiseRejectedResult).reason.code).to.equal('changed_meanwhile');
      const [current] = await store.keys.all();
      if (!current) throw new Error('no key was kept');
      await store.keys.change([key('c', 'next')], []);
      const revision = await store.keys.revision();
      await store.keys.change(
        [],
        [
          { kid: 'c', state: 'current' },
          { kid: current.kid, state: 'retired' },
        ],
      );
      expect(await node.keys.revision()).to.be.greaterThan(revision);
      const moved = await node.keys.all();
      expect(moved.find(({ kid }) => kid === 'c')).to.deep.equal(key('c', 'current'));
      expect(moved.find(({ kid }) => kid === current.kid)?.retiredAt).to.be.a('number');
      await node.keys.remove([current.kid]);
      expect((await store.keys.all()).map(({ kid }) => kid)).to.deep.equal(['c']);
    });
  });
});
