// The one place where statements meet an engine: SQLite or PostgreSQL, through knex. Everything in the store goes this way.
// It must never let a database that is gone look like anything but `store_unavailable`: pages answer 503 for that.
import { HubError } from '../errors.ts';
import { type Connection, ofPool, theOnly, type Use } from './connections.ts';
import { connect, type Engine, type Knex, type Location } from './engines.ts';

export type Value = string | number | Buffer | null;

/** Runs one statement, written so that both engines understand it (`?` for values, RETURNING for what it changed). */
export interface Statements {
  rows<Row>(sql: string, values?: readonly Value[]): Promise<Row[]>;
}

export interface Database extends Statements {
  engine: Engine;
  /**
   * All or nothing. On SQLite the first statement of the work has to be a write, so that two processes wait for each other
   * instead of failing; inside, only `within` may be used.
   */
  transaction<T>(work: (within: Statements) => Promise<T>): Promise<T>;
  /** Reads that all see the same moment, however long they take; nothing may be written. */
  snapshot<T>(work: (within: Statements) => Promise<T>): Promise<T>;
  knex: Knex;
  /** Ends the SELECT of a sweep: on PostgreSQL several nodes may sweep at once, each taking rows that no other holds. */
  skipLocked: '' | 'FOR UPDATE SKIP LOCKED';
  statements(): number;
  /** Whether it is closed, or did not answer when it was last asked. */
  isGone(): boolean;
  connections(): Use;
  close(): Promise<void>;
}

/** Codes that say that a statement was refused, by a database that is well: SQLite's, and SQLSTATE classes (PostgreSQL, appendix A). */
const refusal = /^(SQLITE_(CONSTRAINT|ERROR|MISMATCH|RANGE|TOOBIG)|(0A|21|22|23|42)[0-9A-Z]{3})$/;
const conflict = /^(SQLITE_CONSTRAINT|23505)$/;

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** Whether a statement failed because a row with that unique key is already there. */
export const isConflict = (error: unknown): boolean => conflict.test(codeOf(error));

/** The error to throw for one that came out of knex: `store_unavailable`, unless the database refused that very statement. */
export function asStoreError(error: unknown): unknown {
  if (error instanceof HubError || refusal.test(codeOf(error))) return error;
  return new HubError('store_unavailable', { detail: 'the database does not answer', cause: error });
}

/** One connection of an engine: runs a statement with `?` for values. */
type Send = (sql: string, values: readonly Value[]) => Promise<unknown[]>;

type Done = (error: Error | null, rows: unknown[]) => void;

/** sqlite3's Statement. */
interface Prepared {
  all(values: readonly Value[], done: Done): void;
  finalize(done: () => void): void;
}

interface Driven extends Connection {
  /** sqlite3's Database. */
  all?(sql: string, values: readonly Value[], done: Done): void;
  prepare?(sql: string, done: (error: Error | null) => void): Prepared;
  /** pg's Client. */
  query?(query: { name?: string; text: string; values: readonly Value[] }): Promise<{ rows: unknown[] }>;
}

/** Statements with more values than this (eight rows of the trail) are of many lengths: not worth a name each. */
const nameable = 88;

/** PostgreSQL's own marks for values (`$1`), and a name: it plans a named statement once a connection, and the texts of statements are few. */
function numbered() {
  const known = new Map<string, { name: string; text: string }>();
  const marked = (sql: string) => {
    let at = 0;
    return sql.replace(/\?/g, () => `$${++at}`);
  };
  return (sql: string, values: readonly Value[]): { name?: string; text: string } => {
    if (values.length > nameable) return { text: marked(sql) };
    const query = known.get(sql) ?? { name: `gatehouse_${known.size}`, text: marked(sql) };
    known.set(sql, query);
    return query;
  };
}

/**
 * SQLite's statements, prepared once a connection. Each is run to its end (`all`): one that stopped half-way would keep the connection
 * reading what the database was then.
 */
function preparing() {
  const known = new WeakMap<Driven, Map<string, Prepared>>();
  const of = (connection: Driven) => {
    const statements = known.get(connection) ?? new Map<string, Prepared>();
    known.set(connection, statements);
    return statements;
  };
  const prepare = (connection: Driven, sql: string) =>
    new Promise<Prepared | undefined>((resolve, reject) => {
      const made = connection.prepare?.(sql, (error) => (error ? reject(error) : resolve(made)));
    });
  return {
    async prepared(connection: Driven, sql: string): Promise<Prepared | undefined> {
      const found = of(connection).get(sql) ?? (await prepare(connection, sql));
      if (found) of(connection).set(sql, found);
      return found;
    },
    /** A connection with statements that were not let go of does not close. */
    async letGo(connection: Driven): Promise<void> {
      for (const statement of of(connection).values())
        await new Promise<void>((done) => statement.finalize(() => done()));
      known.delete(connection);
    },
  };
}

/** How a statement goes out, straight through the driver: a query builder would take half the time of a small statement to pass it on. */
function sender() {
  const numberedOf = numbered();
  const { prepared, letGo } = preparing();
  const by =
    (connection: Driven): Send =>
    async (sql, values) => {
      if (connection.query) return (await connection.query({ ...numberedOf(sql, values), values })).rows;
      const statement = values.length > nameable ? undefined : await prepared(connection, sql);
      return new Promise((resolve, reject) => {
        const done: Done = (error, rows) => (error ? reject(error) : resolve(rows));
        if (statement) statement.all(values, done);
        else connection.all?.(sql, values, done);
      });
    };
  return { by, letGo };
}

/** What PostgreSQL and the driver say of a connection that the server has cut: `admin_shutdown`, or nothing at all. */
const cut = /^(57P01|ECONNRESET|EPIPE)$|^Connection terminated/;

function wasCut(error: unknown): boolean {
  const { cause } = error as { cause?: unknown };
  return cause instanceof Error && (cut.test(codeOf(cause)) || cut.test(cause.message));
}

/** A connection that was cut while it was idle is found out by the first statement on it. One that only reads is sent again, on another. */
function readingAgain(connected: <T>(work: (send: Send) => Promise<T>) => Promise<T>) {
  return async <Row>(sql: string, values: readonly Value[] = []): Promise<Row[]> => {
    const send = () => connected((by) => by(sql, values)) as Promise<Row[]>;
    return send().catch((error: unknown) => {
      if (sql.startsWith('SELECT') && wasCut(error)) return send();
      throw error;
    });
  };
}

/** Milliseconds: as long as knex waits for a connection of its pool (engines.ts). */
const longestWait = 10_000;

/** Opens the engine; nothing is sent before the first statement. Errors: HubError `configuration` when no place is named. */
export async function openDatabase(location: Location): Promise<Database> {
  const { knex, engine } = await connect(location);
  const sending = sender();
  let sent = 0;
  let gone = false;
  function failed(error: unknown): unknown {
    const known = asStoreError(error);
    if (known instanceof HubError) gone = true;
    return known;
  }
  /** Counts, lets whoever listens to knex hear of it, and takes note of how the database is. */
  const watched =
    (send: Send): Send =>
    async (sql, values) => {
      sent += 1;
      knex.client.emit('query', { sql, bindings: values });
      try {
        const rows = await send(sql, values);
        gone = false;
        return rows;
      } catch (error) {
        throw failed(error);
      }
    };
  const take = (): Promise<Driven> =>
    knex.client.acquireConnection().catch((error: unknown) => Promise.reject(failed(error)));
  const connections =
    engine === 'sqlite' ? theOnly(knex, { take, letGo: sending.letGo, longestWait }) : ofPool(knex, take);
  const connected = <T>(work: (send: Send, spoil: Spoil) => Promise<T>): Promise<T> =>
    connections.having((connection) =>
      work(watched(sending.by(connection)), (error) => {
        connection.__knex__disposed = error;
      }),
    );
  return {
    engine,
    knex,
    skipLocked: engine === 'postgres' ? 'FOR UPDATE SKIP LOCKED' : '',
    rows: readingAgain(connected),
    transaction: (work) => connected(whole(work)),
    // A transaction of SQLite sees one moment anyway.
    snapshot: (work) =>
      connected(whole(work, engine === 'postgres' ? 'BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY' : 'BEGIN')),
    statements: () => sent,
    isGone: () => gone,
    async close() {
      gone = true;
      await connections.close();
      await knex.destroy();
    },
    connections: connections.use,
  };
}

/** Makes sure that a connection is not used again. */
type Spoil = (error: unknown) => void;

/** BEGIN, the work, COMMIT; or ROLLBACK, and whatever the work threw. */
function whole<T>(work: (within: Statements) => Promise<T>, begin = 'BEGIN') {
  return async (send: Send, spoil: Spoil): Promise<T> => {
    await send(begin, []);
    try {
      const rows = (sql: string, values: readonly Value[] = []) => send(sql, values);
      const result = await work({ rows: rows as Statements['rows'] });
      await send('COMMIT', []);
      return result;
    } catch (error) {
      // A connection that is gone has rolled back already; one that does not answer must not be used again as it is.
      await send('ROLLBACK', []).catch(spoil);
      throw error;
    }
  };
}
