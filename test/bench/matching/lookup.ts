// What a look-up in the index of people costs, through the real store, as the number of people grows. Each size is asked the same questions.
// It must never measure an index that is emptier than the hub's own: keys are the hub's, of invented people, in the hub's own tables.
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keysOf, lookupKeysOf, type Tokeniser } from '../../../src/matching/tokens.ts';
import { traitsOf } from '../../../src/matching/traits.ts';
import { type Database, openDatabase } from '../../../src/store/database.ts';
import { createMatchIndex } from '../../../src/store/match-index.ts';
import { migrate } from '../../../src/store/migrate.ts';
import { createVault } from '../../../src/store/vault.ts';
import { createDraw } from '../../support/population/draw.ts';
import { population } from '../../support/population/population.ts';
import { secondAccount } from '../../support/population/second-account.ts';
import { startCluster } from '../../support/postgres-cluster.ts';
import { median } from '../measure.ts';
import { createTokeniser } from './keyed.ts';

export interface LookupCost {
  engine: 'sqlite' | 'postgres';
  people: number;
  /** Milliseconds: the median of the rounds, and of p99 the least and the greatest of them. */
  p50: number;
  p99: number;
  range: readonly [number, number];
  /** Accounts that came back, on average. */
  found: number;
}

export interface LookupOptions {
  /** Numbers of people, rising. */
  sizes: readonly number[];
  probes: number;
  most: number;
  engines: readonly LookupCost['engine'][];
  say(line: string): void;
}

/** People written at a time. */
const batch = 2000;

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

/** A list as rows, by what each engine has for it: far faster than so many values. */
export function rowsOf({ engine }: Database): { from: string; column(index: number): string } {
  return engine === 'sqlite'
    ? { from: 'json_each(?)', column: (index) => `json_extract(value, '$[${index}]')` }
    : { from: 'json_array_elements(CAST(? AS json)) AS each(value)', column: (index) => `value->>${index}` };
}

/** A town that grows, in the tables of one database. */
function growingTown(database: Database, tokeniser: Tokeniser) {
  const everybody = population(7);
  const probes: string[][] = [];
  const draw = createDraw(11);
  let size = 0;
  const sqlite = database.engine === 'sqlite';
  const pragma = (setting: string) => database.rows(`PRAGMA ${setting}`);
  // Nothing but their length matters of tokens and contents here.
  const [tokens, content] = [randomBytes(300), randomBytes(320)];

  async function addSome(count: number, wanted: number) {
    const accounts: string[][] = [];
    const keys: string[][] = [];
    for (let added = 0; added < count; added++) {
      const { value: person } = everybody.next();
      const traits = traitsOf(person.described);
      const account = tokeniser('account', String(size));
      if (probes.length < wanted && person.age >= 18)
        probes.push(lookupKeysOf(traitsOf(secondAccount(person, draw).described), tokeniser));
      accounts.push([account, `p${size}`]);
      for (const key of new Set(keysOf(traits, tokeniser))) keys.push([key, account]);
      size += 1;
    }
    const { from, column } = rowsOf(database);
    const json = (rows: readonly unknown[]) => JSON.stringify(rows);
    await database.rows(
      `INSERT INTO accounts (account, person, identity, authenticator, linked_at)
       SELECT ${column(0)}, ${column(1)}, 'medium', 'medium', 1 FROM ${from}`,
      [json(accounts)],
    );
    await database.rows(
      `INSERT INTO match_records (account, generation, adult, tokens, content, expires_at)
       SELECT ${column(0)}, 1, 1, ?, ?, 4000000000 FROM ${from}`,
      [tokens, content, json(accounts)],
    );
    await database.rows(`INSERT INTO match_keys (key, account) SELECT ${column(0)}, ${column(1)} FROM ${from}`, [
      json(keys),
    ]);
  }

  return {
    probes,
    async growTo(people: number, wanted: number) {
      if (sqlite) for (const setting of ['synchronous = OFF', 'cache_size = -1000000']) await pragma(setting);
      while (size < people) await addSome(Math.min(batch, people - size), wanted);
      // As the hub has it again.
      if (sqlite) for (const setting of ['synchronous = NORMAL', 'cache_size = -65536']) await pragma(setting);
      // What a bulk load leaves behind is tidied first: it would be measured otherwise.
      for (const tidy of database.engine === 'postgres' ? ['VACUUM ANALYZE', 'CHECKPOINT'] : ['ANALYZE'])
        await database.rows(tidy);
    },
  };
}

/** Rounds over all probes: what else happens on the machine falls into some of them. */
const rounds = 5;

async function measure(database: Database, probes: readonly string[][], most: number) {
  const index = createMatchIndex(database, createVault(randomBytes(32)));
  let found = 0;
  const round = async () => {
    const times: number[] = [];
    found = 0;
    for (const keys of probes) {
      const began = performance.now();
      const answer = await index.lookup(keys, most);
      times.push(performance.now() - began);
      found += answer.found.length;
    }
    return times.sort((a, b) => a - b);
  };
  // The first warms up: compiled code, prepared statements, pages in memory.
  await round();
  const all: number[][] = [];
  for (let one = 0; one < rounds; one++) all.push(await round());
  const p99s = all.map((times) => at(times, 0.99)).sort((a, b) => a - b);
  return {
    p50: median(all.map((times) => at(times, 0.5))),
    p99: median(p99s),
    range: [p99s[0] ?? 0, p99s.at(-1) ?? 0] as const,
    found: found / probes.length,
  };
}

async function onEngine(
  engine: LookupCost['engine'],
  options: LookupOptions,
  database: Database,
): Promise<LookupCost[]> {
  const { sizes, probes: wanted, most, say } = options;
  const tokeniser = createTokeniser();
  await migrate(database);
  const town = growingTown(database, tokeniser);
  const costs: LookupCost[] = [];
  for (const people of sizes) {
    say(`${engine}: ${people} people`);
    await town.growTo(people, wanted);
    costs.push({ engine, people, ...(await measure(database, town.probes, most)) });
  }
  return costs;
}

/** Measures every size on every engine, one after the other. */
export async function lookupCosts(options: LookupOptions): Promise<LookupCost[]> {
  const costs: LookupCost[] = [];
  for (const engine of options.engines) {
    const folder = await mkdtemp(join(tmpdir(), 'gatehouse-bench-'));
    const cluster = engine === 'postgres' ? await startCluster() : undefined;
    const place = cluster ? { databaseUrl: cluster.urlOf('postgres') } : { sqliteFile: join(folder, 'people.sqlite') };
    const database = await openDatabase(place);
    try {
      costs.push(...(await onEngine(engine, options, database)));
    } finally {
      await database.close();
      await cluster?.stop();
      await rm(folder, { recursive: true, force: true });
    }
  }
  return costs;
}
