// The one place where statements meet an engine: SQLite or PostgreSQL, through knex. Everything in the store goes this way.
// It must never let a database that is gone look like anything but `store_unavailable`: pages answer 503 for that.
import { HubError } from '../errors.ts';
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
  knex: Knex;
  /** Ends the SELECT of a sweep: on PostgreSQL several nodes may sweep at once, each taking rows that no other holds. */
  skipLocked: '' | 'FOR UPDATE SKIP LOCKED';
  statements(): number;
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

/** PostgreSQL plans a named statement once a connection; the texts of statements are few, so the names are. */
function statementNames() {
  const names = new Map<string, string>();
  return (sql: string): string => {
    const name = names.get(sql) ?? `gatehouse_${names.size}`;
    names.set(sql, name);
    return name;
  };
}

/** Statements with more values than this are multi-row ones, of many lengths: not worth a name each. */
const nameable = 24;

function runner(engine: Engine, nameOf: (sql: string) => string) {
  return (knex: Knex): Statements => ({
    async rows<Row>(sql: string, values: readonly Value[] = []): Promise<Row[]> {
      try {
        const query = knex.raw(sql, [...values]);
        if (engine === 'sqlite') return (await query) as Row[];
        return (await (values.length > nameable ? query : query.options({ name: nameOf(sql) }))).rows as Row[];
      } catch (error) {
        throw asStoreError(error);
      }
    },
  });
}

/** Opens the engine; nothing is sent before the first statement. Errors: HubError `configuration` when no place is named. */
export async function openDatabase(location: Location): Promise<Database> {
  const { knex, engine } = await connect(location);
  const run = runner(engine, statementNames());
  let sent = 0;
  knex.on('query', () => {
    sent += 1;
  });
  return {
    engine,
    knex,
    skipLocked: engine === 'postgres' ? 'FOR UPDATE SKIP LOCKED' : '',
    rows: run(knex).rows,
    async transaction(work) {
      let failure: { error: unknown } | undefined;
      try {
        return await knex.transaction((within) =>
          work(run(within)).catch((error: unknown) => {
            failure = { error };
            throw error;
          }),
        );
      } catch (error) {
        throw failure ? failure.error : asStoreError(error);
      }
    },
    statements: () => sent,
    close: () => knex.destroy(),
  };
}
