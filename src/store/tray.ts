// Rows of one table in the memory of the one process that has the database to itself (at-hand.ts says when they are written): read and changed at
// each step of a sign-in. It must never be used where another process may change the same rows, and never forget what it has not written yet.
import type { Database, Value } from './database.ts';
import { epoch, rowPlaceholders } from './values.ts';

type Stored = Readonly<Record<string, Buffer | string | number | null>>;

/** How rows of one table are read and written. */
export interface Shape<Row> {
  table: string;
  /** Names its rows. */
  key: string;
  /** The other columns, but `expires_at`. */
  columns: readonly string[];
  read(id: string, stored: Stored): Row;
  /** Values of `columns`. */
  write(id: string, row: Row): Value[];
  /** In the table only while no process is at work: after a crash nobody can use it again. */
  atTheEnd?: true;
}

/** A row, and when it ends, in seconds since 1970. */
export interface Entry<Row> {
  row: Row;
  endsAt: number;
}

export interface AtHand<Row> {
  /** Undefined where there is none, or it has ended. */
  get(id: string): Promise<Entry<Row> | undefined>;
  put(id: string, entry: Entry<Row>): Promise<void>;
  /** False where there is one already. */
  add(id: string, entry: Entry<Row>): Promise<boolean>;
  /** Puts what `to` makes of it; nobody comes between. False where there is none, or `to` makes nothing of it. */
  change(id: string, to: (entry: Entry<Row>) => Entry<Row> | undefined): Promise<boolean>;
  remove(id: string): void;
  /** Takes note that the table has none: it was named just now. */
  isNew(id: string): void;
  /** As `get`, as far as memory goes. */
  inHand(id: string): Entry<Row> | undefined;
  /** Those in memory that have not ended. */
  inMemory(): IterableIterator<[id: string, row: Row]>;
}

/** Rows in one statement. */
const batch = 100;
/** Rows of one table in memory: beyond, those that are in the database as well are forgotten. */
const most = 20_000;

interface Kept<Row> {
  /** Undefined: there is none. */
  entry: Entry<Row> | undefined;
  isWritten: boolean;
  /** When it was changed first since it was written, in milliseconds (performance.now). Most rows come and go within a moment, and are never written. */
  since: number;
  /** The table may have a row of it. */
  isStored: boolean;
}

/** One table's part of the desk. */
export interface Tray {
  /** Writes what was changed at least `age` milliseconds ago. True where something is left. */
  write(age: number): Promise<boolean>;
  writeAtTheEnd(): Promise<void>;
  tidy(): void;
}

const isAlive = <Row>({ entry }: Kept<Row>): boolean => entry !== undefined && entry.endsAt > epoch();

/** `changed` is told when there is something to write. */
export function createTray<Row>(database: Database, shape: Shape<Row>, changed: () => void): AtHand<Row> & Tray {
  const { table, key, columns } = shape;
  const kept = new Map<string, Kept<Row>>();
  let room = most;
  // Whether something that the table has was put aside for want of room.
  let mayLack = false;

  const all = [...columns, 'expires_at'].join(', ');
  const where = `FROM ${table} WHERE ${key} = ?`;
  const taking = shape.atTheEnd ? `DELETE ${where} RETURNING ${all}` : `SELECT ${all} ${where}`;

  async function load(id: string): Promise<void> {
    const [stored] = await database.rows<Stored>(taking, [id]);
    // Somebody may have put one meanwhile.
    if (kept.has(id)) return;
    const entry = stored && { row: shape.read(id, stored), endsAt: Number(stored.expires_at) };
    const isThere = entry !== undefined && !shape.atTheEnd;
    keep(id, { entry, isWritten: isThere || !entry, isStored: isThere, since: performance.now() });
  }

  /** While the database is gone nothing goes on from memory: what it leads to could not be written. */
  async function answering(): Promise<void> {
    if (database.isGone()) await database.rows('SELECT 1 AS alive');
  }

  /** What there is when `then` is called, and nobody comes between. */
  async function having<T>(id: string, then: (entry: Entry<Row> | undefined) => T): Promise<T> {
    await answering();
    for (;;) {
      const one = kept.get(id);
      if (one) return then(isAlive(one) ? one.entry : undefined);
      await load(id);
    }
  }

  function note(id: string, entry: Entry<Row> | undefined): void {
    const before = kept.get(id);
    const isStored = before?.isStored ?? true;
    kept.delete(id);
    if (!entry && !isStored) return;
    const since = before && !before.isWritten ? before.since : performance.now();
    keep(id, { entry, isWritten: false, isStored, since });
    if (!shape.atTheEnd) changed();
  }

  function keep(id: string, one: Kept<Row>): void {
    if (kept.size >= room) {
      forget(({ isWritten }) => isWritten);
      mayLack = true;
      room = Math.max(most, kept.size * 2);
    }
    kept.set(id, one);
  }

  function forget(which: (one: Kept<Row>) => boolean): void {
    for (const [id, one] of kept) if (which(one)) kept.delete(id);
  }

  async function insert(some: readonly (readonly [string, Kept<Row>])[]): Promise<void> {
    const names = [key, ...columns, 'expires_at'];
    await database.rows(
      `INSERT INTO ${table} (${names.join(', ')}) VALUES ${rowPlaceholders(some.length, names.length)}
       ON CONFLICT (${key}) DO UPDATE SET ${names.map((name) => `${name} = excluded.${name}`).join(', ')}`,
      some.flatMap(([id, { entry }]) => (entry ? [id, ...shape.write(id, entry.row), entry.endsAt] : [])),
    );
  }

  /** Writes some rows; what is changed while that goes on is another row by then, and stays to be written. */
  async function writeSome(some: readonly (readonly [string, Kept<Row>])[]): Promise<void> {
    const gone = some.filter(([, { entry }]) => !entry);
    const there = some.filter(([, { entry }]) => entry);
    if (there.length > 0) await insert(there);
    if (gone.length > 0)
      await database.rows(
        `DELETE FROM ${table} WHERE ${key} IN ${rowPlaceholders(1, gone.length)}`,
        gone.map(([id]) => id),
      );
    for (const [id, one] of some) {
      Object.assign(one, { isWritten: true, isStored: one.entry !== undefined });
      if (!one.entry && kept.get(id) === one) kept.delete(id);
    }
  }

  type Named = readonly [string, Kept<Row>];

  /** What is to be written: those that are meant, and the others. */
  function unwritten(isMeant: (one: Kept<Row>) => boolean): [Named[], Named[]] {
    const meant: Named[] = [];
    const others: Named[] = [];
    for (const named of kept) if (!named[1].isWritten) (isMeant(named[1]) ? meant : others).push(named);
    return [meant, others];
  }

  async function writeAll(waiting: readonly Named[]): Promise<void> {
    // From now on: whoever removes one while it is being written has to remove it from the table as well.
    for (const [, one] of waiting) one.isStored = true;
    for (let at = 0; at < waiting.length; at += batch) await writeSome(waiting.slice(at, at + batch));
  }

  return {
    get: (id) => having(id, (entry) => entry),
    async put(id, entry) {
      await answering();
      note(id, entry);
    },
    isNew(id) {
      if (!mayLack && !kept.has(id)) keep(id, { entry: undefined, isWritten: true, isStored: false, since: 0 });
    },
    inHand(id) {
      const one = kept.get(id);
      return one && isAlive(one) ? one.entry : undefined;
    },
    add: (id, entry) =>
      having(id, (known) => {
        if (!known) note(id, entry);
        return known === undefined;
      }),
    change: (id, to) =>
      having(id, (known) => {
        const entry = known && to(known);
        if (entry) note(id, entry);
        return entry !== undefined;
      }),
    remove: (id) => note(id, undefined),
    *inMemory() {
      for (const [id, one] of kept) if (one.entry && isAlive(one)) yield [id, one.entry.row];
    },
    async write(age) {
      if (shape.atTheEnd) return false;
      const before = performance.now() - age;
      const [waiting, younger] = unwritten((one) => one.since <= before);
      await writeAll(waiting);
      return younger.length > 0;
    },
    writeAtTheEnd: () => writeAll(unwritten(() => true)[0]),
    tidy: () => forget((one) => !isAlive(one) && (one.isWritten || shape.atTheEnd === true)),
  };
}

/** Moves the end of a row, never to an earlier moment. */
export const later =
  (endsAt: number) =>
  <Row>(entry: Entry<Row>): Entry<Row> | undefined =>
    entry.endsAt < endsAt ? { ...entry, endsAt } : undefined;
