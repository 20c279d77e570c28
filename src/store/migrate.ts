// Brings a database to the shape this version of the hub expects, when it starts. Forward only.
// It must never run one migration twice, however many processes start at once.
import { asStoreError, type Database } from './database.ts';
import type { Engine, Knex } from './engines.ts';
import { hubTables } from './migrations/001-hub.ts';
import { artefactTables } from './migrations/002-artefacts.ts';
import { providerTables } from './migrations/003-providers.ts';
import { assuranceTables } from './migrations/004-assurance.ts';
import { matchingTables } from './migrations/005-matching.ts';
import { signalTables } from './migrations/006-signals.ts';
import { serviceMatchTables } from './migrations/007-service-matches.ts';
import { whoseTables } from './migrations/008-whose.ts';
import { earlierLinkTables } from './migrations/009-earlier-links.ts';
import { noticeTables } from './migrations/010-notices.ts';
import { authorityTables } from './migrations/011-authorities.ts';
import { vouchTables } from './migrations/012-vouches.ts';
import { officerTables } from './migrations/013-officers.ts';
import { assessmentTables } from './migrations/014-assessments.ts';
import { limitTables } from './migrations/015-limits.ts';
import { ageDecisionTables } from './migrations/016-age-decisions.ts';
import { serviceFactTable } from './migrations/017-service-facts.ts';
import { growthIndexes } from './migrations/018-growth.ts';
import { trailAppend } from './migrations/019-trail-append.ts';
import { trailAppendOnce } from './migrations/020-trail-append-once.ts';
import { granted } from './migrations/021-granted.ts';
import { sessionWritten } from './migrations/022-session-written.ts';
import { afterDeletion } from './migrations/023-after-deletion.ts';
import type { Migration } from './migrations/migration.ts';

/** In the order they run. A migration that was released is never changed: add another. */
const migrations: readonly Migration[] = [
  hubTables,
  artefactTables,
  providerTables,
  assuranceTables,
  matchingTables,
  signalTables,
  serviceMatchTables,
  whoseTables,
  earlierLinkTables,
  noticeTables,
  authorityTables,
  vouchTables,
  officerTables,
  assessmentTables,
  limitTables,
  ageDecisionTables,
  serviceFactTable,
  growthIndexes,
  trailAppend,
  trailAppendOnce,
  granted,
  sessionWritten,
  afterDeletion,
];

/** Any fixed number will do, as long as nothing else in the database uses it for its own advisory lock. */
const advisoryLock = 723_190_456;

const ledger = 'CREATE TABLE IF NOT EXISTS schema_migrations (name text PRIMARY KEY, applied_at bigint NOT NULL)';

/** Holds every other starting process back until the transaction ends. */
async function lock(engine: Engine, within: Knex): Promise<void> {
  if (engine === 'postgres') {
    await within.raw('SELECT pg_advisory_xact_lock(?)', [advisoryLock]);
    await within.raw(ledger);
  } else {
    await within.raw("DELETE FROM schema_migrations WHERE name = ''");
  }
}

async function run(engine: Engine, within: Knex, some: readonly Migration[]): Promise<void> {
  for (const { name, up } of some) {
    await up(within, engine);
    await within('schema_migrations').insert({ name, applied_at: Date.now() });
  }
}

async function runMissing(engine: Engine, within: Knex): Promise<string[]> {
  await lock(engine, within);
  const known = new Set(await within('schema_migrations').pluck<string[]>('name'));
  const missing = migrations.filter(({ name }) => !known.has(name));
  await run(engine, within, missing);
  return missing.map(({ name }) => name);
}

/** Runs the migrations that are missing, in one transaction; returns their names. */
export async function migrate({ knex, engine, rows }: Database): Promise<string[]> {
  if (engine === 'sqlite') await rows(ledger);
  return knex
    .transaction((within) => runMissing(engine, within))
    .catch((error: unknown) => {
      throw asStoreError(error);
    });
}

/** Names of the migrations that this version knows, in order. */
export const migrationNames: readonly string[] = migrations.map(({ name }) => name);

/**
 * Gives an empty database the form that it had after the migrations that are named, has it filled, and brings it up to date: all or nothing.
 * `refuseFull` looks first, when nobody else can write any more, and throws where something is there.
 */
export async function migrateAround(
  { knex, engine, rows }: Database,
  names: readonly string[],
  { refuseFull, fill }: Record<'refuseFull' | 'fill', (within: Knex) => Promise<void>>,
): Promise<void> {
  if (engine === 'sqlite') await rows(ledger);
  await knex.transaction(async (within) => {
    await lock(engine, within);
    await refuseFull(within);
    await run(
      engine,
      within,
      migrations.filter(({ name }) => names.includes(name)),
    );
    await fill(within);
    await run(
      engine,
      within,
      migrations.filter(({ name }) => !names.includes(name)),
    );
  });
}
