// Officers' checks of who people are: recorded, brought into force, bound to an account, ended. Each is a row of its own, written once.
// It must never change what was written, let one that has ended count again, nor tell somebody who reads the database whom it is about.
import type { Json } from '../connectors/contract.ts';
import type { NewNotice } from '../notices/kinds.ts';
import { checkedAttributes } from '../vouching/evidence.ts';
import type { Vault } from './contracts.ts';
import type { Database, Statements, Value } from './database.ts';
import { keepNotice } from './notices.ts';
import { forgetting, type Recall } from './recall.ts';
import { epoch } from './values.ts';
import type { Happened, Vouch, VouchContent, VouchEvent, Vouches, VouchInForce } from './vouch-contracts.ts';

interface Row {
  id: string;
  content: Buffer;
  recorded_at: number | string;
  claim_until: number | string;
  ends_at: number | string;
}

/** A record with the event that bound it. */
export interface InForceRow extends Row {
  claimed: Buffer;
}

interface EventRow {
  vouch: string;
  kind: VouchEvent;
  at: number | string;
  content: Buffer | null;
}

/** How long a record is kept after its end, for those who look into what was done; seconds. */
const keptAfter = 365 * 86_400;

const contextOf = (id: string) => `vouches:${id}`;
const eventContext = (id: string, kind: VouchEvent) => `vouch_events:${id}:${kind}`;

/** The keyed token that stands for an account in these tables. */
export const vouchedToken = (vault: Vault, account: string): string => vault.token('vouch-account', account);
const codeToken = (vault: Vault, kind: 'claim' | 'stop', code: string) => vault.token(`vouch-code-kept:${kind}`, code);

const over = "('refused', 'revoked', 'repudiated', 'parted')";
const isOver = (id: string) => `EXISTS (SELECT 1 FROM vouch_events o WHERE o.vouch = ${id} AND o.kind IN ${over})`;

/** What a statement selects of records that count: `c` is the event that bound one, `v` the record. */
export const inForceColumns = 'v.id, v.content, v.recorded_at, v.claim_until, v.ends_at, c.content AS claimed';
/** How the two go together; its value is the time. */
export const whileInForce = `v.id = c.vouch AND c.kind = 'claimed' AND v.ends_at > ? AND NOT ${isOver('v.id')}`;

const times = ({ recorded_at, claim_until, ends_at }: Row) => ({
  recordedAt: Number(recorded_at),
  claimUntil: Number(claim_until),
  endsAt: Number(ends_at),
});

const contentOf = (vault: Vault, { id, content }: Row) => vault.open(content, contextOf(id)) as unknown as VouchContent;

/** The best of those that count for an account, which is this person's; never one that they made themselves. */
export function bestInForce(vault: Vault, rows: readonly InForceRow[], person?: string): VouchInForce | undefined {
  const found = rows.flatMap((row): VouchInForce[] => {
    const { officers } = vault.open(row.claimed, eventContext(row.id, 'claimed')) as { officers: string[] };
    if (person !== undefined && officers.includes(person)) return [];
    const { identity, profile, framework, frameworkVersion, ...content } = contentOf(vault, row);
    return [
      {
        ...times(row),
        id: row.id,
        identity,
        stamp: { framework, frameworkVersion, mappingVersion: frameworkVersion, profile },
        attributes: checkedAttributes(content.details),
        organisation: content.organisation.name,
        checks: content.checks,
        ...(content.voucher && { relation: content.voucher.relation }),
      },
    ];
  });
  const rank = ({ identity }: VouchInForce) => (identity === 'medium' ? 1 : 0);
  return found.sort((a, b) => rank(b) - rank(a) || b.endsAt - a.endsAt)[0];
}

export function createVouches(database: Database, vault: Vault, recall: Recall): Vouches {
  const columns = 'id, content, recorded_at, claim_until, ends_at';

  async function read(where: string, values: readonly Value[]): Promise<Vouch[]> {
    const rows = await database.rows<Row>(`SELECT ${columns} FROM vouches ${where}`, values);
    if (rows.length === 0) return [];
    const marks = rows.map(() => '?').join(', ');
    const events = await database.rows<EventRow>(
      `SELECT vouch, kind, at, content FROM vouch_events WHERE vouch IN (${marks})`,
      rows.map(({ id }) => id),
    );
    return rows.map((row) => ({
      ...contentOf(vault, row),
      ...times(row),
      id: row.id,
      events: Object.fromEntries(
        events.filter(({ vouch }) => vouch === row.id).map((event) => [event.kind, happened(vault, event)]),
      ),
    }));
  }

  const one = async (where: string, ...values: Value[]) => (await read(where, values))[0];

  /** Writes an event of a record, where `wanted` holds of it (`v`); false where it does not, or the event is there. */
  async function write(
    { rows }: Statements,
    event: { id: string; kind: VouchEvent; content?: Json; account?: string },
    wanted: { sql: string; values?: readonly Value[] },
  ): Promise<boolean> {
    const { id, kind, content, account } = event;
    const sealed = content === undefined ? null : vault.seal(content, eventContext(id, kind));
    const written = await rows(
      `INSERT INTO vouch_events (vouch, kind, at, account, content)
       SELECT v.id, ?, ?, ?, ? FROM vouches v WHERE v.id = ? AND NOT ${isOver('v.id')} AND ${wanted.sql}
       ON CONFLICT (vouch, kind) DO NOTHING RETURNING vouch`,
      [kind, epoch(), account ?? null, sealed, id, ...(wanted.values ?? [])],
    );
    return written.length === 1;
  }

  const approved = "EXISTS (SELECT 1 FROM vouch_events a WHERE a.vouch = v.id AND a.kind = 'approved')";

  return {
    async record({ id, content, times: { recordedAt, claimUntil, endsAt }, codes }) {
      const rows = await database.rows(
        `INSERT INTO vouches (id, claim_code, stop_code, content, recorded_at, claim_until, ends_at, expires_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING RETURNING id`,
        [
          id,
          codeToken(vault, 'claim', codes.claim),
          codeToken(vault, 'stop', codes.stop),
          vault.seal(content as unknown as Json, contextOf(id)),
          recordedAt,
          claimUntil,
          endsAt,
          endsAt + keptAfter,
        ],
      );
      return rows.length === 1;
    },
    find: (id) => one('WHERE id = ?', id),
    list: (most) => read('ORDER BY recorded_at DESC, id LIMIT ?', [most]),
    approve: forgetting(recall, (id, by, notice?: NewNotice) =>
      database.transaction(async (within) => {
        const now = epoch();
        const wanted = { sql: 'v.claim_until > ? AND v.ends_at > ?', values: [now, now] };
        const told = notice && (await keepNotice({ rows: within.rows, vault }, notice));
        const content = { by, ...(told !== undefined && { notice: told }) };
        const done = await write(within, { id, kind: 'approved', content }, wanted);
        if (!done && told !== undefined) await within.rows('DELETE FROM notices WHERE id = ?', [told]);
        return done;
      }),
    ),
    end: forgetting(recall, (id, kind, by = {}) => write(database, { id, kind, content: { ...by } }, { sql: 'true' })),
    async claimable(code) {
      const now = epoch();
      return one(
        `v WHERE claim_code = ? AND claim_until > ? AND ends_at > ? AND ${approved} AND NOT ${isOver('v.id')}
         AND NOT EXISTS (SELECT 1 FROM vouch_events c WHERE c.vouch = v.id AND c.kind = 'claimed')`,
        codeToken(vault, 'claim', code),
        now,
        now,
      );
    },
    claim: forgetting(recall, async (id, { account, person }) => {
      const record = await one('WHERE id = ?', id);
      if (!record) return false;
      const officers = [record.officer, ...(record.events.approved?.by ? [record.events.approved.by] : [])];
      const now = epoch();
      return write(
        database,
        { id, kind: 'claimed', content: { by: person, officers }, account: vouchedToken(vault, account) },
        { sql: `v.claim_until > ? AND v.ends_at > ? AND ${approved}`, values: [now, now] },
      );
    }),
    ofLetter: (code) => one('WHERE stop_code = ?', codeToken(vault, 'stop', code)),
    ofAccount: (account) =>
      read(
        `WHERE id IN (SELECT vouch FROM vouch_events WHERE kind = 'claimed' AND account = ?) ORDER BY recorded_at DESC, id`,
        [vouchedToken(vault, account)],
      ),
    async inForce(account, person) {
      const key = vouchedToken(vault, account);
      const rows = await recall.rows('vouch_events', key, () =>
        database.rows<InForceRow>(
          `SELECT ${inForceColumns} FROM vouch_events c JOIN vouches v ON ${whileInForce} WHERE c.account = ?`,
          [epoch(), key],
        ),
      );
      return bestInForce(
        vault,
        rows.filter(({ ends_at }) => Number(ends_at) > epoch()),
        person,
      );
    },
    async stillStands(id) {
      const rows = await database.rows(
        `SELECT 1 AS found FROM vouch_events c JOIN vouches v ON ${whileInForce} WHERE c.vouch = ?`,
        [epoch(), id],
      );
      return rows.length > 0;
    },
  };
}

function happened(vault: Vault, { vouch, kind, at, content }: EventRow): Happened {
  const rest = content ? (vault.open(content, eventContext(vouch, kind)) as unknown as Omit<Happened, 'at'>) : {};
  const { by, reason, notice } = rest;
  return { at: Number(at), ...(by && { by }), ...(reason && { reason }), ...(notice && { notice }) };
}

/** In a move: what an account was given by an officer ends when it is taken out of its person. */
export async function partVouches({ rows }: Statements, vault: Vault, account: string): Promise<void> {
  await rows(
    `INSERT INTO vouch_events (vouch, kind, at) SELECT vouch, 'parted', ? FROM vouch_events
     WHERE kind = 'claimed' AND account = ? ON CONFLICT (vouch, kind) DO NOTHING`,
    [epoch(), vouchedToken(vault, account)],
  );
}

/** In a move: an account is forgotten, and all that officers wrote down for it. */
export async function eraseVouches({ rows }: Statements, vault: Vault, account: string): Promise<void> {
  const gone = await rows<{ vouch: string }>(
    "DELETE FROM vouch_events WHERE kind = 'claimed' AND account = ? RETURNING vouch",
    [vouchedToken(vault, account)],
  );
  for (const { vouch } of gone) await dropVouch({ rows }, vouch);
}

/** Forgets a record and all that became of it. */
export async function dropVouch({ rows }: Statements, id: string): Promise<void> {
  await rows('DELETE FROM vouch_events WHERE vouch = ?', [id]);
  await rows('DELETE FROM vouches WHERE id = ?', [id]);
}
