// What all fuzzes over HTTP ask of an answer and of the database behind it.
import { backToNow, pass } from '../../support/clock.ts';
import type { Page } from '../../support/http.ts';
import type { House } from '../../support/hub.ts';
import { rawQuery } from '../../support/raw-database.ts';
import { pageOf } from '../../support/relying-party.ts';
import type { Met } from '../run.ts';

const reference = /[A-Z0-9]{4}-[A-Z0-9]{4}/;

/** An answer to a person is a page, with a reference where it says that something is wrong. @throws what is none */
export function backIn(page: Page, met: Met): void {
  const kind = pageOf(page) ?? (page.location ? 'onwards' : 'none');
  met(`page: ${page.status} ${kind}`);
  // Node itself, of a header that is too long.
  if (page.status === 431) return;
  if (page.status >= 500) throw new Error(`${page.status} from ${page.url}: ${page.text}`);
  if (page.status >= 400 && (kind !== 'error' || !reference.test(page.text)))
    throw new Error(`${page.status} without a reference: ${page.text}`);
}

/** Tables with rows that somebody unknown may cause. */
const tables = [
  'sign_ins',
  'interactions',
  'pending_replies',
  'pushed_authorization_requests',
  'replay_records',
  'sessions',
  'grants',
  'resume_codes',
  'limits',
];

/** Lets everything expire, and sees that nothing stays. Rejects with what does. */
export async function leavesNothing({ hub, config, masterKey }: House): Promise<void> {
  try {
    pass(40 * 86_400);
    // Counting writes down what this process still holds: a row that is written after the sweep would wait for the next one.
    await hub.store.underWay();
    for (let sweeps = 0; (await hub.store.sweep()) > 0; sweeps += 1)
      if (sweeps === 1000) throw new Error('sweeping does not end');
    const columns = tables.map((table) => `(SELECT COUNT(*) FROM ${table}) AS ${table}`);
    const [rows = {}] = await rawQuery({ masterKey, sqliteFile: config.hub.database }, `SELECT ${columns.join(', ')}`);
    const left = Object.entries(rows).filter(([, count]) => count !== 0);
    if (left.length > 0) throw new Error(`rows that stay: ${JSON.stringify(left)}`);
  } finally {
    backToNow();
  }
}
