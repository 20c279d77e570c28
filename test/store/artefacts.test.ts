import { expect } from 'chai';
import { errors } from 'oidc-provider';
import type { OpenStore } from '../../src/store/open.ts';
import { providerOver } from '../support/library-models.ts';
import { rawQuery } from '../support/raw-database.ts';
import { forEachEngine } from '../support/stores.ts';

const hooks = {
  alreadyUsed: (model: string) => new errors.InvalidGrant(`${model} already used`),
  isEndSession: () => false,
};
const ten = Array.from({ length: 10 }, (_, index) => index);
const seconds = () => Math.floor(Date.now() / 1000);
const adapterOf = (store: OpenStore, model: string) => store.artefacts(hooks)(model);
const outcomes = (results: readonly PromiseSettledResult<unknown>[]) => results.map(({ status }) => status).sort();
const oneOfTen = ['fulfilled', ...Array(9).fill('rejected')];

/** The library's own models, as two nodes of the hub have them. */

const narrow = [
  'Interaction',
  'Grant',
  'AuthorizationCode',
  'AccessToken',
  'RefreshToken',
  'PushedAuthorizationRequest',
  'ReplayDetection',
  'ClientCredentials',
];

describe('the artefacts', () => {
  forEachEngine((_engine, open) => {
    for (const model of narrow) {
      it(`keep, find and forget a ${model}, one statement each`, async () => {
        const { store } = await open();
        const adapter = adapterOf(store, model);
        const before = store.statements();
        const payload = { jti: 'id', kind: model, exp: seconds() + 60, accountId: 'p' };
        await adapter.upsert('id', payload, 60);
        expect(await adapter.find('id')).to.deep.equal(payload);
        await adapter.destroy('id');
        expect(store.statements() - before).to.equal(3);
        expect(await adapter.find('id')).to.equal(undefined);
      });
    }

    it('write a grant and what it releases at once, or neither', async () => {
      const { store } = await open();
      const adapter = adapterOf(store, 'Grant');
      const payload = { jti: 'g', kind: 'Grant', exp: seconds() + 60, accountId: 'p' };
      const of = { person: 'p', expiresAt: seconds() + 60 };
      const both = (release: string) =>
        store.releases.put('g', { release }, of, () => adapter.upsert('g', payload, 60));
      const before = store.statements();
      await both('first');
      expect(store.statements() - before).to.equal(1);
      expect([await adapter.find('g'), await store.releases.find('g')]).to.deep.equal([payload, { release: 'first' }]);
      const refused: unknown = await both('second').catch((error: unknown) => error);
      expect(refused, 'a grant that is there already').to.be.instanceOf(Error);
      expect(await store.releases.find('g')).to.deep.equal({ release: 'first' });
      const other: unknown = await store.releases
        .put('h', {}, of, () => adapter.upsert('another', payload, 60))
        .catch((error: unknown) => error);
      expect(other).to.include({ code: 'internal', detail: 'a release without its grant' });
      expect(await store.releases.find('h')).to.equal(undefined);
    });

    for (const model of ['AuthorizationCode', 'RefreshToken', 'PushedAuthorizationRequest']) {
      it(`let one of ten use a ${model}, and show that it is used`, async () => {
        const { store, settings } = await open();
        const { store: node } = await open(settings);
        const adapters = [adapterOf(store, model), adapterOf(node, model)] as const;
        await adapters[0].upsert('id', { kind: model, grantId: 'g' }, 60);
        const results = await Promise.allSettled(ten.map((turn) => adapters[turn % 2 ? 1 : 0].consume('id')));
        expect(outcomes(results)).to.deep.equal(oneOfTen);
        for (const result of results) {
          if (result.status === 'rejected') expect(result.reason).to.be.instanceOf(errors.InvalidGrant);
        }
        const found = await adapters[0].find('id');
        expect(found).to.include({ jti: 'id', kind: model, grantId: 'g' });
        expect(found?.consumed).to.be.closeTo(seconds(), 5);
      });
    }

    it('let one of ten present the same assertion, through the library’s own check', async () => {
      const { store, settings } = await open();
      const { store: node } = await open(settings);
      const providers = [providerOver(store.artefacts(hooks)), providerOver(node.artefacts(hooks))] as const;
      const present = (jti: string) =>
        Promise.all(
          ten.map((turn) =>
            providers[turn % 2 ? 1 : 0].ReplayDetection.unique('service', jti, seconds() + 60).catch((error) => {
              expect(error).to.be.instanceOf(errors.InvalidGrant);
              return false;
            }),
          ),
        );
      expect((await present('one')).filter(Boolean)).to.have.length(1);
      expect((await present('two')).filter(Boolean)).to.have.length(1);
      expect((await present('one')).filter(Boolean)).to.have.length(0);
    });

    it('refuse an assertion through its last second, and take it again once its record has ended', async () => {
      const { store, settings } = await open();
      const adapter = adapterOf(store, 'ReplayDetection');
      await adapter.upsert('id', { iss: 'service' }, 0);
      const again = () => adapter.upsert('id', { iss: 'service' }, 60).catch(() => 'refused');
      const end = seconds() + 1000;
      await rawQuery(settings, `UPDATE replay_records SET expires_at = ${end}`);
      const { now } = Date;
      try {
        Date.now = () => end * 1000 - 1;
        expect(await again()).to.equal('refused');
        Date.now = () => end * 1000;
        expect(await again()).to.equal(undefined);
        expect(await again()).to.equal('refused');
      } finally {
        Date.now = now;
      }
    });

    it('treat what has ended as absent, but keep a used pushed request for the answer', async () => {
      const { store } = await open();
      await adapterOf(store, 'AuthorizationCode').upsert('id', {}, 0);
      expect(await adapterOf(store, 'AuthorizationCode').find('id')).to.equal(undefined);
      const late = await adapterOf(store, 'AuthorizationCode')
        .consume('id')
        .catch((error) => error.message);
      expect(late).to.contain('invalid_grant');
      const pushed = adapterOf(store, 'PushedAuthorizationRequest');
      await pushed.upsert('id', { request: 'r' }, 0);
      await pushed.consume('id');
      expect((await pushed.find('id'))?.consumed).to.be.a('number');
    });

    it('revoke what belongs to a grant, and nothing else', async () => {
      const { store } = await open();
      for (const model of ['AuthorizationCode', 'AccessToken', 'RefreshToken']) {
        const adapter = adapterOf(store, model);
        for (const id of ['one', 'two']) await adapter.upsert(id, { grantId: 'mine' }, 60);
        await adapter.upsert('three', { grantId: 'other' }, 60);
        await adapter.revokeByGrantId('mine');
        const left = await Promise.all(['one', 'two', 'three'].map((id) => adapter.find(id)));
        expect(left.map((found) => found?.grantId)).to.deep.equal([undefined, undefined, 'other']);
      }
    });

    it('serve the library’s models: a code is found, used once, and seen as used', async () => {
      const { store } = await open();
      const { AuthorizationCode } = providerOver(store.artefacts(hooks));
      const code = new AuthorizationCode({ accountId: 'p', grantId: 'g', scope: 'openid' } as never);
      const value = await code.save();
      const [one, two] = await Promise.all([AuthorizationCode.find(value), AuthorizationCode.find(value)]);
      expect(outcomes(await Promise.allSettled([one?.consume(), two?.consume()]))).to.deep.equal([
        'fulfilled',
        'rejected',
      ]);
      const used = await AuthorizationCode.find(value, { ignoreExpiration: true });
      expect(used).to.include({ accountId: 'p', grantId: 'g', jti: value });
      expect(used?.isValid).to.equal(false);
    });

    it('have no table for other models', async () => {
      const { store } = await open();
      expect(() => adapterOf(store, 'Client')).to.throw(/no table for Client/);
    });
  });
});
