// Where one process has the SQLite file to itself: what is under way is at hand, and lasts.
import { randomBytes } from 'node:crypto';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import fc from 'fast-check';
import { errors } from 'oidc-provider';
import type { HubError } from '../../src/errors.ts';
import { type OpenStore, openStore } from '../../src/store/open.ts';

const hooks = { alreadyUsed: (model: string) => new errors.InvalidGrant(model), isEndSession: () => false };
const ten = Array.from({ length: 10 }, (_, index) => index);
const later = 4_000_000_000;
const code = (error: HubError) => error.code;

describe('a store that is alone with its file', () => {
  const masterKey = randomBytes(32);
  let folder: string;
  let store: OpenStore;
  const opened = (file = 'hub.sqlite') => openStore({ masterKey, sqliteFile: join(folder, file), alone: true });
  const artefacts = (model: string, of = store) => of.artefacts(hooks)(model);

  /** What another process finds after this one was killed now. */
  async function afterCrash(): Promise<OpenStore> {
    for (const end of ['', '-wal'])
      await copyFile(join(folder, `hub.sqlite${end}`), join(folder, `crashed.sqlite${end}`));
    return opened('crashed.sqlite');
  }

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gatehouse-alone-'));
    store = await opened();
  });
  afterEach(async () => {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('is the only one: a second process is told so, and may come when the first has gone', async () => {
    const refused = await opened().catch((error: HubError) => error);
    expect(refused).to.include({ code: 'configuration' });
    expect((refused as HubError).detail)
      .to.contain('another process serves the hub')
      .and.to.contain('PostgreSQL');
    await store.close();
    store = await opened();
  });

  it('lets one of ten save a record, and refuses a second of its name', async () => {
    const { signIns } = store;
    await signIns.create('uid', { step: 0 }, { expiresAt: later, reference: 'AAAA-BBBB' });
    const saved = await Promise.all(ten.map((step) => signIns.save('uid', { step: step + 1 }, 1)));
    expect(saved.filter(Boolean)).to.have.length(1);
    expect(await signIns.find('uid')).to.deep.equal({ document: { step: 1 }, version: 2 });
    expect(await signIns.create('uid', {}, { expiresAt: later }).catch(code)).to.equal('changed_meanwhile');
    expect((await signIns.findByReference('AAAA-BBBB'))?.version).to.equal(2);
    await signIns.remove('uid');
    expect(await signIns.find('uid')).to.equal(undefined);
    expect(await signIns.save('uid', {}, 2)).to.equal(false);
  });

  it('has nothing that has ended, and moves an end only to a later moment', async () => {
    const { signIns } = store;
    await signIns.create('over', {}, { expiresAt: 1_000_000_000 });
    expect([await signIns.find('over'), await signIns.save('over', {}, 1)]).to.deep.equal([undefined, false]);
    await signIns.create('uid', {}, { expiresAt: later });
    await signIns.prolong('uid', 1_000_000_000);
    expect(await signIns.find('uid')).not.to.equal(undefined);
  });

  it('lets one of ten take a journey back, by its own provider, and take it again when it is told that more comes', async () => {
    const { pendingReplies } = store;
    await pendingReplies.put('state', { uid: 'uid', provider: 'central', memo: { nonce: 'n' } }, later);
    expect(await pendingReplies.take('state', 'nhs')).to.deep.equal({ kind: 'foreign' });
    const taken = await Promise.all(ten.map(() => pendingReplies.take('state', 'central')));
    expect(taken.filter((one) => one?.kind === 'taken')).to.deep.equal([
      { kind: 'taken', pending: { uid: 'uid', provider: 'central', memo: { nonce: 'n' } } },
    ]);
    expect(taken.filter((one) => one?.kind === 'used')).to.have.length(9);
    await pendingReplies.rearm('state');
    await pendingReplies.hold('uid', later + 5);
    expect((await pendingReplies.take('state', 'central'))?.kind).to.equal('taken');
    expect(await pendingReplies.take('unknown', 'central')).to.equal(undefined);
  });

  it('lets one of ten use a code, and ends it with its grant', async () => {
    const codes = artefacts('AuthorizationCode');
    await codes.upsert('code', { grantId: 'g', kind: 'AuthorizationCode' }, 60);
    const used = await Promise.allSettled(ten.map(() => codes.consume('code')));
    expect(used.filter(({ status }) => status === 'fulfilled')).to.have.length(1);
    expect((await codes.find('code'))?.consumed).to.be.a('number');
    await codes.revokeByGrantId('g');
    expect(await codes.find('code')).to.equal(undefined);
  });

  it('gives a request back as it was put, whatever the library does with what it was given', async () => {
    const interactions = artefacts('Interaction');
    const payload = { kind: 'Interaction', params: { scope: 'openid' } };
    await interactions.upsert('id', payload, 60);
    payload.params.scope = 'changed';
    const found = await interactions.find('id');
    expect(found).to.deep.equal({ kind: 'Interaction', params: { scope: 'openid' }, jti: 'id' });
    Object.assign(found?.params ?? {}, { scope: 'changed' });
    expect((await interactions.find('id'))?.params).to.deep.equal({ scope: 'openid' });
    await interactions.destroy('id');
    expect(await interactions.find('id')).to.equal(undefined);
  });

  it('asks the database for what is under way once at most', async () => {
    const before = store.statements();
    await store.signIns.create('uid', { step: 0 }, { expiresAt: later });
    for (const step of ten) await store.signIns.save('uid', { step }, step + 1);
    expect(store.statements() - before).to.equal(1);
  });

  it('does not ask for the sign-in of a request that has just begun, and finds that of one from before', async () => {
    await artefacts('Interaction').upsert('uid', { kind: 'Interaction' }, 60);
    const before = store.statements();
    expect(await store.signIns.find('uid')).to.equal(undefined);
    await store.signIns.create('uid', { step: 1 }, { expiresAt: later });
    expect(store.statements() - before).to.equal(0);
    await store.close();
    store = await opened();
    expect(await artefacts('Interaction').find('uid')).to.include({ jti: 'uid' });
    await artefacts('Interaction').upsert('uid', { kind: 'Interaction', result: {} }, 60);
    expect((await store.signIns.find('uid'))?.document).to.deep.equal({ step: 1 });
    expect(await store.signIns.create('uid', {}, { expiresAt: later }).catch(code)).to.equal('changed_meanwhile');
  });

  it('knows a session that it has just made without asking, with all who share it', async () => {
    const sessions = artefacts('Session');
    const made = { uid: 'u', accountId: 'somebody', authorizations: { one: { sid: 'a' }, two: { sid: 'b' } } };
    await sessions.upsert('id', { ...made, jti: 'id' }, 60);
    const before = store.statements();
    expect(await sessions.findByUid('u')).to.deep.equal({ ...made, jti: 'uid:u' });
    expect(store.statements() - before).to.equal(0);
    await sessions.upsert(
      'id',
      { ...made, jti: 'id', authorizations: { ...made.authorizations, three: { sid: 'c' } } },
      60,
    );
    expect((await sessions.findByUid('u'))?.authorizations).to.have.keys('one', 'two', 'three');
    await sessions.destroy('id');
    expect((await sessions.findByUid('u'))?.accountId).to.equal('somebody');
  });

  it('has it all after it was closed', async () => {
    await store.signIns.create('uid', { step: 7 }, { expiresAt: later });
    await store.pendingReplies.put('state', { uid: 'uid', provider: 'central', memo: {} }, later);
    await artefacts('Interaction').upsert('id', { kind: 'Interaction' }, 60);
    await artefacts('AuthorizationCode').upsert('code', { grantId: 'g' }, 60);
    await store.close();
    store = await opened();
    expect((await store.signIns.find('uid'))?.document).to.deep.equal({ step: 7 });
    expect((await store.pendingReplies.take('state', 'central'))?.kind).to.equal('taken');
    expect(await artefacts('Interaction').find('id')).to.deep.equal({ kind: 'Interaction', jti: 'id' });
    expect(await artefacts('AuthorizationCode').find('code')).to.include({ grantId: 'g' });
    expect(await store.underWay()).to.equal(1);
  });

  it('has what was under way a moment before a crash, and no code', async () => {
    await store.signIns.create('uid', { step: 1 }, { expiresAt: later });
    await artefacts('AuthorizationCode').upsert('code', { grantId: 'g' }, 60);
    await artefacts('Interaction').upsert('gone', { kind: 'Interaction' }, 60);
    await store.underWay();
    await artefacts('Interaction').destroy('gone');
    await store.underWay();
    const crashed = await afterCrash();
    try {
      expect((await crashed.signIns.find('uid'))?.document).to.deep.equal({ step: 1 });
      expect(await artefacts('AuthorizationCode', crashed).find('code')).to.equal(undefined);
      expect(await artefacts('Interaction', crashed).find('gone')).to.equal(undefined);
    } finally {
      await crashed.close();
    }
  });

  it('has no code after a crash that was kept over an orderly restart, and used since or not', async () => {
    for (const code of ['used', 'looked at']) await artefacts('AuthorizationCode').upsert(code, { grantId: 'g' }, 60);
    await store.close();
    store = await opened();
    const codes = artefacts('AuthorizationCode');
    expect(await codes.find('looked at')).to.include({ grantId: 'g' });
    await codes.consume('used');
    const crashed = await afterCrash();
    try {
      const found = ['used', 'looked at'].map((code) => artefacts('AuthorizationCode', crashed).find(code));
      expect(await Promise.all(found)).to.deep.equal([undefined, undefined]);
    } finally {
      await crashed.close();
    }
    await store.close();
    store = await opened();
    expect((await artefacts('AuthorizationCode').find('used'))?.consumed).to.be.a('number');
  });

  it('does not bring back what was removed while it was being written', async () => {
    for (const uid of ['removed', 'changed']) await store.signIns.create(uid, { step: 1 }, { expiresAt: later });
    const writing = store.underWay();
    for (const _ of ten) await undefined;
    await store.signIns.save('changed', { step: 2 }, 1);
    for (const uid of ['removed', 'changed']) await store.signIns.remove(uid);
    await writing;
    await store.underWay();
    await store.close();
    store = await opened();
    expect(await Promise.all(['removed', 'changed'].map((uid) => store.signIns.find(uid)))).to.deep.equal([
      undefined,
      undefined,
    ]);
  });

  it('writes by itself, and forgets what has ended', async () => {
    await store.signIns.create('uid', {}, { expiresAt: Math.floor(Date.now() / 1000) + 1 });
    for (let tries = 0; (await store.sweep()) === 0; tries += 1) {
      expect(tries, 'nothing was written').to.be.lessThan(100);
      await pause(50);
    }
    expect(await store.signIns.find('uid')).to.equal(undefined);
  });

  it('never writes a row that comes and goes within a moment', async () => {
    const end = { expiresAt: Math.floor(Date.now() / 1000) + 60 };
    const waited = async (uid: string, isOver: boolean): Promise<number> => {
      await store.signIns.create(uid, {}, end);
      if (isOver) await store.signIns.remove(uid);
      const before = store.statements();
      await pause(500);
      return store.statements() - before;
    };
    expect(await waited('goes', true)).to.equal(0);
    expect(await waited('stays', false)).to.equal(1);
  });

  it('is after any doings what the table is, written now and then or not', async () => {
    const doing = fc.record({
      uid: fc.constantFrom('a', 'b', 'c'),
      what: fc.constantFrom('create', 'save', 'stale', 'remove', 'prolong', 'flush', 'sweep', 'find'),
    });
    let turn = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(doing, { maxLength: 25 }), async (doings) => {
        turn += 1;
        const plain = await openStore({ masterKey, sqliteFile: join(folder, 'plain.sqlite') });
        try {
          for (const [at, { uid, what }] of doings.entries()) {
            const done = [];
            for (const { signIns, underWay, sweep } of [store, plain]) {
              const id = `${turn}${uid}`;
              const version = (await signIns.find(id))?.version ?? 0;
              if (what === 'create') done.push(await signIns.create(id, { at }, { expiresAt: later }).catch(code));
              else if (what === 'save') done.push(await signIns.save(id, { at }, version));
              else if (what === 'stale') done.push(await signIns.save(id, { at }, version - 1));
              else if (what === 'remove') done.push(await signIns.remove(id));
              else if (what === 'prolong') done.push(await signIns.prolong(id, later + at));
              else if (what === 'flush') done.push(void (await underWay()));
              else if (what === 'sweep') done.push(void (await sweep()));
              else done.push((await signIns.find(id))?.document);
            }
            expect(done[0], what).to.deep.equal(done[1]);
          }
        } finally {
          await plain.close();
        }
      }),
      { numRuns: 40 },
    );
  });
});
