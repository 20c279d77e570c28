// The outbox of notices: kept with the change or not at all, held by one node at a time, and empty of what it said once that is over.
import { expect } from 'chai';
import fc from 'fast-check';
import type { NewNotice } from '../../src/notices/kinds.ts';
import { openDatabase } from '../../src/store/database.ts';
import { keepNotice } from '../../src/store/notices.ts';
import { createVault } from '../../src/store/vault.ts';
import { personalWords, samples, vouchNotice } from '../notices/sample.ts';
import { everything, rawQuery } from '../support/raw-database.ts';
import { forEachEngine, type Opened } from '../support/stores.ts';
import { joined, sectors } from './linked.ts';

const never = 4_000_000_000;
const idsOf = (notices: readonly { id: string }[]) => notices.map(({ id }) => id).sort();

describe('the outbox of notices', () => {
  forEachEngine((_engine, open) => {
    it('are kept once, where they are to be told once', async () => {
      const { store, settings } = await open();
      const { store: node } = await open(settings);
      const all = await Promise.all([store, node, store].map(({ notices }) => notices.put(vouchNotice, 'today')));
      expect(new Set(all).size).to.equal(1);
      await store.notices.put(vouchNotice, 'tomorrow');
      expect((await node.notices.waiting()).count).to.equal(2);
    });

    it('keeps a notice, and gives it out as it came', async () => {
      const { store } = await open();
      const id = await store.notices.put({ ...vouchNotice, person: 'ada' });
      const [notice, ...others] = await store.notices.take(30, 10);
      expect(others).to.deep.equal([]);
      const { createdAt, ...rest } = notice ?? { createdAt: 0 };
      expect(rest).to.deep.equal({ ...vouchNotice, id, person: 'ada', tries: 1 });
      expect(createdAt).to.be.closeTo(Date.now() / 1000, 60);
    });

    it('takes nothing that its kind does not allow', async () => {
      const { store } = await open();
      const wrong = { ...vouchNotice, to: ['nowhere'] } as NewNotice;
      expect(await store.notices.put(wrong).catch((error) => error.code)).to.equal('internal');
      expect(await store.notices.waiting()).to.deep.equal({ count: 0 });
    });

    it('keeps it in the transaction of the change, or not at all', async () => {
      const { store, settings } = await open();
      const database = await openDatabase(settings);
      const vault = createVault(settings.masterKey);
      try {
        const failed = database.transaction(async ({ rows }) => {
          await keepNotice({ rows, vault }, vouchNotice);
          throw new Error('the change failed');
        });
        expect(await failed.catch((error) => error.message)).to.equal('the change failed');
        expect(await store.notices.take(30, 10)).to.deep.equal([]);
        const id = await database.transaction(({ rows }) => keepNotice({ rows, vault }, vouchNotice));
        expect(idsOf(await store.notices.take(30, 10))).to.deep.equal([id]);
      } finally {
        await database.close();
      }
    });

    it('goes to one node at a time, oldest first, and is counted when it is taken', async () => {
      const { store, settings } = await open();
      const { store: other } = await open(settings);
      const kept: string[] = [];
      for (let count = 0; count < 12; count += 1) kept.push(await store.notices.put(vouchNotice));
      await rawQuery(settings, `UPDATE notices SET due_at = due_at - 100 WHERE id = '${kept[7]}'`);
      expect(idsOf(await store.notices.take(30, 1))).to.deep.equal([kept[7]]);
      const taken = (await Promise.all([store.notices.take(30, 8), other.notices.take(30, 8)])).flat();
      expect(new Set(taken.map(({ id }) => id)).size).to.equal(taken.length);
      const rest = await other.notices.take(30, 20);
      expect(idsOf([...taken, ...rest])).to.deep.equal(kept.filter((id) => id !== kept[7]).sort());
      expect(await store.notices.take(30, 20)).to.deep.equal([]);
      expect((await store.notices.find(kept[0] ?? ''))?.tries).to.equal(1);
    });

    it('is taken over when a node does not come back, and waits when it is told to', async () => {
      const { store } = await open();
      const id = await store.notices.put(vouchNotice);
      expect((await store.notices.take(0, 10)).map(({ tries }) => tries)).to.deep.equal([1]);
      expect((await store.notices.take(30, 10)).map(({ tries }) => tries)).to.deep.equal([2]);
      await store.notices.later(id, 0, 'status');
      expect((await store.notices.take(30, 10)).map(({ tries }) => tries)).to.deep.equal([3]);
      await store.notices.later(id, never, 'too-slow');
      expect(await store.notices.take(30, 10)).to.deep.equal([]);
      expect(await store.notices.find(id)).to.deep.equal({ state: 'waiting', tries: 3, reason: 'too-slow' });
      expect((await store.notices.waiting()).count).to.equal(1);
    });

    it('is over once, and then holds nothing of what it said', async () => {
      const { store, settings } = await open();
      const sent = await store.notices.put({ ...vouchNotice, person: 'ada' });
      const given = await store.notices.put({ ...samples['grant-used'], person: 'ada' });
      await store.notices.take(30, 10);
      expect(await store.notices.sent(sent, 'notify-1')).to.equal(true);
      expect(await store.notices.giveUp(given, 'BadRequestError')).to.equal(true);
      expect(await store.notices.sent(sent, 'notify-2')).to.equal(false);
      expect(await store.notices.giveUp(sent, 'late')).to.equal(false);
      await store.notices.later(sent, 0, 'late');
      expect(await store.notices.take(30, 10)).to.deep.equal([]);
      const { endedAt, ...rest } = (await store.notices.find(sent)) ?? {};
      expect(endedAt).to.be.closeTo(Date.now() / 1000, 60);
      expect(rest).to.deep.equal({ state: 'sent', tries: 1, notifyId: 'notify-1' });
      expect(await store.notices.find(given)).to.deep.include({ state: 'given-up', reason: 'BadRequestError' });
      const rows = await rawQuery(settings, 'SELECT length(content) AS size FROM notices');
      expect(rows.map(({ size }) => Number(size))).to.deep.equal([0, 0]);
      expect(await store.notices.waiting()).to.deep.equal({ count: 0 });
    });

    it('shows nobody who has only the database whom it is for, nor what it says', async () => {
      const { store, settings } = await open();
      for (const notice of Object.values(samples)) await store.notices.put({ ...notice, person: 'person-of-ada' });
      const text = await everything(settings);
      expect(text).to.include('grant-used');
      const words = [...Object.values(samples).flatMap(personalWords), 'person-of-ada'];
      // Short codes could be found in random bytes.
      expect(words.filter((word) => word.length > 5 && text.includes(word))).to.deep.equal([]);
    });

    it('is opened only as the notice that it was sealed for', async () => {
      const { store, settings } = await open();
      const [one, other] = [await store.notices.put(vouchNotice), await store.notices.put(samples['grant-notice'])];
      await rawQuery(
        settings,
        `UPDATE notices SET content = (SELECT content FROM notices WHERE id = '${one}') WHERE id = '${other}'`,
      );
      expect(await store.notices.take(30, 10).catch((error) => error.code)).to.equal('internal');
    });

    it('is dropped with the person whom it is about, and swept when it is old', async () => {
      const { store, settings } = await open();
      const { person } = await joined(store, 'ada');
      const [about, other] = [
        await store.notices.put({ ...vouchNotice, person }),
        await store.notices.put({ ...vouchNotice, person: 'somebody else' }),
      ];
      await store.moves.erase(person, sectors);
      expect(await store.notices.find(about)).to.equal(undefined);
      expect(await store.sweep()).to.equal(0);
      await rawQuery(settings, `UPDATE notices SET expires_at = 1 WHERE id = '${other}'`);
      expect(await store.sweep()).to.equal(1);
      expect(await store.notices.find(other)).to.equal(undefined);
    });

    it('holds in any order of two nodes: never two at once, never again when it is over, never lost', async () => {
      const { store, settings } = await open();
      const { store: other } = await open(settings);
      const nodes = [store.notices, other.notices];
      const step = fc.record({
        node: fc.nat(1),
        act: fc.constantFrom('put', 'take', 'take', 'take-and-go', 'sent', 'give-up', 'later', 'much-later'),
        which: fc.nat(5),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
          await rawQuery(settings, 'DELETE FROM notices');
          const known = new Map<string, 'free' | 'held' | 'over' | 'resting'>();
          for (const { node, act, which } of steps) {
            await walk(nodes[node] ?? store.notices, { act, which, known });
            for (const [id, state] of known) {
              const found = await store.notices.find(id);
              expect(found?.state === 'waiting', `${act}: ${state}`).to.equal(state !== 'over');
            }
          }
        }),
        { numRuns: 25 },
      );
    }).timeout(120_000);
  });
});

type Known = Map<string, 'free' | 'held' | 'over' | 'resting'>;

/** One step of a node, compared with what the model says must happen. */
async function walk(
  notices: Opened['store']['notices'],
  { act, which, known }: { act: string; which: number; known: Known },
): Promise<void> {
  const held = [...known].filter(([, state]) => state === 'held').map(([id]) => id);
  const id = held[which % Math.max(1, held.length)];
  if (act === 'put') known.set(await notices.put(vouchNotice), 'free');
  if (act === 'take' || act === 'take-and-go') {
    const free = [...known].filter(([, state]) => state === 'free').map(([one]) => one);
    const taken = await notices.take(act === 'take' ? 1000 : 0, 100);
    expect(idsOf(taken)).to.deep.equal(free.sort());
    if (act === 'take') for (const one of taken) known.set(one.id, 'held');
  }
  if (id === undefined) return;
  if (act === 'sent') expect(await notices.sent(id, 'notify')).to.equal(true);
  if (act === 'give-up') expect(await notices.giveUp(id, 'refused')).to.equal(true);
  if (act === 'later') await notices.later(id, 0, 'status');
  if (act === 'much-later') await notices.later(id, never, 'status');
  const after = { sent: 'over', 'give-up': 'over', later: 'free', 'much-later': 'resting' } as const;
  if (act in after) known.set(id, after[act as keyof typeof after]);
}
