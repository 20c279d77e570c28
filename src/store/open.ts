// Opens the store, once, when the hub starts: the first thing that stands and the last that goes.
// It must never work on a database that was written under another master key: it refuses to open.
import { HubError } from '../errors.ts';
import { createAgeDecisions } from './age-decisions.ts';
import { createAgreements } from './agreements.ts';
import { type ArtefactAdapterFactory, createArtefacts, underWay } from './artefacts.ts';
import { createAssessments } from './assessments.ts';
import { createDesk, type Desk } from './at-hand.ts';
import { createAuthorities } from './authorities.ts';
import { createCases } from './cases.ts';
import type { Store, Vault } from './contracts.ts';
import { type Database, openDatabase } from './database.ts';
import { createAuthentications, createReleases } from './documents.ts';
import type { Location } from './engines.ts';
import { createFacts } from './facts.ts';
import { createGranted } from './granted.ts';
import { type Holding, holdingsOf } from './holdings.ts';
import { createKeys } from './keys.ts';
import { createLeases } from './leases.ts';
import { createLimitRows } from './limits.ts';
import { createMatchFacts } from './match-facts.ts';
import { createMatchIndex } from './match-index.ts';
import { migrate } from './migrate.ts';
import { createMoves } from './moves.ts';
import { createNotices } from './notices.ts';
import { observed, type StatementTook } from './observed.ts';
import { type Hold, holdFile } from './own-file.ts';
import { createPendingReplies } from './pending-replies.ts';
import { createPendingRepliesAtHand } from './pending-replies-at-hand.ts';
import { createPeople } from './people.ts';
import { type Waiting, waitingIn } from './queues.ts';
import { createRecall, noRecall } from './recall.ts';
import { createResumeCodes } from './resume-codes.ts';
import { createServiceMatches } from './service-matches.ts';
import { createSignInRows } from './sign-ins.ts';
import { createSignInsAtHand } from './sign-ins-at-hand.ts';
import { createSignals } from './signals.ts';
import { createSubjects } from './subjects.ts';
import { createSweep } from './sweep.ts';
import type { Retention } from './tables.ts';
import { createTrailRows } from './trail.ts';
import { createPruning } from './trail-pruning.ts';
import { createUsedOnce } from './used-once.ts';
import { only } from './values.ts';
import { createVault } from './vault.ts';
import { createVouches } from './vouches.ts';

export interface StoreSettings extends Location {
  /** 32 bytes. */
  masterKey: Buffer;
  /** How long tokens can live, in seconds; a month where absent. */
  longestToken?: number;
  /**
   * This process has the SQLite file to itself for what is under way, which it then keeps at hand. Others may still change what lasts.
   * Nothing on PostgreSQL.
   */
  alone?: boolean;
  /** How long data are kept whose end the council chooses; for ever where absent: then the sweep leaves them. */
  retention?: Retention;
  /** Told how long each statement took. */
  statementTook?: StatementTook;
}

/** The store, the adapters for oidc-provider, and what only a command or the figures ask. */
export type OpenStore = Store & {
  artefacts: ArtefactAdapterFactory;
  /** What every table holds, and what of it is over. */
  holdings(): Promise<Holding[]>;
  /** How much waits. */
  waiting(): Promise<Waiting[]>;
  connections: Database['connections'];
};

async function checkMasterKey(database: Database, vault: Vault): Promise<void> {
  const context = 'store_settings:master-key';
  const rows = await database.rows<{ content: Buffer }>(
    `INSERT INTO store_settings (name, content) VALUES ('master-key', ?)
     ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING content`,
    [vault.seal('known', context)],
  );
  try {
    vault.open(only(rows, 'store_settings').content, context);
  } catch (cause) {
    throw new HubError('configuration', { detail: 'this database was written under another master key', cause });
  }
}

/** Days; a number that a statement can hold. */
const forEver: Retention = { trail: 1_000_000, cases: 1_000_000 };

interface Alone {
  desk: Desk;
  hold: Hold;
}

function compose(
  database: Database,
  vault: Vault,
  { longestToken = 2_592_000, retention = forEver, alone }: Omit<StoreSettings, 'alone'> & { alone: Alone | undefined },
): OpenStore {
  const recall = alone ? createRecall(database.isGone) : noRecall;
  const desk = alone?.desk;
  const atHand = desk && createSignInsAtHand(desk, database, vault);
  const notices = createNotices(database, vault);
  const granted = createGranted(database);
  let over = false;
  const keeping = { retention, prune: createPruning(database, vault) };
  const sweep = createSweep(database, keeping, () => over);
  return {
    vault,
    signIns: atHand ?? createSignInRows(database, vault),
    pendingReplies: desk ? createPendingRepliesAtHand(desk, database, vault) : createPendingReplies(database, vault),
    people: createPeople(database, vault),
    moves: createMoves(database, vault, { afterlife: longestToken, recall }),
    signals: createSignals(database, vault),
    notices,
    matchIndex: createMatchIndex(database, vault),
    matchFacts: createMatchFacts(database),
    cases: createCases(database, vault),
    resumeCodes: createResumeCodes(database, vault),
    authentications: createAuthentications(database, vault, recall),
    releases: createReleases(database, vault, { recall, granted }),
    ageDecisions: createAgeDecisions(database, vault),
    agreements: createAgreements(database, vault),
    authorities: createAuthorities(database, vault),
    vouches: createVouches(database, vault, recall),
    assessments: createAssessments(database, vault),
    serviceMatches: createServiceMatches(database, vault),
    subjects: createSubjects(database, vault, recall),
    keys: createKeys(database, vault),
    usedOnce: createUsedOnce(database, vault),
    providerFacts: createFacts(database, vault, 'provider'),
    serviceFacts: createFacts(database, vault, 'service'),
    leases: createLeases(database),
    limits: createLimitRows(database, vault, desk !== undefined),
    trail: createTrailRows(database, vault),
    artefacts: createArtefacts(database, vault, { desk, recall, granted, begun: atHand?.isNew }),
    async underWay() {
      await desk?.flush();
      return underWay(database);
    },
    sweep() {
      desk?.tidy();
      return sweep();
    },
    endSweep() {
      over = true;
    },
    holdings: () => holdingsOf(database, { retention, now: Date.now() }),
    ping: async () => {
      await database.rows('SELECT 1 AS alive');
    },
    waiting: () => waitingIn(database, notices),
    connections: database.connections,
    statements: database.statements,
    async close() {
      over = true;
      try {
        await desk?.close();
      } finally {
        await database.close();
        await alone?.hold.release();
      }
    },
  };
}

/**
 * Connects, brings the tables up to date (safe if several processes start at once) and composes the store.
 * Errors: HubError `configuration` for no place, a short master key or another one than the database was written under;
 * `store_unavailable` when the database does not answer, here and from every method of the store.
 */
export async function openStore(settings: StoreSettings): Promise<OpenStore> {
  const vault = createVault(settings.masterKey);
  const database = await openDatabase(settings);
  const { sqliteFile, statementTook } = settings;
  let hold: Hold | undefined;
  try {
    await migrate(database);
    await checkMasterKey(database, vault);
    if (settings.alone && sqliteFile && database.engine === 'sqlite') hold = await holdFile(sqliteFile);
    const watched = statementTook ? observed(database, statementTook) : database;
    return compose(watched, vault, { ...settings, alone: hold && { hold, desk: createDesk(watched) } });
  } catch (error) {
    await database.close();
    throw error;
  }
}
