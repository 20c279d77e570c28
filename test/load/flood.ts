// A flood of /authorize, against a real hub over loopback: one address that asks again and again, then as many
// addresses through a trusted proxy, each asking once.
// It says how large the database was before, when it was full, and after what had expired was swept. It must never leave the machine.
import { stat } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import type { StoreSettings } from '../../src/store/open.ts';
import { atMost, type Figure, figure } from '../support/figures.ts';
import { type House, startHouse } from '../support/hub.ts';
import { rawQuery } from '../support/raw-database.ts';

export interface FloodOptions {
  /** Altogether: a third from one address, two thirds from many. */
  requests: number;
  /** `limits.underWay`. */
  cap: number;
  /** Seconds that a sign-in lives. */
  journey: number;
  /** PostgreSQL instead of SQLite; empty. */
  databaseUrl?: string | undefined;
  say(line: string): void;
}

/** Rows of all tables that one begun sign-in may write: the request that waits, the record, counts, two lines of the trail. */
const rowsOfOne = 6;
/** Bytes of them with their indexes and what an engine keeps free. */
const bytesOfOne = 16_384;
/** Rows and bytes that a hub writes by itself meanwhile: leases, health of providers, pages of the file. */
const besides = { rows: 50, bytes: 2 ** 20 };
const atOnce = 32;

interface Size {
  rows: number;
  bytes: number;
  /** Of them, lines of the trail, and counts of who asked in the last minute. */
  trail: number;
  counts: number;
}

/** Says every figure. Rejects when the hub answers anything but what a flood may be answered. */
export async function flood({ requests, cap, journey, databaseUrl, say }: FloodOptions): Promise<Figure[]> {
  const third = Math.ceil(requests / 3);
  const startsPerAddress = Math.min(600, Math.floor(cap / 2));
  const house = await startHouse({
    ...(databaseUrl && { databaseUrl }),
    lifetimes: { journey },
    limits: { underWay: cap, startsPerAddress, startsPerService: 1e9 },
    trustedProxies: ['127.0.0.0/8', '::1'],
  });
  const { masterKey, config } = house;
  const settings = databaseUrl ? { databaseUrl, masterKey } : { sqliteFile: config.hub.database, masterKey };
  try {
    const before = await sizeOf(settings);
    const began = Date.now();
    const one = await wave(house, third, () => '192.0.2.7');
    // A new minute begins with the first request after the last one.
    const minutes = 1 + Math.floor((Date.now() - began) / 60_000);
    say(`from one address: ${JSON.stringify(one)}`);
    const many = await wave(house, third, (at) => `10.${(at >> 16) & 255}.${(at >> 8) & 255}.${at & 255}`);
    say(`from many addresses: ${JSON.stringify(many)}`);
    const full = await sizeOf(settings);
    const underWay = await house.hub.store.underWay();
    // The record of a sign-in is kept for as long again, to say that it is over.
    await pause((2 * journey + 1) * 1000);
    await sweepAll(house);
    const swept = await sizeOf(settings);
    await wave(house, third, (at) => `172.${(at >> 16) & 255}.${(at >> 8) & 255}.${at & 255}`);
    const again = await sizeOf(settings);
    return [
      figure('requests', third * 3, 'requests'),
      atMost(startsPerAddress * minutes, figure('let in from one address', one[303] ?? 0, 'sign-ins')),
      figure('let in from many addresses', many[303] ?? 0, 'sign-ins'),
      atMost(cap, figure('under way when flooded', underWay, 'sign-ins')),
      figure('database before', before.rows, 'rows'),
      atMost(before.rows + rowsOfOne * cap + besides.rows, figure('database when flooded', full.rows, 'rows')),
      atMost(left(before) + besides.rows, figure('database swept, but for trail and counts', left(swept), 'rows')),
      figure('lines of the trail that stay', swept.trail, 'rows'),
      figure('file before', before.bytes, 'bytes'),
      atMost(before.bytes + bytesOfOne * cap + besides.bytes, figure('file when flooded', full.bytes, 'bytes')),
      atMost(full.bytes * 1.25 + besides.bytes, figure('file after sweeping, and another flood', again.bytes, 'bytes')),
    ];
  } finally {
    await house.close();
  }
}

/** So many requests; statuses with how often each came. Who is let in follows to the first page of the sign-in. */
async function wave({ issuer, config }: House, requests: number, from: (index: number) => string) {
  const [redirectUri = ''] = config.services.get('bin-collection')?.redirectUris ?? [];
  const asked = new URLSearchParams({
    client_id: 'bin-collection',
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid',
    state: 'a',
    nonce: 'b',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  });
  const pool = new Pool(issuer, { connections: atOnce });
  const statuses: Record<number, number> = {};
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < requests; index = next++) {
      const headers = { 'x-forwarded-for': from(index) };
      const {
        statusCode,
        headers: answer,
        body,
      } = await pool.request({ method: 'GET', path: `/authorize?${asked}`, headers });
      await body.dump();
      statuses[statusCode] = (statuses[statusCode] ?? 0) + 1;
      if (![303, 429, 503].includes(statusCode)) throw new Error(`answered with status ${statusCode}`);
      if (statusCode !== 303) continue;
      const cookie = [answer['set-cookie'] ?? []]
        .flat()
        .map((one) => one.split(';')[0])
        .join('; ');
      const page = await pool.request({
        method: 'GET',
        path: String(answer.location),
        headers: { ...headers, cookie },
      });
      await page.body.dump();
    }
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, worker));
  } finally {
    await pool.close();
  }
  return statuses;
}

const left = ({ rows, trail, counts }: Size): number => rows - trail - counts;

async function sweepAll({ hub }: House): Promise<void> {
  while ((await hub.store.sweep()) > 0);
}

async function sizeOf(settings: StoreSettings): Promise<Size> {
  const { sqliteFile, databaseUrl } = settings;
  const tables = await rawQuery(
    settings,
    databaseUrl
      ? "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"
      : "SELECT name FROM sqlite_master WHERE type = 'table'",
  );
  const rowsOf = async (name: unknown) => Number((await rawQuery(settings, `SELECT COUNT(*) AS n FROM ${name}`))[0]?.n);
  let rows = 0;
  for (const { name } of tables) rows += await rowsOf(name);
  return {
    rows,
    bytes: sqliteFile ? await fileBytes(settings) : await databaseBytes(settings),
    trail: await rowsOf('trail'),
    counts: await rowsOf('limits'),
  };
}

/** With what is not yet written back into the file. */
async function fileBytes(settings: StoreSettings): Promise<number> {
  await rawQuery(settings, 'PRAGMA wal_checkpoint(PASSIVE)');
  return (await stat(settings.sqliteFile ?? '')).size;
}

const databaseBytes = async (settings: StoreSettings): Promise<number> =>
  Number((await rawQuery(settings, 'SELECT pg_database_size(current_database()) AS n'))[0]?.n);
