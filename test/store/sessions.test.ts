import { expect } from 'chai';
import { errors } from 'oidc-provider';
import type { OpenStore } from '../../src/store/open.ts';
import { providerOver } from '../support/library-models.ts';
import { rawQuery } from '../support/raw-database.ts';
import { forEachEngine, type Open } from '../support/stores.ts';

const day = 86_400;

/** A browser’s session as one node of the hub sees it, through the library’s own model. */
function nodeOf(store: OpenStore) {
  const route = { endSession: false };
  const adapter = store.artefacts({
    alreadyUsed: (model) => new errors.InvalidGrant(model),
    isEndSession: () => route.endSession,
  });
  const { Session } = providerOver(adapter);
  return {
    Session,
    find: (id: string) => Session.find(id),
    /** Runs a piece of a request to the end-session routes. */
    async signingOut(work: () => Promise<unknown>): Promise<void> {
      route.endSession = true;
      await work();
      route.endSession = false;
    },
  };
}

async function twoNodes(open: Open) {
  const { store, settings } = await open();
  const { store: other } = await open(settings);
  const node = nodeOf(store);
  const session = new node.Session();
  session.loginAccount({ accountId: 'person', loginTs: 1_000_000_000 });
  await session.save(day);
  return { node, other: nodeOf(other), store, settings, session, id: session.jti };
}

/** Two requests that both read a session before either writes it. */
async function bothRead(first: ReturnType<typeof nodeOf>, second: ReturnType<typeof nodeOf>, id: string) {
  const [one, two] = await Promise.all([first.find(id), second.find(id)]);
  if (!one || !two) throw new Error('the session was not found');
  return [one, two] as const;
}

const clients = (session: { authorizations?: object | undefined } | undefined) =>
  Object.keys(session?.authorizations ?? {}).sort();

describe('the session', () => {
  forEachEngine((_engine, open) => {
    it('is found as it was saved, by identifier and by uid, in one statement each', async () => {
      const { node, store, session, id } = await twoNodes(open);
      session.sidFor('bins', 'sid');
      session.grantIdFor('bins', 'grant');
      const before = store.statements();
      await session.save(day);
      expect(store.statements() - before).to.equal(1);
      const found = await node.find(id);
      const byUid = await node.Session.findByUid(session.uid);
      expect(store.statements() - before).to.equal(3);
      for (const each of [found, byUid]) {
        expect(each?.accountId).to.equal('person');
        expect(each?.uid).to.equal(session.uid);
        expect(each?.authorizations).to.deep.equal({ bins: { sid: 'sid', grantId: 'grant' } });
      }
      expect(found?.jti).to.equal(id);
      await found?.save(day);
      expect(store.statements() - before, 'what did not change is not written').to.equal(4);
    });

    it('keeps both services that sign on at once', async () => {
      const { node, other, id } = await twoNodes(open);
      for (let trial = 0; trial < 10; trial += 1) {
        const [one, two] = await bothRead(node, other, id);
        one.sidFor(`bins ${trial}`, 'a');
        two.sidFor(`parking ${trial}`, 'b');
        await Promise.all([one.save(day), two.save(day)]);
      }
      expect(clients(await node.find(id))).to.have.length(20);
    });

    it('does not write back an older entry of a service that another request changed', async () => {
      const { node, other, session, id } = await twoNodes(open);
      session.grantIdFor('bins', 'old');
      await session.save(day);
      const [one, two] = await bothRead(node, other, id);
      two.grantIdFor('bins', 'new');
      await two.save(day);
      one.sidFor('parking', 'b');
      await one.save(day);
      expect((await node.find(id))?.grantIdFor('bins')).to.equal('new');
    });

    it('keeps a rotated identifier as an alias, for a short time, for reading the newest', async () => {
      const { node, other, settings, session, id } = await twoNodes(open);
      session.resetIdentifier();
      session.loginAccount({ accountId: 'person', loginTs: 2_000_000_000 });
      await session.save(day);
      const alias = await other.find(id);
      expect(alias?.loginTs).to.equal(2_000_000_000);
      expect(alias?.uid).to.equal(session.uid);
      expect((await node.find(session.jti))?.jti).to.equal(session.jti);
      const [row] = await rawQuery(settings, "SELECT expires_at FROM sessions WHERE state = 'alias'");
      expect(Number(row?.expires_at) - Date.now() / 1000).to.be.within(10, 21);
      await rawQuery(settings, "UPDATE sessions SET expires_at = 1 WHERE state = 'alias'");
      expect(await other.find(id)).to.equal(undefined);
    });

    it('is not led to by an identifier from before its person signed in: somebody else may have handed that out', async () => {
      const { node, other, id } = await twoNodes(open);
      const anonymous = new node.Session();
      await anonymous.save(day);
      for (const [held, before] of [
        [anonymous, anonymous.jti],
        [await node.find(id), id],
      ] as const) {
        held?.resetIdentifier();
        held?.loginAccount({ accountId: 'victim', loginTs: 2_000_000_000 });
        await held?.save(day);
        expect(await other.find(before)).to.equal(undefined);
        expect((await other.find(held?.jti ?? ''))?.accountId).to.equal('victim');
      }
    });

    it('gives a tab that came with the alias an identifier of its own, and never prolongs the alias', async () => {
      const { node, other, settings, session, id } = await twoNodes(open);
      session.resetIdentifier();
      await session.save(day);
      const tab = await other.find(id);
      if (!tab) throw new Error('the alias was not found');
      expect(tab.jti).not.to.equal(id);
      tab.sidFor('parking', 'b');
      await tab.save(day);
      expect(clients(await node.find(tab.jti))).to.deep.equal(['parking']);
      expect(clients(await node.find(session.jti))).to.deep.equal(['parking']);
      await rawQuery(settings, "UPDATE sessions SET expires_at = 1 WHERE state = 'alias'");
      expect(await node.find(id)).to.equal(undefined);
      expect((await node.find(tab.jti))?.accountId).to.equal('person');
    });

    it('is not overwritten by a request that read it before somebody signed in, but keeps what that request added', async () => {
      const { node, other, id } = await twoNodes(open);
      const [stale, resumed] = await bothRead(node, other, id);
      resumed.resetIdentifier();
      resumed.loginAccount({ accountId: 'later', loginTs: 2_000_000_000 });
      await resumed.save(day);
      stale.sidFor('parking', 'b');
      await stale.save(day);
      const found = await node.find(resumed.jti);
      expect(found?.accountId).to.equal('later');
      expect(clients(found)).to.deep.equal(['parking']);
    });

    it('survives two tabs that resume at once, each with an identifier of its own', async () => {
      const { node, other, id } = await twoNodes(open);
      const [one, two] = await bothRead(node, other, id);
      for (const tab of [one, two]) tab.resetIdentifier();
      one.sidFor('bins', 'a');
      two.sidFor('parking', 'b');
      await Promise.all([one.save(day), two.save(day)]);
      for (const tab of [one, two]) expect(clients(await node.find(tab.jti))).to.deep.equal(['bins', 'parking']);
    });

    it('ends at once, with all its identifiers, when the person signs out', async () => {
      const { node, other, session, id } = await twoNodes(open);
      session.resetIdentifier();
      await session.save(day);
      const late = await other.find(session.jti);
      await node.signingOut(async () => (await node.find(session.jti))?.destroy());
      for (const each of [id, session.jti]) expect(await node.find(each)).to.equal(undefined);
      expect(await other.Session.findByUid(session.uid)).to.equal(undefined);
      late?.sidFor('parking', 'b');
      await late?.save(day);
      late?.resetIdentifier();
      await late?.save(day);
      expect(await node.find(session.jti), 'a request under way does not bring it back').to.equal(undefined);
      expect(await node.find(late?.jti ?? '')).to.equal(undefined);
    });

    it('ends by an alias too, and when the hub itself destroys it by its uid', async () => {
      const { node, session, id } = await twoNodes(open);
      session.resetIdentifier();
      await session.save(day);
      await node.signingOut(async () => (await node.find(id))?.destroy());
      expect(await node.find(session.jti)).to.equal(undefined);
      const next = new node.Session();
      await next.save(day);
      await (await node.Session.findByUid(next.uid))?.destroy();
      expect(await node.find(next.jti)).to.equal(undefined);
    });

    it('loses one service for good when the person leaves only that one', async () => {
      const { node, other, session, id } = await twoNodes(open);
      for (const client of ['bins', 'parking']) session.sidFor(client, 'sid');
      await session.save(day);
      const [leaving, stale] = await bothRead(node, other, id);
      await node.signingOut(async () => {
        delete leaving.authorizations?.bins;
        leaving.resetIdentifier();
        await leaving.save(day);
      });
      await stale.save(day);
      expect(await node.find(id), 'no alias after a sign-out').to.equal(undefined);
      const left = await other.find(leaving.jti);
      expect(clients(left)).to.deep.equal(['parking']);
      expect(left?.accountId).to.equal('person');
      left?.sidFor('library', 'sid');
      left?.resetIdentifier();
      await left?.save(day);
      expect(clients(await node.find(left?.jti ?? '')), 'the session goes on').to.deep.equal(['library', 'parking']);
    });

    it('saves through a session found by uid', async () => {
      const { node, session, id } = await twoNodes(open);
      const found = await node.Session.findByUid(session.uid);
      found?.loginAccount({ accountId: 'person', acr: 'high' });
      await found?.save(day);
      expect((await node.find(id))?.acr).to.equal('high');
      expect(await node.find(found?.jti ?? ''), 'its handle is no cookie').to.equal(undefined);
    });
  });
});
