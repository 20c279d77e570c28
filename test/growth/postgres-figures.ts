// What PostgreSQL uses, and what it says itself: how long it worked for a database, and how much space things take. Nothing here where there is none.
import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../../src/store/database.ts';
import { type Figure, figure } from '../support/figures.ts';
import type { Child } from '../support/processes/child.ts';
import { cpuOf } from '../support/processes/outside.ts';
import type { Size } from './fill.ts';
import { open, type Place } from './places.ts';

/** Connections report what they did when they have been idle for ten seconds (PGSTAT_IDLE_INTERVAL). */
const reported = 11_000;

/** PostgreSQL's processes for whoever else has a connection to a database, as something whose CPU time can be read. */
export interface Backends extends Pick<Child, 'read'> {
  close(): Promise<void>;
}

/** Takes the database over: it is closed with what is returned. The server has to be on this machine. */
export function backendsOf(database: Database): Backends {
  /** Of those that have ended, too: what they used when they were last seen. */
  const used = new Map<number, number>();
  return {
    async read() {
      const pids = await database.rows<{ pid: number }>(
        'SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
      );
      for (const { pid } of pids) used.set(pid, await cpuOf(pid).catch(() => used.get(pid) ?? 0));
      return { cpu: [...used.values()].reduce((sum, one) => sum + one, 0), statements: 0, memory: 0 };
    },
    close: () => database.close(),
  };
}

interface Work {
  /** Milliseconds for which the server worked for this database: waiting for a core or for a disk is among them. */
  time: number;
  /** Bytes of write-ahead log, of all databases together. */
  log: number;
}

async function workOf(place: Place): Promise<Work> {
  const database = await open(place);
  try {
    const [row] = await database.rows<Work>(
      `SELECT active_time AS time, (pg_current_wal_lsn() - '0/0') AS log
       FROM pg_stat_database WHERE datname = current_database()`,
    );
    return { time: Number(row?.time ?? 0), log: Number(row?.log ?? 0) };
  } finally {
    await database.close();
  }
}

/** What the server did for one sign-in: milliseconds by place, and bytes of log of all, from now until the returned function is called. */
export async function sqlTimes(
  places: readonly Place[],
): Promise<(signIns: (place: Place) => number) => Promise<{ times: Map<Place, number>; log: number }>> {
  const there = places.filter(({ engine }) => engine === 'postgres');
  const before = new Map<Place, Work>();
  for (const place of there) before.set(place, await workOf(place));
  return async (signIns) => {
    if (there.length > 0) await pause(reported);
    const times = new Map<Place, number>();
    let log = 0;
    for (const place of there) {
      const work = await workOf(place);
      times.set(place, (work.time - (before.get(place)?.time ?? 0)) / signIns(place));
      log = work.log - (before.get(place)?.log ?? 0);
    }
    return { times, log: log / there.reduce((sum, place) => sum + signIns(place), 0) };
  };
}

/** Tables that have rows of every person, for as long as they are known. */
const lasting = ['accounts', 'match_records', 'match_keys', 'subjects', 'agreements'];
/** Tables whose rows go by themselves. */
const passing = ['authentications', 'releases', 'sessions', 'session_authorizations', 'grants', 'access_tokens'];

/** Bytes with indexes: of a person, of a row of the trail, and of what one sign-in leaves for a while. */
export async function sizeFigures(places: readonly Place[], { many }: { many: Size }): Promise<Figure[]> {
  const place = places.find(({ engine, size }) => engine === 'postgres' && size === 'many');
  if (!place) return [];
  const database = await open(place);
  try {
    await database.rows('VACUUM ANALYZE');
    const sizes = new Map<string, { bytes: number; rows: number }>();
    for (const table of [...lasting, ...passing, 'trail']) {
      const [row] = await database.rows<{ bytes: number; rows: number }>(
        `SELECT pg_total_relation_size('${table}') AS bytes, COUNT(*) AS rows FROM ${table}`,
      );
      sizes.set(table, { bytes: Number(row?.bytes), rows: Number(row?.rows) });
    }
    const sum = (tables: readonly string[]) => tables.reduce((all, table) => all + (sizes.get(table)?.bytes ?? 0), 0);
    const each = (table: string) => {
      const { bytes, rows } = sizes.get(table) ?? { bytes: 0, rows: 1 };
      return bytes / Math.max(1, rows);
    };
    return [
      figure('a person, postgres', sum(lasting) / many.people, 'bytes'),
      ...lasting.map((table) => figure(`  of it ${table}`, (sizes.get(table)?.bytes ?? 0) / many.people, 'bytes')),
      figure('a row of the trail, postgres', each('trail'), 'bytes'),
      figure(
        'what a sign-in leaves for a while, postgres',
        passing.reduce((all, table) => all + each(table), 0),
        'bytes',
      ),
    ];
  } finally {
    await database.close();
  }
}
