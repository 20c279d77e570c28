// The index by which a newcomer is compared with those whom the hub knows: keyed tokens, and keys to find them by. Used in matching.
// It must never be scanned to find somebody, and never tell a name to somebody who reads the database.
import type { Json } from '../connectors/contract.ts';
import type { Vault } from './contracts.ts';
import type { Database } from './database.ts';
import type { Found, MatchIndex } from './matching-contracts.ts';
import { epoch, only, rowPlaceholders } from './values.ts';

interface FoundRow extends Omit<Found, 'adult' | 'generation'> {
  generation: number | string;
  adult: number;
}

/** Somebody who was found, beside whether a key was crowded; nobody's where nobody was. */
type HitRow = { crowded: number | string } & (FoundRow | { account: null });

interface ContentRow {
  account: string;
  content: Buffer;
  expires_at: number | string;
}

const contextOf = (account: string) => `match_records:${account}`;

/** One branch a key, each cut off beyond what may stand behind it; wrapped, because SQLite has no LIMIT inside a UNION. */
const branch = (slot: number) =>
  `SELECT * FROM (SELECT ${slot} AS slot, account FROM match_keys WHERE key = ? LIMIT ?) k${slot}`;

/**
 * Keys are read from their index alone. What stands behind a crowded one is left there; of the others everybody is read once, however many keys
 * lead to them. What has expired is counted, too: it may stand in front of somebody who is cut off. CROSS JOIN and the plus keep SQLite, once it
 * has statistics, from beginning with all that has not expired.
 */
function lookupSql(keys: number): string {
  const branches = Array.from({ length: keys }, (_, slot) => branch(slot)).join(' UNION ALL ');
  return `WITH hits AS MATERIALIZED (${branches}),
      crowd AS MATERIALIZED (SELECT slot FROM hits GROUP BY slot HAVING COUNT(*) > ?),
      wanted AS MATERIALIZED (SELECT DISTINCT account FROM hits WHERE slot NOT IN (SELECT slot FROM crowd))
    SELECT c.crowded, f.account, f.person, f.identity, f.adult, f.generation, f.tokens
    FROM (SELECT COUNT(*) AS crowded FROM crowd) c
    LEFT JOIN (SELECT a.account, a.person, a.identity, r.adult, r.generation, r.tokens
      FROM wanted w CROSS JOIN match_records r CROSS JOIN accounts a
      WHERE r.account = w.account AND a.account = w.account AND +r.expires_at > ?) f ON 1 = 1`;
}

const foundOf = ({ adult, generation, ...row }: FoundRow): Found => ({
  ...row,
  adult: adult === 1,
  generation: Number(generation),
});

function looking(database: Database): MatchIndex['lookup'] {
  return async (keys, most) => {
    if (keys.length === 0) return { found: [], crowded: false };
    const values = [...keys.flatMap((key) => [key, most + 1]), most, epoch()];
    const rows = await database.rows<HitRow>(lookupSql(keys.length), values);
    const found = rows.flatMap(({ crowded: _all, ...row }) => (row.account === null ? [] : [foundOf(row)]));
    return { found, crowded: Number(rows[0]?.crowded ?? 0) > 0 };
  };
}

/** The index of a database. Contents are sealed; keys and tokens have been keyed by whoever made them. */
export function createMatchIndex(database: Database, vault: Vault): MatchIndex {
  const opened = ({ account, content }: Pick<ContentRow, 'account' | 'content'>): Json =>
    vault.open(content, contextOf(account));
  return {
    async generations() {
      const rows = await database.rows<{ value: number; oldest: number | null }>(
        `SELECT value, (SELECT MIN(generation) FROM match_records) AS oldest FROM store_counters
         WHERE name = 'match-generation'`,
      );
      const { value, oldest } = only(rows, 'store_counters');
      return { current: Number(value), oldest: Number(oldest ?? value) };
    },
    async rotate() {
      const rows = await database.rows<{ value: number }>(
        "UPDATE store_counters SET value = value + 1 WHERE name = 'match-generation' RETURNING value",
      );
      return Number(only(rows, 'store_counters').value);
    },
    async put(account, { generation, adult, tokens, keys, content, expiresAt }) {
      await database.transaction(async (within) => {
        // Held until the end, so that nobody who is being forgotten comes back by a record that was read before.
        const held = 'UPDATE accounts SET account = account WHERE account = ? RETURNING account';
        if ((await within.rows(held, [account])).length === 0) return;
        await within.rows(
          `INSERT INTO match_records (account, generation, adult, tokens, content, expires_at) VALUES (?, ?, ?, ?, ?, ?)
           ON CONFLICT (account) DO UPDATE SET generation = excluded.generation, adult = excluded.adult,
             tokens = excluded.tokens, content = excluded.content, expires_at = excluded.expires_at`,
          [account, generation, adult ? 1 : 0, tokens, vault.seal(content, contextOf(account)), expiresAt],
        );
        await within.rows('DELETE FROM match_keys WHERE account = ?', [account]);
        const unique = [...new Set(keys)];
        if (unique.length === 0) return;
        await within.rows(
          `INSERT INTO match_keys (key, account) VALUES ${rowPlaceholders(unique.length, 2)}`,
          unique.flatMap((key) => [key, account]),
        );
      });
    },
    lookup: looking(database),
    async contentOf(account) {
      const [row] = await database.rows<ContentRow>(
        'SELECT account, content FROM match_records WHERE account = ? AND expires_at > ?',
        [account, epoch()],
      );
      return row && opened(row);
    },
    async outdated(generation, limit) {
      const rows = await database.rows<ContentRow>(
        'SELECT account, content, expires_at FROM match_records WHERE generation < ? LIMIT ?',
        [generation, limit],
      );
      return rows.map((row) => ({ account: row.account, content: opened(row), expiresAt: Number(row.expires_at) }));
    },
    async contents(after, limit) {
      const rows = await database.rows<ContentRow>(
        'SELECT account, content FROM match_records WHERE account > ? ORDER BY account LIMIT ?',
        [after, limit],
      );
      return rows.map((row) => ({ account: row.account, content: opened(row) }));
    },
  };
}
