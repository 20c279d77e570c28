// Officers' checks in the database: written once, bound once, ended for good, and naming nobody. On both engines.
import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import type { Authentication } from '../../src/store/authentication-contracts.ts';
import type { OpenStore } from '../../src/store/open.ts';
import type { VouchContent } from '../../src/store/vouch-contracts.ts';
import { vouchNotice } from '../notices/sample.ts';
import { everything, rawQuery } from '../support/raw-database.ts';
import { forEachEngine } from '../support/stores.ts';
import { newVouch, now } from '../vouching/sample.ts';
import { joined, sectors } from './linked.ts';

const second = 'PLANTED-second';

/** One in force that nobody has bound yet. */
async function approved({ vouches }: OpenStore, changed: Partial<VouchContent> = {}) {
  const given = newVouch(changed);
  await vouches.record(given);
  await vouches.approve(given.id, second);
  return given;
}

const session = (account: string, person: string, more: Partial<Authentication> = {}): Authentication => ({
  id: randomBytes(8).toString('hex'),
  person,
  account,
  provider: 'local',
  level: { identity: 'none', authenticator: 'medium' },
  qualifiers: [],
  authenticatedAt: now(),
  methods: ['mfa'],
  attributes: {},
  session: null,
  ...more,
});

describe('officers’ checks', () => {
  forEachEngine((engine, open) => {
    it('V2: a record is written once, and nobody changes it: the database itself refuses', async () => {
      const { store, settings } = await open();
      const given = await approved(store);
      expect(await store.vouches.record({ ...given, content: { ...given.content, reason: 'another' } })).to.equal(
        false,
      );
      expect(await store.vouches.find(given.id)).to.deep.include({ ...given.content, ...given.times });
      const kinds = { vouches: 'content = content', vouch_events: "kind = 'refused'" };
      for (const [table, change] of Object.entries(kinds)) {
        const refused = await rawQuery(settings, `UPDATE ${table} SET ${change}`).catch(
          (error: Error) => error.message,
        );
        expect(refused, `${engine} ${table}`).to.include('written once');
      }
    });

    it('V2: nothing that can happen to one changes what was written', async () => {
      const { vouches } = (await open()).store;
      const step = fc.constantFrom('approve', 'refused', 'revoked', 'repudiated', 'claim');
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 6 }), async (steps) => {
          const given = newVouch();
          await vouches.record(given);
          for (const one of steps) {
            if (one === 'approve') await vouches.approve(given.id, second);
            else if (one === 'claim') await vouches.claim(given.id, { account: 'a', person: 'p' });
            else await vouches.end(given.id, one, { by: 'x' });
          }
          const { events, ...kept } = (await vouches.find(given.id)) ?? { events: {} };
          expect(kept).to.deep.equal({ ...given.content, ...given.times, id: given.id });
          const over = events.refused ?? events.revoked ?? events.repudiated;
          expect(await vouches.stillStands(given.id)).to.equal(!over && events.claimed !== undefined);
          if (events.claimed) expect(events.approved).not.to.equal(undefined);
        }),
        { numRuns: 25 },
      );
    });

    it('is bound once, to one account, however many try on however many nodes', async () => {
      const { store, settings } = await open();
      const { store: node } = await open(settings);
      const { id, codes } = await approved(store);
      expect(await store.vouches.claimable(codes.claim)).to.include({ id });
      const claims = await Promise.all(
        Array.from({ length: 8 }, (_, at) =>
          (at % 2 ? store : node).vouches.claim(id, { account: `account ${at}`, person: `person ${at}` }),
        ),
      );
      expect(claims.filter(Boolean)).to.have.length(1);
      const winner = claims.indexOf(true);
      expect(await node.vouches.inForce(`account ${winner}`)).to.include({ id, identity: 'medium' });
      expect(await node.vouches.inForce(`account ${(winner + 1) % 8}`)).to.equal(undefined);
      expect(await store.vouches.claimable(codes.claim)).to.equal(undefined);
    });

    it('V1: one that waits cannot be bound, and counts for no officer who made it', async () => {
      const { vouches } = (await open()).store;
      const waiting = newVouch();
      await vouches.record(waiting);
      expect(await vouches.claimable(waiting.codes.claim)).to.equal(undefined);
      expect(await vouches.claim(waiting.id, { account: 'a', person: 'p' })).to.equal(false);
      expect(await vouches.approve(waiting.id, second)).to.equal(true);
      expect(await vouches.approve(waiting.id, 'third')).to.equal(false);
      await vouches.claim(waiting.id, { account: 'a', person: 'p' });
      for (const officer of [second, waiting.content.officer])
        expect(await vouches.inForce('a', officer)).to.equal(undefined);
      expect(await vouches.inForce('a', 'p')).to.include({ id: waiting.id });
    });

    it('V3: an old code, and a record whose time is over, are nothing', async () => {
      const { vouches } = (await open()).store;
      for (const times of [{ claimUntil: now() - 1 }, { endsAt: now() - 1 }]) {
        const given = newVouch({}, times);
        await vouches.record(given);
        expect(await vouches.approve(given.id, second)).to.equal(false);
        expect(await vouches.claimable(given.codes.claim)).to.equal(undefined);
      }
    });

    it('V3: what a session stands on is read with the check of its account, as it is at that moment', async () => {
      const { store } = await open();
      const { authentications, vouches } = store;
      const soon = now() + 1000;
      const [one, other] = [session('a', 'p'), session('b', 'p')];
      const contradicted = session('a', 'p', { contradicted: true });
      const officers = session('a', second);
      for (const each of [one, other, contradicted, officers]) await authentications.put(each, soon);
      expect(await authentications.find(one.id)).to.deep.equal(one);
      const low = await approved(store, { identity: 'low' });
      const { id } = await approved(store);
      for (const each of [id, low.id]) await vouches.claim(each, { account: 'a', person: 'p' });
      const found = await authentications.find(one.id);
      expect(found?.vouched).to.include({ id, identity: 'medium', organisation: 'Exampleton Council' });
      expect(found?.vouched?.attributes.birthdate).to.deep.equal({ value: '1942-01-19', verified: true });
      expect(await authentications.find(other.id)).to.deep.equal(other);
      expect(await authentications.find(contradicted.id)).not.to.have.property('vouched');
      expect(await authentications.find(officers.id)).not.to.have.property('vouched');
      await vouches.end(id, 'repudiated');
      expect((await authentications.find(one.id))?.vouched).to.include({ id: low.id });
      await vouches.end(low.id, 'revoked');
      expect(await authentications.find(one.id)).to.deep.equal(one);
      // What was looked up is never kept.
      if (found) await authentications.put(found, soon);
      expect(await authentications.find(one.id)).to.deep.equal(one);
    });

    it('V4: is found by its letter, and what was stopped stays so', async () => {
      const { store } = await open();
      const { vouches } = store;
      const { id, codes } = await approved(store);
      expect(await vouches.ofLetter(codes.stop)).to.include({ id });
      expect(await vouches.ofLetter(codes.claim)).to.equal(undefined);
      expect(await vouches.end(id, 'repudiated')).to.equal(true);
      expect(await vouches.end(id, 'repudiated')).to.equal(false);
      expect(await vouches.approve(id, second)).to.equal(false);
      expect(await vouches.claim(id, { account: 'a', person: 'p' })).to.equal(false);
      expect(await vouches.ofLetter(codes.stop)).to.have.nested.property('events.repudiated');
    });

    it('V4: comes into force together with what is to be told, or not at all', async () => {
      const { store } = await open();
      const given = newVouch();
      await store.vouches.record(given);
      const untellable = { ...vouchNotice, channel: 'letter', to: ['nowhere'] } as const;
      const failed = await store.vouches.approve(given.id, second, untellable).catch(() => 'refused');
      expect(failed).to.equal('refused');
      expect((await store.vouches.find(given.id))?.events.approved).to.equal(undefined);
      expect(await store.vouches.approve(given.id, second, vouchNotice)).to.equal(true);
      expect((await store.notices.waiting()).count).to.equal(1);
    });

    it('V3: ends with the account that is taken out, stays with one that moves, and goes with a person who is forgotten', async () => {
      const { store } = await open();
      const { vouches, moves } = store;
      const first = await joined(store, 'one');
      const { account, person } = await joined(store, 'two');
      const { id } = await approved(store);
      await vouches.claim(id, { account, person });
      const link = { level: { identity: 'none', authenticator: 'medium' }, details: {} } as const;
      await moves.move({ account, from: person, to: first.person, rule: 'proof', link, sectors });
      expect(await vouches.inForce(account, first.person)).to.include({ id });
      expect(await vouches.inForce(first.account, first.person)).to.equal(undefined);
      await moves.part({ account, from: first.person, sectors });
      expect(await vouches.inForce(account)).to.equal(undefined);
      expect((await vouches.find(id))?.events).to.have.property('parted');
      const next = await approved(store);
      await vouches.claim(next.id, { account: first.account, person: first.person });
      await moves.erase(first.person, sectors);
      expect(await vouches.find(next.id)).to.equal(undefined);
      expect(await vouches.find(id)).not.to.equal(undefined);
    });

    it('goes when nobody has bound it for a month, or a year after its end', async () => {
      const { store } = await open();
      const month = 30 * 86_400;
      const [kept, unused, old] = [
        newVouch(),
        newVouch({}, { claimUntil: now() - month - 1 }),
        newVouch({}, { endsAt: now() - 365 * 86_400 - 1 }),
      ];
      for (const each of [kept, unused, old]) await store.vouches.record(each);
      await store.sweep();
      expect((await store.vouches.list(10)).map(({ id }) => id)).to.deep.equal([kept.id]);
    });

    it('names nobody in the database, and holds no code', async () => {
      const { store, settings } = await open();
      const { id } = await approved(store);
      await store.vouches.claim(id, { account: 'PLANTED-account', person: 'PLANTED-person' });
      await store.vouches.end(id, 'revoked', { by: 'PLANTED-by', reason: 'fraud' });
      expect(await everything(settings)).not.to.match(/PLANTED|1942-01-19|Almshouse|fraud/);
    });
  });
});
