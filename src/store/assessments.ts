// Assessments: which run goes on, what each found, and the pages that it kept. Any node shows any of them.
// It must never let two run at once, nor show one as running whose node is gone.
import type { Json } from '../connectors/contract.ts';
import { randomText } from '../random.ts';
import type { AssessmentRun, Assessments } from './assessment-contracts.ts';
import type { Vault } from './contracts.ts';
import type { Database, Statements } from './database.ts';
import { endOf, epoch } from './values.ts';

/** Seconds after which a node that says nothing is taken for gone. One attempt takes less than one, and must not take half of this. */
const silence = 120;
/** Seconds that an assessment is kept: to compare with that of last year. */
const keptFor = 800 * 86_400;

interface Row {
  id: string;
  state: AssessmentRun['state'];
  started_at: number | string;
  done: number;
  total: number;
  cells: number;
  got_in: number;
}

const columns = 'id, state, started_at, done, total, cells, got_in';
const contextOf = (id: string) => `assessments:${id}`;
const pageContextOf = (id: string, name: string) => `assessment_pages:${id}:${name}`;

const asRun = ({ started_at, total: all, got_in: gotIn, ...row }: Row): AssessmentRun => ({
  ...row,
  startedAt: Number(started_at),
  all,
  gotIn,
});

/** Those whose node is gone. */
const stopSilent = ({ rows }: Pick<Statements, 'rows'>) =>
  rows("UPDATE assessments SET state = 'stopped' WHERE state = 'running' AND beat_at < ?", [epoch() - silence]);

export function createAssessments(database: Database, vault: Vault): Assessments {
  return {
    async begin() {
      await stopSilent(database);
      const [id, now] = [randomText(9), epoch()];
      const begun = await database.rows(
        `INSERT INTO assessments (id, state, started_at, beat_at, content, expires_at) VALUES (?, 'running', ?, ?, ?, ?)
         ON CONFLICT DO NOTHING RETURNING id`,
        [id, now, now, Buffer.alloc(0), endOf(keptFor)],
      );
      return begun.length === 1 ? id : undefined;
    },
    async beat(id, { done, all }) {
      const rows = await database.rows(
        `UPDATE assessments SET beat_at = ?, done = ?, total = ? WHERE id = ? AND state = 'running' RETURNING id`,
        [epoch(), done, all, id],
      );
      return rows.length === 1;
    },
    keepPage: (run, name, page) =>
      database.transaction(async ({ rows }) => {
        // Not for a run that was deleted meanwhile.
        const [there] = await rows<{ expires_at: number | string }>(
          `UPDATE assessments SET beat_at = ? WHERE id = ? AND state = 'running' RETURNING expires_at`,
          [epoch(), run],
        );
        if (!there) return;
        await rows(
          'INSERT INTO assessment_pages (run, name, content, expires_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
          [run, name, vault.seal(page, pageContextOf(run, name)), Number(there.expires_at)],
        );
      }),
    async page(run, name) {
      const [row] = await database.rows<{ content: Buffer }>(
        'SELECT content FROM assessment_pages WHERE run = ? AND name = ?',
        [run, name],
      );
      return row && (vault.open(row.content, pageContextOf(run, name)) as Json);
    },
    async end(id, found) {
      const content = found ? vault.seal(found.report, contextOf(id)) : Buffer.alloc(0);
      await database.rows(
        `UPDATE assessments SET state = ?, cells = ?, got_in = ?, content = ? WHERE id = ? AND state = 'running'`,
        [found ? 'done' : 'stopped', found?.cells ?? 0, found?.gotIn ?? 0, content, id],
      );
    },
    async list() {
      await stopSilent(database);
      const rows = await database.rows<Row>(`SELECT ${columns} FROM assessments ORDER BY started_at DESC, id`, []);
      return rows.map(asRun);
    },
    async find(id) {
      await stopSilent(database);
      const [row] = await database.rows<Row & { content: Buffer }>(
        `SELECT ${columns}, content FROM assessments WHERE id = ?`,
        [id],
      );
      if (!row) return undefined;
      const { content, ...run } = row;
      return { ...asRun(run), ...(content.length > 0 && { report: vault.open(content, contextOf(id)) as Json }) };
    },
    remove: (id) =>
      database.transaction(async ({ rows }) => {
        const gone = await rows('DELETE FROM assessments WHERE id = ? RETURNING id', [id]);
        await rows('DELETE FROM assessment_pages WHERE run = ?', [id]);
        return gone.length === 1;
      }),
  };
}
