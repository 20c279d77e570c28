// What services are still to be told of their subjects: written with the move that it is about, taken by whichever node sends.
// It must never lose a signal that was written, nor hand out a later one of a service before an earlier one has gone.
import type { Json } from '../connectors/contract.ts';
import { randomText } from '../random.ts';
import type { Vault } from './contracts.ts';
import type { Database, Statements } from './database.ts';
import type { Sector, Signal, Signals, SubjectChange } from './matching-contracts.ts';
import { epoch } from './values.ts';

interface Row {
  id: string;
  service: string;
  content: Buffer;
  created_at: number | string;
  tries: number;
}

const contextOf = (id: string) => `signals:${id}`;

/** Keeps what has changed for every service that wants to be told, in the transaction of the change. */
export async function keepSignals(
  { rows, vault }: { rows: Statements['rows']; vault: Vault },
  kind: Signal['kind'],
  { changes, sectors }: { changes: readonly SubjectChange[]; sectors: readonly Sector[] },
): Promise<void> {
  for (const { organisation, before, after } of changes) {
    const told = sectors.find((sector) => sector.organisation === organisation)?.told ?? [];
    for (const service of told) {
      const id = randomText(16);
      const content: Json = { kind, before, ...(after !== undefined && { after }) };
      const sealed = vault.seal(content, contextOf(id));
      await rows('INSERT INTO signals (id, service, content, created_at, due_at) VALUES (?, ?, ?, ?, ?)', [
        id,
        service,
        sealed,
        epoch(),
        epoch(),
      ]);
    }
  }
}

export function createSignals(database: Database, vault: Vault): Signals {
  return {
    async take(seconds) {
      const now = epoch();
      const rows = await database.rows<Row>(
        `UPDATE signals SET leased_until = ?
         WHERE place IN (SELECT MIN(place) FROM signals GROUP BY service) AND due_at <= ? AND leased_until <= ?
         RETURNING id, service, content, created_at, tries`,
        [now + seconds, now, now],
      );
      return rows.map(({ id, service, content, created_at, tries }) => ({
        ...(vault.open(content, contextOf(id)) as unknown as Pick<Signal, 'kind' | 'before' | 'after'>),
        id,
        service,
        tries,
        createdAt: Number(created_at),
      }));
    },
    async drop(id) {
      await database.rows('DELETE FROM signals WHERE id = ?', [id]);
    },
    async later(id, dueAt) {
      await database.rows('UPDATE signals SET tries = tries + 1, due_at = ?, leased_until = 0 WHERE id = ?', [
        dueAt,
        id,
      ]);
    },
  };
}
