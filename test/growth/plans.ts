// Whether a statement reads a whole table to find what it wants. It must never take a table that grows for one that does not.
import type { Database } from '../../src/store/database.ts';
import type { Heard } from './listen.ts';

/** Tables with a row for each of a few things that an operator or a developer knows by name; they do not grow with people or time. */
const few = [
  'blocked_people',
  'hub_keys',
  'leases',
  'provider_facts',
  'service_facts',
  'schema_migrations',
  // What services are still to be told: an outbox, which a sign-in does not read.
  'signals',
  'store_counters',
  'store_settings',
  'trail_head',
];

/** Counts what is under way, once a second: as much as `limits.underWay` allows, and no more (docs/scale.md). */
const counted = 'SELECT COUNT(*) AS count FROM interactions';

/** The first or the last of an index, and nothing more, is not the whole of it. */
const firstOnly = /\bMIN\(|\bMAX\(|^SELECT [\w, ]+ FROM \w+ ORDER BY \w+ LIMIT 1$/;

const explainable = /^\s*(WITH|SELECT|INSERT|UPDATE|DELETE)\b/i;

/** What SQLite calls a table that is read whole: its name, or the name that the statement gave it. */
async function scansOfSqlite(database: Database, { sql, values }: Heard, tables: readonly string[]): Promise<string[]> {
  const plan = await database.rows<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, values);
  return plan.flatMap(({ detail }) => {
    const name = /^SCAN (\w+)/.exec(detail)?.[1];
    if (!name || (detail.includes('USING') && firstOnly.test(sql))) return [];
    const given = [...sql.matchAll(new RegExp(`\\b(\\w+)\\s+(?:AS\\s+)?${name}\\b`, 'g'))].map(([, table]) => table);
    return [name, ...given].some((one) => one && tables.includes(one)) ? [detail] : [];
  });
}

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Cond'?: string;
  'Recheck Cond'?: string;
  Plans?: PlanNode[];
}

/** What PostgreSQL reads whole even where it had rather not. */
async function scansOfPostgres(
  database: Database,
  { sql, values }: Heard,
  tables: readonly string[],
): Promise<string[]> {
  const rows = await database.transaction(async (within) => {
    // Among few rows it would read the whole table for being quicker: only what it cannot help counts.
    for (const way of ['seqscan', 'hashjoin', 'mergejoin']) await within.rows(`SET LOCAL enable_${way} = off`);
    return within.rows<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(`EXPLAIN (FORMAT JSON) ${sql}`, values);
  });
  const found: string[] = [];
  const look = (node: PlanNode) => {
    const entire = /^Index/.test(node['Node Type']) && !node['Index Cond'] && !firstOnly.test(sql);
    const whole = node['Node Type'] === 'Seq Scan' || entire;
    const table = node['Relation Name'];
    if (whole && table && tables.includes(table)) found.push(`${node['Node Type']} ${table}`);
    node.Plans?.forEach(look);
  };
  for (const { 'QUERY PLAN': plan } of rows) for (const { Plan } of plan) look(Plan);
  return found;
}

/** Names of the tables that grow with people or with time; of PostgreSQL's only those that have: an empty one it reads as it likes. */
async function growing(database: Database): Promise<string[]> {
  const rows = await database.rows<{ name: string }>(
    database.engine === 'sqlite'
      ? "SELECT name FROM sqlite_master WHERE type = 'table'"
      : "SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND reltuples >= 20",
  );
  return rows.map(({ name }) => name).filter((name) => !few.includes(name));
}

/** The statements that read a table whole that grows, each with what it reads. */
export async function wholeTables(database: Database, heard: Iterable<Heard>): Promise<string[]> {
  const tables = await growing(database);
  const scans = database.engine === 'sqlite' ? scansOfSqlite : scansOfPostgres;
  const found: string[] = [];
  for (const one of heard) {
    if (!explainable.test(one.sql) || one.sql === counted) continue;
    for (const scan of await scans(database, one, tables)) found.push(`${scan}: ${one.sql}`);
  }
  return found;
}
