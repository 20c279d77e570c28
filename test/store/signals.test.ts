// What services are still to be told: written with the move or not at all, in order for each service, one node at a time.
import { expect } from 'chai';
import type { Sector, Signal } from '../../src/store/matching-contracts.ts';
import type { OpenStore } from '../../src/store/open.ts';
import { rawQuery } from '../support/raw-database.ts';
import { forEachEngine, type Open } from '../support/stores.ts';
import { joined, link, met } from './linked.ts';

/** Of the town's services one wants to be told; of the shire's both. */
const sectors: readonly Sector[] = [
  { organisation: 'town', services: ['parking', 'bins'], told: ['parking'] },
  { organisation: 'shire', services: ['library', 'museum'], told: ['library', 'museum'] },
  { organisation: 'village', services: ['hall'] },
];

/** Ann and Bob, both known to all, who turn out to be one. */
async function merged(open: Open) {
  const opened = await open();
  const { store } = opened;
  const [ann, bob] = [await joined(store, 'ann'), await joined(store, 'bob')];
  for (const organisation of ['town', 'shire', 'village']) {
    await met(opened, { organisation, person: ann.person, at: 100 });
    await met(opened, { organisation, person: bob.person, at: 200 });
  }
  const move = { account: bob.account, from: bob.person, to: ann.person, rule: 'proof', link, sectors } as const;
  const changes = await store.moves.move(move);
  return { ...opened, ann, bob, move, changes: changes ?? [] };
}

/** Takes until nothing is left, as if all were delivered. */
async function drained({ signals }: OpenStore): Promise<Signal[]> {
  const all: Signal[] = [];
  for (let taken = await signals.take(30); taken.length > 0; taken = await signals.take(30)) {
    all.push(...taken);
    for (const { id } of taken) await signals.drop(id);
  }
  return all;
}

describe('what services are to be told', () => {
  forEachEngine((_engine, open) => {
    it('is told to those who want it, with both subjects, and never in clear in the database', async () => {
      const { store, settings, changes } = await merged(open);
      const rows = JSON.stringify(await rawQuery(settings, 'SELECT * FROM signals'));
      const all = await drained(store);
      expect(all.map(({ service }) => service).sort()).to.deep.equal(['library', 'museum', 'parking']);
      const of = (service: string) => changes.find(({ organisation }) => organisation === service);
      expect(all.find(({ service }) => service === 'parking')).to.include({
        kind: 'changed',
        before: of('town')?.before,
        after: of('town')?.after,
        tries: 0,
      });
      for (const { before, after } of changes) {
        expect(rows).not.to.include(before);
        expect(rows).not.to.include(String(after));
      }
    });

    it('is not told of a move that did not happen', async () => {
      const { store, move } = await merged(open);
      await drained(store);
      expect(await store.moves.move(move)).to.equal(undefined);
      expect(await store.moves.part({ account: move.account, from: 'nobody', sectors })).to.equal(undefined);
      expect(await drained(store)).to.deep.equal([]);
    });

    it('is told of a parting and of a purge, after what came before', async () => {
      const { store, ann, bob } = await merged(open);
      await store.moves.part({ account: bob.account, from: ann.person, sectors });
      await store.moves.erase(ann.person, sectors);
      const parking = (await drained(store)).filter(({ service }) => service === 'parking');
      expect(parking[0]?.after).to.be.a('string');
      expect(parking.at(-1)?.kind).to.equal('purged');
      expect(parking.length).to.be.at.least(3);
      expect(new Set(parking.map(({ id }) => id)).size).to.equal(parking.length);
    });

    it('goes to one node at a time, and a later one waits for an earlier one', async () => {
      const { store, settings, ann, bob } = await merged(open);
      await store.moves.part({ account: bob.account, from: ann.person, sectors });
      const { store: other } = await open(settings);
      const taken = (await Promise.all([store.signals.take(30), other.signals.take(30)])).flat();
      expect(taken.map(({ service }) => service).sort()).to.deep.equal(['library', 'museum', 'parking']);
      expect(await other.signals.take(30)).to.deep.equal([]);
    });

    it('is taken over when a node does not come back, and comes again later, as the same signal', async () => {
      const { store } = await merged(open);
      const first = await store.signals.take(0);
      const again = await store.signals.take(30);
      expect(again.map(({ id }) => id).sort()).to.deep.equal(first.map(({ id }) => id).sort());
      for (const { id } of again) await store.signals.later(id, 0);
      const third = await store.signals.take(30);
      expect(third.map(({ id, tries }) => [id, tries]).sort()).to.deep.equal(first.map(({ id }) => [id, 1]).sort());
      for (const { id } of third) await store.signals.later(id, 4_000_000_000);
      expect(await store.signals.take(30)).to.deep.equal([]);
    });
  });
});
