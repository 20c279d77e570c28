// A disk that fails, for SQLite in this process: one statement that is answered with an error, or one commit that comes to nothing.
// It stands below knex, where a real failure would come from, so the hub is the one that is shipped.
import sqlite3 from 'sqlite3';

type Answer = (error: Error | null, rows?: unknown) => void;
type Call = (this: Statement, ...given: [...unknown[], Answer]) => unknown;
type Statement = sqlite3.Statement & { sql?: string };

// Every statement passes here, whether it was prepared for more than one use or not.
const calls = sqlite3.Statement.prototype as unknown as Record<'all' | 'run', Call>;
const real = { all: calls.all, run: calls.run };

/** Whose the prepared statements are: sqlite3 does not say. */
const connectionOf = new WeakMap<object, sqlite3.Database>();
const { prepare } = sqlite3.Database.prototype;
sqlite3.Database.prototype.prepare = function prepareNoted(this: sqlite3.Database, ...given: unknown[]) {
  const statement = Reflect.apply(prepare, this, given);
  connectionOf.set(statement, this);
  return statement;
};

/** Which statement from now fails, counted from one; a commit is counted among commits only. */
export interface StoreFault {
  of: 'statement' | 'commit';
  at: number;
}

const failure = () => Object.assign(new Error('disk I/O error, ordered by a fuzz'), { code: 'SQLITE_IOERR' });

/** While `work` runs, one statement of this process fails. Resolves to what it came to, and whether the fault came at all. */
export async function withStoreFault<T>(
  fault: StoreFault,
  work: () => Promise<T>,
): Promise<{ result: T; met: boolean }> {
  let left = fault.at;
  let met = false;
  const failing = (name: keyof typeof real): Call =>
    function call(...given) {
      const sql = this.sql ?? '';
      const isCommit = /^COMMIT/i.test(sql);
      const counts = fault.of === 'commit' ? isCommit : !/^(BEGIN|COMMIT|ROLLBACK)/i.test(sql);
      if (counts) left -= 1;
      if (!counts || left !== 0) return real[name].apply(this, given);
      met = true;
      const answer = () => (given.at(-1) as Answer)(failure());
      // What could not be written is rolled back by the engine itself (SQLite, "Response To Errors Within A Transaction").
      if (isCommit) connectionOf.get(this)?.run('ROLLBACK', answer);
      else setImmediate(answer);
      return this;
    };
  calls.all = failing('all');
  calls.run = failing('run');
  try {
    return { result: await work(), met };
  } finally {
    Object.assign(calls, real);
  }
}
