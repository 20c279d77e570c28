// Moves accounts between people: joining them, parting them again, and forgetting somebody. Beside the sign-ins; rare, and one at a time.
// It must never let a subject that one person's service knows become another person's, nor do half of a move.
import type { Vault } from './contracts.ts';
import type { Database, Statements } from './database.ts';
import { edgeOf, forgetEdges, isLinked, keepEdge, takeEdge } from './earlier-links.ts';
import type { Moves, Sector, Signal, SubjectChange } from './matching-contracts.ts';
import { holdMoves, newPerson, sealedLink } from './people.ts';
import { keepSignals } from './signals.ts';
import { dropPrevious, keepPrevious, openSubject, organisationToken, personToken } from './subjects.ts';
import { epoch } from './values.ts';

interface SubjectRow {
  person: string;
  holder: string | null;
  content: Buffer;
  issued_at: number | string;
}

/** Where in a transaction a move stands, with what both its ends are called in the tables of subjects. */
interface Within {
  rows: Statements['rows'];
  vault: Vault;
  /** How long tokens can live that were made before, in seconds. */
  afterlife: number;
}

const rowsOf = ({ rows }: Within, organisation: string, holder: string) =>
  rows<SubjectRow>('SELECT person, holder, content, issued_at FROM subjects WHERE organisation = ? AND holder = ?', [
    organisation,
    holder,
  ]);

const hold = ({ rows }: Within, organisation: string, { person }: Pick<SubjectRow, 'person'>, holder: string | null) =>
  rows('UPDATE subjects SET holder = ? WHERE organisation = ? AND person = ?', [holder, organisation, person]);

/** Tokens that an account has for a person end; and those it had for the one it comes to now are good again. */
async function endTokens({ rows, afterlife }: Within, account: string, { from, to }: { from: string; to: string }) {
  await rows('DELETE FROM parted_accounts WHERE account = ? AND person = ?', [account, to]);
  await rows(
    `INSERT INTO parted_accounts (account, person, expires_at) VALUES (?, ?, ?)
     ON CONFLICT (account, person) DO UPDATE SET expires_at = excluded.expires_at`,
    [account, from, epoch() + afterlife],
  );
}

const isNobody = async ({ rows }: Within, person: string) =>
  (await rows('SELECT 1 AS found FROM accounts WHERE person = ? LIMIT 1', [person])).length === 0;

/** One organisation's part of one person going into another. */
async function absorbIn(at: Within, { organisation, services }: Sector, { from, to }: { from: string; to: string }) {
  const { vault } = at;
  const sector = organisationToken(vault, organisation);
  const [into, gone] = [personToken(vault, to), personToken(vault, from)];
  const [theirs] = await rowsOf(at, sector, gone);
  if (!theirs) return [];
  const [ours] = await rowsOf(at, sector, into);
  const note = (origin: string, before: string, after: string | null) =>
    at.rows(
      `INSERT INTO subject_moves (absorbed, organisation, origin, before, after) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (absorbed, organisation, origin) DO UPDATE SET before = excluded.before, after = excluded.after`,
      [gone, sector, origin, before, after],
    );
  if (!ours) {
    await note(theirs.person, gone, into);
    await hold(at, sector, theirs, into);
    return [];
  }
  const first = Number(theirs.issued_at) < Number(ours.issued_at) ? theirs : ours;
  const other = first === ours ? theirs : ours;
  await note(other.person, other === ours ? into : gone, null);
  await hold(at, sector, other, null);
  if (first === theirs) {
    await note(first.person, gone, into);
    await hold(at, sector, first, into);
  }
  const [before, after] = [openSubject(vault, sector, other), openSubject(vault, sector, first)];
  await keepPrevious(at, vault, { services, person: into, subject: before });
  return [{ organisation, before, after }];
}

interface NoteRow extends SubjectRow {
  /** Whose it was. */
  before: string;
  /** Whose it became; nobody's where it was retired. */
  after: string | null;
}

/** What can be undone of what became of subjects when one person went into another: only what nobody has moved on since. */
function undoable(notes: readonly NoteRow[], { person, other }: { person: string; other: string }): NoteRow[] {
  const brought = notes.filter(({ after, holder }) => after !== null && holder === other);
  const retired = notes.filter(({ after, holder }) => after === null && holder === null);
  // The other one's gave way to what was brought, and comes back with it.
  return [...brought, ...retired.filter(({ before }) => before === person || (before === other && brought.length > 0))];
}

/** Gives a person back what went into another one with them, as far as it is still there; what is not yet, another time. */
async function restore(at: Within, { organisation, services }: Sector, { back, left }: { back: string; left: string }) {
  const { vault } = at;
  const sector = organisationToken(vault, organisation);
  const [person, other] = [personToken(vault, back), personToken(vault, left)];
  const notes = await at.rows<NoteRow>(
    `SELECT m.before, m.after, s.person, s.holder, s.content, s.issued_at FROM subject_moves m
     JOIN subjects s ON s.organisation = m.organisation AND s.person = m.origin
     WHERE m.absorbed = ? AND m.organisation = ? ORDER BY s.issued_at`,
    [person, sector],
  );
  const undone = undoable(notes, { person, other });
  for (const row of undone) {
    await hold(at, sector, row, null);
    await at.rows('DELETE FROM subject_moves WHERE absorbed = ? AND organisation = ? AND origin = ?', [
      person,
      sector,
      row.person,
    ]);
    await dropPrevious(at, vault, { services, subject: openSubject(vault, sector, row) });
  }
  const changes: SubjectChange[] = [];
  for (const row of undone) {
    const [meanwhile] = await rowsOf(at, sector, row.before);
    if (!meanwhile) {
      await hold(at, sector, row, row.before);
      continue;
    }
    const [before, after] = [openSubject(vault, sector, row), openSubject(vault, sector, meanwhile)];
    await keepPrevious(at, vault, { services, person: row.before, subject: before });
    changes.push({ organisation, before, after });
  }
  return changes;
}

/** What organisations know a person by, told as something that some of what was behind it has left. */
async function knownAs(at: Within, person: string, sectors: readonly Sector[]): Promise<SubjectChange[]> {
  const changes: SubjectChange[] = [];
  for (const { organisation } of sectors) {
    const sector = organisationToken(at.vault, organisation);
    const [row] = await rowsOf(at, sector, personToken(at.vault, person));
    if (row) changes.push({ organisation, before: openSubject(at.vault, sector, row) });
  }
  return changes;
}

function moving(at: Within): Moves['move'] {
  return async ({ account, from, to, rule, link, sectors }) => {
    if (from === to || (await isNobody(at, to))) return undefined;
    const edge = await edgeOf(at, account, from);
    if (!edge) return undefined;
    await keepEdge(at, account, edge);
    await at.rows(
      `UPDATE accounts SET person = ?, came_from = ?, rule = ?, identity = ?, authenticator = ?, link = ?, linked_at = ?
       WHERE account = ?`,
      [
        to,
        from,
        rule,
        link.level.identity,
        link.level.authenticator,
        sealedLink(at.vault, account, link),
        epoch(),
        account,
      ],
    );
    await endTokens(at, account, { from, to });
    if (!(await isNobody(at, from))) return knownAs(at, from, sectors);
    const changes = [];
    for (const sector of sectors) changes.push(...(await absorbIn(at, sector, { from, to })));
    return changes;
  };
}

function parting(at: Within): Moves['part'] {
  return async ({ account, from, sectors }) => {
    const known = await edgeOf(at, account, from);
    const others = await at.rows('SELECT account FROM accounts WHERE person = ? AND account <> ?', [from, account]);
    if (!known || !isLinked(known) || others.length === 0) return undefined;
    const left = await knownAs(at, from, sectors);
    const person = known.came_from ?? newPerson();
    const before = await takeEdge(at, account);
    await at.rows('UPDATE accounts SET person = ?, came_from = ?, rule = ?, linked_at = ? WHERE account = ?', [
      person,
      before.came_from,
      before.rule,
      epoch(),
      account,
    ]);
    await endTokens(at, account, { from, to: person });
    const changes: SubjectChange[] = [];
    if (known.came_from !== null)
      for (const sector of sectors) changes.push(...(await restore(at, sector, { back: person, left: from })));
    const isTold = ({ before }: SubjectChange) => changes.some((change) => change.before === before);
    return { person, changes: [...left.filter((one) => !isTold(one)), ...changes] };
  };
}

/** What is kept of an account besides its row. */
const accountTables = [
  ['match_records', 'account'],
  ['match_keys', 'account'],
  ['identifiers', 'account'],
  ['known_answers', 'account'],
  ['question_tries', 'account'],
  ['kept_apart', 'account'],
  ['cases', 'account'],
] as const;

function erasing(at: Within): Moves['erase'] {
  return async (person, sectors) => {
    const { rows, vault } = at;
    const changes = await knownAs(at, person, sectors);
    const accounts = await rows<{ account: string; came_from: string | null }>(
      'DELETE FROM accounts WHERE person = ? RETURNING account, came_from',
      [person],
    );
    const before = accounts.flatMap(({ came_from }) => (came_from === null ? [] : [came_from]));
    for (const { account } of accounts) {
      before.push(...(await forgetEdges(at, account)));
      for (const [table, column] of accountTables) await rows(`DELETE FROM ${table} WHERE ${column} = ?`, [account]);
      await endTokens(at, account, { from: person, to: '' });
    }
    for (const gone of new Set([person, ...before])) {
      if (!(await isNobody(at, gone))) continue;
      const token = personToken(vault, gone);
      await rows(
        `DELETE FROM subjects WHERE holder = ? OR (holder IS NULL AND
           (person = ? OR person IN (SELECT origin FROM subject_moves WHERE before = ?)))`,
        [token, token, token],
      );
      await rows('DELETE FROM subject_moves WHERE absorbed = ?', [token]);
      await rows('DELETE FROM previous_subjects WHERE person = ?', [token]);
      for (const table of ['agreements', 'service_matches', 'authentications', 'releases'])
        await rows(`DELETE FROM ${table} WHERE person = ?`, [token]);
      await rows('DELETE FROM kept_apart WHERE person = ?', [gone]);
    }
    return changes;
  };
}

/** Moves of a database. `afterlife`: how long tokens can live that were made before one, in seconds. */
export function createMoves(database: Database, vault: Vault, afterlife: number): Moves {
  const whole = <T>(work: (at: Within) => Promise<T>): Promise<T> =>
    database.transaction(async (within) => {
      await holdMoves(within);
      return work({ rows: within.rows, vault, afterlife });
    });
  const told = (at: Within, kind: Signal['kind'], changes: readonly SubjectChange[], sectors: readonly Sector[]) =>
    keepSignals(at, kind, { changes, sectors });
  return {
    move: (move) =>
      whole(async (at) => {
        const changes = await moving(at)(move);
        await told(at, 'changed', changes ?? [], move.sectors);
        return changes;
      }),
    part: (part) =>
      whole(async (at) => {
        const parted = await parting(at)(part);
        await told(at, 'changed', parted?.changes ?? [], part.sectors);
        return parted;
      }),
    erase: (person, sectors) =>
      whole(async (at) => {
        const changes = await erasing(at)(person, sectors);
        await told(at, 'purged', changes, sectors);
        return changes;
      }),
    async parted() {
      const rows = await database.rows<{ account: string; person: string }>(
        'SELECT account, person FROM parted_accounts WHERE expires_at > ?',
        [epoch()],
      );
      const found = new Set(rows.map(({ account, person }) => `${account} ${person}`));
      return (account, person) => found.size > 0 && found.has(`${account} ${person}`);
    },
  };
}
