import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect } from 'chai';
import fc from 'fast-check';
import { openStore } from '../../src/store/open.ts';
import { rawQuery } from '../support/raw-database.ts';
import { forEachEngine } from '../support/stores.ts';

const ten = Array.from({ length: 10 }, (_, index) => index);
const masterKey = randomBytes(32);
const entry = (event: string) => ({ event, data: { outcome: 'done', times: 2, well: true } });

/** What somebody may do to one row, or to a pair of rows, of a trail of ten. */
const tampering = fc
  .tuple(
    fc.constantFrom('event', 'reference', 'data', 'at', 'hash', 'remove', 'swap', 'add', 'before', 'head'),
    fc.integer({ min: 1, max: 10 }),
    fc.integer({ min: 1, max: 9 }),
  )
  .map(([kind, row, step]): string[] => {
    const other = ((row + step - 1) % 10) + 1;
    switch (kind) {
      case 'remove':
        return [`DELETE FROM trail WHERE sequence = ${row}`];
      case 'swap':
        return [
          `UPDATE trail SET sequence = -1 WHERE sequence = ${row}`,
          `UPDATE trail SET sequence = ${row} WHERE sequence = ${other}`,
          `UPDATE trail SET sequence = ${other} WHERE sequence = -1`,
        ];
      case 'add':
      case 'before': {
        const place = kind === 'add' ? 11 : 1 - row;
        return [
          `INSERT INTO trail SELECT ${place}, at, event, reference, data, hash, person FROM trail WHERE sequence = ${row}`,
        ];
      }
      case 'head':
        return [
          `DELETE FROM trail WHERE sequence > ${row - 1}`,
          `UPDATE trail_head SET sequence = ${row - 1},
             hash = COALESCE((SELECT hash FROM trail WHERE sequence = ${row - 1}), 'none')`,
        ];
      case 'at':
        return [`UPDATE trail SET at = at + ${step} WHERE sequence = ${row}`];
      default:
        return [`UPDATE trail SET ${kind} = '{"x":${step}}' WHERE sequence = ${row}`];
    }
  });

describe('the trail', () => {
  forEachEngine((_engine, open) => {
    it('gives back what was appended, in order', async () => {
      const { store } = await open();
      await store.trail.append([]);
      expect(await store.trail.verify()).to.deep.equal({ rows: 0 });
      await store.trail.append([entry('one'), { ...entry('two'), reference: 'AB-12' }]);
      await store.trail.append([entry('three')]);
      const rows = await store.trail.read(2, 5);
      expect(rows.map(({ sequence, event, reference }) => [sequence, event, reference])).to.deep.equal([
        [2, 'two', 'AB-12'],
        [3, 'three', undefined],
      ]);
      expect(rows[0]?.data).to.deep.equal(entry('two').data);
      expect(await store.trail.read(1, 1)).to.have.length(1);
    });

    it('keeps one unbroken chain under several writers, each caller’s entries together', async () => {
      const { store, settings } = await open();
      const { store: node } = await open(settings);
      const calls = Array.from({ length: 120 }, (_, call) => call);
      await Promise.all(
        calls.map((call) => (call % 2 ? store : node).trail.append([entry(`${call}`), entry(`${call}`)])),
      );
      expect(await store.trail.verify()).to.deep.equal({ rows: 240 });
      const events = (await node.trail.read(1, 1000)).map(({ event }) => event);
      expect(events.filter((event, index) => index % 2 === 0 && event === events[index + 1])).to.have.length(120);
      expect(new Set(events).size).to.equal(120);
    });

    it('appends many entries in few statements', async () => {
      const { store } = await open();
      await store.trail.append([entry('first')]);
      const before = store.statements();
      await Promise.all(ten.map(() => store.trail.append([entry('more')])));
      expect(store.statements() - before).to.be.at.most(10);
      await store.trail.append(Array.from({ length: 1500 }, () => entry('many')));
      expect(await store.trail.verify()).to.deep.equal({ rows: 1511 });
    });

    it('writes in one statement what is appended in one turn of the event loop', async () => {
      const { store } = await open();
      await store.trail.append([entry('before')]);
      // Else that append would still be under way.
      await nextTurn();
      const before = store.statements();
      await Promise.all(ten.map((index) => store.trail.append([entry(`together ${index}`)])));
      expect(store.statements() - before).to.equal(1);
      expect(await store.trail.verify()).to.deep.equal({ rows: 11 });
    });

    it('reads where the trail ends before it appends, where others append as well', async () => {
      const { store, settings } = await open();
      const { store: node } = await open(settings);
      const turns = [store, node, store, node];
      const append = async () => {
        for (const writer of turns) await writer.trail.append([entry('by turns')]);
      };
      const sent = () => store.statements() + node.statements();
      await append();
      const before = sent();
      await append();
      expect(sent() - before).to.equal(2 * turns.length);
      expect(await node.trail.verify()).to.deep.equal({ rows: 8 });
    });

    it('goes on after an append that failed', async () => {
      const { store, settings } = await open();
      await rawQuery(settings, "INSERT INTO trail SELECT 1, 0, '', NULL, '{}', '', NULL");
      const failed = await store.trail.append([entry('lost')]).catch(() => 'refused');
      expect(failed).to.equal('refused');
      await rawQuery(settings, 'DELETE FROM trail');
      await store.trail.append([entry('kept')]);
      expect(await store.trail.verify()).to.deep.equal({ rows: 1 });
    });
  });

  it('finds any row that was altered, moved, added, removed or cut off', async () => {
    await fc.assert(
      fc.asyncProperty(tampering, async (statements) => {
        const folder = await mkdtemp(path.join(os.tmpdir(), 'gatehouse-trail-'));
        const settings = { sqliteFile: path.join(folder, 'hub.sqlite'), masterKey };
        const store = await openStore(settings);
        try {
          await store.trail.append(ten.map((turn) => entry(`event ${turn}`)));
          expect(await store.trail.verify()).to.deep.equal({ rows: 10 });
          for (const statement of statements) await rawQuery(settings, statement);
          const { broken } = await store.trail.verify();
          expect(broken?.reason, statements.join('; ')).to.be.a('string');
        } finally {
          await store.close();
          await rm(folder, { recursive: true });
        }
      }),
      { numRuns: 60 },
    );
  });
});
