// Fills a database in which one person has signed in once, until it looks like that of a hub that has so many people and so much past.
// People can be found by the hub's own keys and compared by its own tokens. The trail is long, but no valid chain: the next row is
// appended to its last one as ever, and `trail verify` would refuse what is before.
import { keysOf, packTokens, type Tokeniser, tokensOf } from '../../src/matching/tokens.ts';
import { traitsOf } from '../../src/matching/traits.ts';
import type { Database, Value } from '../../src/store/database.ts';
import { createVault } from '../../src/store/vault.ts';
import { rowsOf } from '../bench/matching/lookup.ts';
import { population } from '../support/population/population.ts';
import { copy, dialectOf, inBatches, withoutIndexes } from './copies.ts';

export interface Size {
  people: number;
  /** Rows of the trail. */
  trail: number;
}

export interface FillOptions {
  masterKey: Buffer;
  database: Database;
  size: Size;
  say(line: string): void;
}

/** Seconds since 1970: in thirty days. */
const later = () => Math.floor(Date.now() / 1000) + 30 * 86_400;

/** What there is beside people: of how many people one has such a row now. */
const beside: readonly { table: string; fresh: readonly string[]; of: number }[] = [
  { table: 'subjects', fresh: ['person', 'holder'], of: 1 },
  { table: 'agreements', fresh: ['person'], of: 1 },
  { table: 'authentications', fresh: ['id', 'person'], of: 20 },
  { table: 'releases', fresh: ['id', 'person'], of: 20 },
  { table: 'sessions', fresh: ['id', 'uid'], of: 20 },
  { table: 'session_authorizations', fresh: ['uid'], of: 20 },
  { table: 'grants', fresh: ['id'], of: 20 },
  { table: 'access_tokens', fresh: ['id', 'grant_id'], of: 20 },
  { table: 'refresh_tokens', fresh: ['id', 'grant_id'], of: 20 },
  { table: 'sign_ins', fresh: ['uid', 'reference'], of: 100 },
  { table: 'interactions', fresh: ['id'], of: 100 },
  { table: 'pending_replies', fresh: ['state', 'sign_in'], of: 100 },
  { table: 'authorization_codes', fresh: ['id', 'grant_id'], of: 200 },
  { table: 'used_once', fresh: ['value'], of: 100 },
  { table: 'limits', fresh: ['key'], of: 100 },
];

/** People written at a time. */
const batch = 2000;

type Model = Record<string, Value>;
const modelOf = async (database: Database, table: string): Promise<Model> => {
  const [model] = await database.rows<Model>(`SELECT * FROM ${table} LIMIT 1`);
  if (!model) throw new Error(`nobody has signed in: ${table} is empty`);
  return model;
};

/** Puts accounts with their records and keys into one database. Rows: account, person, tokens in base64; and key, account. */
async function settling(database: Database) {
  const [account, record] = [await modelOf(database, 'accounts'), await modelOf(database, 'match_records')];
  const { from, column } = rowsOf(database);
  const bytes = database.engine === 'postgres' ? `decode(${column(2)}, 'hex')` : `unhex(${column(2)})`;
  const insert = (table: string, model: Model, given: Readonly<Record<string, string>>) => {
    const kept = Object.entries(model).filter(([name]) => !(name in given));
    const names = [...Object.keys(given), ...kept.map(([name]) => name)].join(', ');
    const values = [...Object.values(given), ...kept.map(() => '?')].join(', ');
    const sql = `INSERT INTO ${table} (${names}) SELECT ${values} FROM ${from}`;
    return (rows: string) => database.rows(sql, [...kept.map(([, value]) => value), rows]);
  };
  const accounts = insert('accounts', account, { account: column(0), person: column(1) });
  const end = String(later());
  const records = insert('match_records', record, { account: column(0), tokens: bytes, expires_at: end });
  return async (people: string, keys: string) => {
    await accounts(people);
    await records(people);
    await database.rows(`INSERT INTO match_keys (key, account) SELECT ${column(0)}, ${column(1)} FROM ${from}`, [keys]);
  };
}

async function fillPeople({ masterKey, database, size, say }: FillOptions): Promise<void> {
  const vault = createVault(masterKey);
  const tokeniser: Tokeniser = (label, value) => vault.token(`match/1/${label}`, value);
  const settle = await settling(database);
  const everybody = population(7);
  for (let settled = 0; settled < size.people; settled += batch) {
    if (settled % 100_000 === 0) say(`${database.engine}: ${settled} of ${size.people} people`);
    const rows: string[][] = [];
    const keys: string[][] = [];
    for (let at = settled; at < Math.min(size.people, settled + batch); at++) {
      const traits = traitsOf(everybody.next().value.described);
      const account = vault.token('account', `filler\0${at}`);
      rows.push([account, `filler-${at}`.padEnd(22, '-'), packTokens(tokensOf(traits, tokeniser)).toString('hex')]);
      for (const key of new Set(keysOf(traits, tokeniser))) keys.push([key, account]);
    }
    await settle(JSON.stringify(rows), JSON.stringify(keys));
  }
}

/** The rows that are there, over and over, with other names, numbers and seals. */
async function fillTrail(database: Database, { people, trail }: Size): Promise<void> {
  const models = await database.rows<Model>('SELECT * FROM trail ORDER BY sequence');
  const last = Number(models.at(-1)?.sequence ?? 0);
  const { random, numbers, spread } = dialectOf(database);
  await withoutIndexes(database, 'trail', async () => {
    for (const [at, { event = null, data = null, person }] of models.entries()) {
      const each = Math.floor((trail - last) / models.length);
      const sequence = `${last} + (i - 1) * ${models.length} + ${at + 1}`;
      const whose = person === null ? 'NULL' : spread(`i % ${people}`, 43);
      const sql = `INSERT INTO trail (event, data, sequence, at, reference, hash, person)
        SELECT ?, ?, ${sequence}, 1700000000000 + i * 1000, ${spread('i', 9)}, ${random}, ${whose} FROM ${numbers}`;
      await inBatches(database, { from: 1, to: each }, { sql, values: [event, data] });
    }
  });
  await database.rows(`UPDATE trail_head SET sequence = (SELECT MAX(sequence) FROM trail),
    hash = (SELECT hash FROM trail ORDER BY sequence DESC LIMIT 1)`);
}

/** Fills it. On SQLite nobody else may have the file open. */
export async function fill(options: FillOptions): Promise<void> {
  const { database, size, say } = options;
  const isFile = database.engine === 'sqlite';
  // Until the hub opens the file again.
  const quick = ['journal_mode = OFF', 'synchronous = OFF', 'cache_size = -1000000'];
  if (isFile) for (const setting of quick) await database.rows(`PRAGMA ${setting}`);
  await fillPeople(options);
  for (const { table, fresh, of } of beside)
    await copy(database, {
      table,
      fresh,
      count: Math.floor(size.people / of),
      set: { expire: later() * 1000, expires_at: later() },
    });
  say(`${database.engine}: ${size.trail} rows of the trail`);
  await fillTrail(database, size);
  // What a bulk load leaves behind is tidied first: it would be measured otherwise.
  if (!isFile) for (const tidy of ['VACUUM ANALYZE', 'CHECKPOINT']) await database.rows(tidy);
}
