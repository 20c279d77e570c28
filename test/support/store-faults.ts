// A disk that fails, for SQLite in this process: one statement that is answered with an error, or one commit that comes to nothing.
// It stands below knex, where a real failure would come from, so the hub is the one that is shipped.
import sqlite3 from 'sqlite3';

type Answer = (error: Error | null, rows?: unknown) => void;
type Call = (sql: string, bindings: unknown, answer: Answer) => unknown;
type Calls = Record<'all' | 'run', Call>;

const calls = sqlite3.Database.prototype as unknown as Calls;
const real: Calls = { all: calls.all, run: calls.run };

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
  const failing = (name: keyof Calls): Call =>
    function call(this: unknown, sql, bindings, answer) {
      const isCommit = /^COMMIT/i.test(sql);
      const counts = fault.of === 'commit' ? isCommit : !/^(BEGIN|COMMIT|ROLLBACK)/i.test(sql);
      if (counts) left -= 1;
      if (!counts || left !== 0) return real[name].call(this, sql, bindings, answer);
      met = true;
      // What could not be written is rolled back by the engine itself (SQLite, "Response To Errors Within A Transaction").
      if (isCommit) return real.run.call(this, 'ROLLBACK', [], () => answer(failure()));
      return setImmediate(() => answer(failure()));
    };
  calls.all = failing('all');
  calls.run = failing('run');
  try {
    return { result: await work(), met };
  } finally {
    Object.assign(calls, real);
  }
}
