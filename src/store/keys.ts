// The hub's own keys and the state each is in; read when the hub starts and whenever the revision moves.
// There must never be two current keys of one use and algorithm: a second process that starts at once is refused.
import type { Json } from '../connectors/contract.ts';
import { HubError } from '../errors.ts';
import type { Vault } from './contracts.ts';
import { type Database, isConflict, type Statements } from './database.ts';
import type { KeyState, Keys, StoredKey } from './key-contracts.ts';
import { epoch } from './values.ts';

interface Row {
  kid: string;
  use: StoredKey['use'];
  state: KeyState;
  alg: string;
  jwk: Buffer;
  created_at: number;
  retired_at: number | null;
}

/** Retiring comes before promoting, so that one current key can take the place of another in one go. */
const turn: Record<KeyState, number> = { retired: 0, next: 1, current: 2 };

const bump = "UPDATE store_counters SET value = value + 1 WHERE name = 'keys'";

async function insert(within: Statements, vault: Vault, key: StoredKey): Promise<void> {
  await within.rows(
    'INSERT INTO hub_keys (kid, use, state, alg, jwk, created_at, retired_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
    [
      key.kid,
      key.use,
      key.state,
      key.alg,
      vault.seal(key.jwk, `hub_keys:${key.kid}`),
      key.createdAt,
      key.retiredAt ?? null,
    ],
  );
}

async function changeState(within: Statements, kid: string, state: KeyState): Promise<void> {
  const retiredAt = state === 'retired' ? epoch() : null;
  await within.rows('UPDATE hub_keys SET state = ?, retired_at = ? WHERE kid = ?', [state, retiredAt, kid]);
}

/** Keys with their private part sealed. `change` throws a HubError `changed_meanwhile` when another process was first. */
export function createKeys(database: Database, vault: Vault): Keys {
  return {
    async all() {
      const rows = await database.rows<Row>(
        'SELECT kid, use, state, alg, jwk, created_at, retired_at FROM hub_keys ORDER BY created_at, kid',
      );
      return rows.map(({ kid, use, state, alg, jwk, created_at, retired_at }) => ({
        kid,
        use,
        state,
        alg,
        jwk: vault.open(jwk, `hub_keys:${kid}`) as Record<string, Json>,
        createdAt: created_at,
        ...(retired_at === null ? {} : { retiredAt: retired_at }),
      }));
    },
    async revision() {
      const [row] = await database.rows<{ value: number }>("SELECT value FROM store_counters WHERE name = 'keys'");
      return row?.value ?? 0;
    },
    async change(add, move) {
      try {
        await database.transaction(async (within) => {
          await within.rows(bump);
          for (const { kid, state } of move.toSorted((a, b) => turn[a.state] - turn[b.state])) {
            await changeState(within, kid, state);
          }
          for (const key of add) await insert(within, vault, key);
        });
      } catch (cause) {
        if (!isConflict(cause)) throw cause;
        throw new HubError('changed_meanwhile', { detail: 'another process changed the keys first', cause });
      }
    },
    async remove(kids) {
      await database.transaction(async (within) => {
        await within.rows(bump);
        for (const kid of kids) await within.rows('DELETE FROM hub_keys WHERE kid = ?', [kid]);
      });
    },
  };
}
