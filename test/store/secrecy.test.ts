// Somebody who has the database, but not the master key, learns nothing about a person and holds nothing that opens a door.
import { expect } from 'chai';
import type { OpenStore } from '../../src/store/open.ts';
import type { TrailEntry } from '../../src/store/trail-contracts.ts';
import { everything } from '../support/raw-database.ts';
import { forEachEngine } from '../support/stores.ts';

const later = 4_000_000_000;
const hooks = { alreadyUsed: (model: string) => new Error(model), isEndSession: () => false };
const level = { identity: 'medium', authenticator: 'medium' } as const;
const stamp = { framework: 'gpg44-45', frameworkVersion: '0.4', mappingVersion: 'test' };

const models = [
  'Interaction',
  'Grant',
  'AuthorizationCode',
  'AccessToken',
  'RefreshToken',
  'PushedAuthorizationRequest',
  'ReplayDetection',
  'ClientCredentials',
  'Session',
];

/** Every text that any interface of the store takes, each with a marker of its own. */
async function plant(store: OpenStore): Promise<string[]> {
  const planted: string[] = [];
  const m = (place: string): string => {
    const marker = `PLANTED-${planted.length}-${place}`;
    planted.push(marker);
    return marker;
  };
  await store.signIns.create(m('uid'), { [m('key')]: m('value') }, { expiresAt: later, reference: m('reference') });
  const provider = m('provider');
  await store.pendingReplies.put(m('state'), { uid: m('uid'), provider, memo: { [m('key')]: m('memo') } }, later);
  const account = store.people.accountOf({ issuer: m('issuer'), subject: m('subject') });
  const link = { level, stamp, details: { [m('detail')]: m('name') } };
  await store.people.join(account, { provider: 'central', rule: 'new-account' }, link);
  await store.matchIndex.put(account, {
    generation: 1,
    adult: true,
    tokens: Buffer.of(1),
    keys: ['key'],
    content: { [m('trait')]: m('name') },
    expiresAt: later,
  });
  await store.resumeCodes.put(m('resume code'), m('uid'), later);
  await store.cases.open({
    reference: 'BCDF-2345',
    kind: 'continuity',
    account: store.vault.token('account', m('account')),
    content: { [m('key')]: m('case') },
  });
  const authentication = {
    id: m('id'),
    person: m('person'),
    account: m('account'),
    provider: m('provider'),
    level,
    stamp,
    qualifiers: [m('qualifier')],
    authenticatedAt: 1_000_000_000,
    methods: [m('method')],
    attributes: { [m('attribute')]: m('value') },
    session: m('session'),
  };
  await store.authentications.put(authentication, later);
  await store.releases.put(m('grant'), { [m('claim')]: m('value') }, { person: 'ann', expiresAt: later });
  await store.agreements.put(m('person'), m('service'), [m('attribute')]);
  await store.serviceMatches.put(m('person'), m('service'), 'match');
  await store.notices.put({
    kind: 'vouch-notice',
    channel: 'letter',
    to: [m('addressee'), m('street'), 'EX1 2AB'],
    language: 'cy',
    person: m('person'),
    personalisation: {
      name: m('name'),
      organisation: m('organisation'),
      checked_on: m('day'),
      link: `https://hub.example/${m('link')}`,
      code: m('code').replaceAll('_', '-'),
      help: m('help'),
    },
  });
  planted.push(await store.subjects.subjectFor(m('organisation'), m('person')));
  await store.usedOnce.first(m('kind'), m('assertion'), later);
  await store.providerFacts.put('local', 'metadata', { [m('key')]: m('metadata') });
  const jwk = { kty: 'EC', d: m('private key') };
  await store.keys.change(
    [{ kid: 'kid', use: 'service', state: 'current', alg: 'ES256', jwk, createdAt: 1_000_000_000 }],
    [],
  );
  for (const model of models) {
    const id = m(model);
    const payload = {
      jti: id,
      accountId: m('account'),
      grantId: m('grant'),
      uid: m('uid'),
      sessionUid: m('session uid'),
      clientId: m('client'),
      extra: { [m('key')]: m('value') },
      authorizations: { [m('client')]: { sid: m('sid'), grantId: m('grant') } },
    };
    await store.artefacts(hooks)(model).upsert(id, payload, 60);
  }
  return planted;
}

describe('the database in the wrong hands', () => {
  forEachEngine((_engine, open) => {
    it('shows nothing that was put into the store', async () => {
      const { store, settings } = await open();
      const planted = await plant(store);
      const readable: TrailEntry = {
        event: 'CONTROL-event',
        reference: 'CONTROL-reference',
        data: { a: 'CONTROL-data' },
      };
      await store.trail.append([readable]);
      const text = await everything(settings);
      // The trail is readable by design (pseudonyms and closed words only): it shows that the search would find something.
      for (const control of ['event', 'reference', 'data']) expect(text).to.contain(`CONTROL-${control}`);
      expect(planted.filter((marker) => text.includes(marker))).to.deep.equal([]);
      expect(text).not.to.contain('PLANTED');
      expect(planted.length).to.be.greaterThan(100);
    });

    it('leaves no trace of the master key', async () => {
      const { store, settings } = await open();
      await plant(store);
      const text = await everything(settings);
      for (const form of ['latin1', 'hex', 'base64', 'base64url'] as const) {
        expect(text).not.to.contain(settings.masterKey.toString(form));
      }
    });
  });
});
