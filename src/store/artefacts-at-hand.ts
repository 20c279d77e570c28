// What oidc-provider keeps for a moment, at hand of the one process that has the database to itself: requests that wait, and codes.
// It must never let a code be used twice, nor be good again after a crash.
import type { Adapter, AdapterPayload } from 'oidc-provider';
import type { Json } from '../connectors/contract.ts';
import type { Desk } from './at-hand.ts';
import type { Vault } from './contracts.ts';
import type { Database } from './database.ts';
import type { Entry } from './tray.ts';
import { endOf, epoch, hashed } from './values.ts';

interface Row {
  /** JSON: the library changes what it is given in place. */
  payload: string;
  grant: string | null;
  consumedAt: number | null;
}

interface Kind {
  database: Database;
  vault: Vault;
  name: string;
  grantBound?: true;
  atTheEnd?: true;
  /** Told of each that was not there before. */
  begun?: ((id: string) => void) | undefined;
}

type AtHandAdapter = Omit<Adapter, 'findByUid' | 'findByUserCode'>;

/** An adapter, given what a second use is answered with. */
export function createArtefactsAtHand(
  desk: Desk,
  { database, vault, name, grantBound, atTheEnd, begun }: Kind,
): (alreadyUsed: () => Error) => AtHandAdapter {
  const rows = desk.atHand<Row>({
    table: name,
    key: 'id',
    columns: ['grant_id', 'content', 'consumed_at'],
    read: (id, { grant_id, content, consumed_at }) => ({
      payload: JSON.stringify(vault.open(content as Buffer, `${name}:${id}`)),
      grant: grant_id as string | null,
      consumedAt: consumed_at === null ? null : Number(consumed_at),
    }),
    write: (id, { payload, grant, consumedAt }) => [
      grant,
      vault.seal(JSON.parse(payload) as Json, `${name}:${id}`),
      consumedAt,
    ],
    ...(atTheEnd && { atTheEnd }),
  });
  return (alreadyUsed) => ({
    async upsert(id, { jti: _, consumed, ...payload }, expiresIn) {
      const row = hashed(id);
      const before = rows.inHand(row);
      if (!before) begun?.(id);
      const consumedAt = before?.row.consumedAt ?? (typeof consumed === 'number' ? consumed : null);
      const grant = payload.grantId ? hashed(payload.grantId) : null;
      await rows.put(row, { row: { payload: JSON.stringify(payload), grant, consumedAt }, endsAt: endOf(expiresIn) });
    },
    async find(id) {
      const entry = await rows.get(hashed(id));
      return entry && payloadOf(id, entry);
    },
    async consume(id) {
      const now = { consumedAt: epoch() };
      const first = await rows.change(hashed(id), ({ row, endsAt }) =>
        row.consumedAt === null ? { row: { ...row, ...now }, endsAt } : undefined,
      );
      if (!first) throw alreadyUsed();
    },
    destroy: async (id) => rows.remove(hashed(id)),
    async revokeByGrantId(grantId) {
      if (!grantBound) return;
      const grant = hashed(grantId);
      // The table first: what somebody is just taking out of it is in memory then.
      await database.rows(`DELETE FROM ${name} WHERE grant_id = ?`, [grant]);
      for (const [id, row] of [...rows.inMemory()]) if (row.grant === grant) rows.remove(id);
    },
  });
}

function payloadOf(id: string, { row: { payload, consumedAt } }: Entry<Row>): AdapterPayload {
  return { ...(JSON.parse(payload) as AdapterPayload), jti: id, ...(consumedAt !== null && { consumed: consumedAt }) };
}
