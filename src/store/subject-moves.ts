// What becomes of the subjects that organisations know when accounts move: they go along, give way, and come back. Within moves (moves.ts).
// It must never let a subject that one person's service knows become another person's, but where the one has gone into the other.
import type { Vault } from './contracts.ts';
import type { Statements } from './database.ts';
import type { Sector, SubjectChange } from './matching-contracts.ts';
import { dropPrevious, keepPrevious, openSubject, organisationToken, personToken } from './subjects.ts';

interface SubjectRow {
  person: string;
  holder: string | null;
  content: Buffer;
  issued_at: number | string;
}

/** Where in a transaction a move stands. */
export interface Within {
  rows: Statements['rows'];
  vault: Vault;
}

const rowsOf = ({ rows }: Within, organisation: string, holder: string) =>
  rows<SubjectRow>('SELECT person, holder, content, issued_at FROM subjects WHERE organisation = ? AND holder = ?', [
    organisation,
    holder,
  ]);

const hold = ({ rows }: Within, organisation: string, { person }: Pick<SubjectRow, 'person'>, holder: string | null) =>
  rows('UPDATE subjects SET holder = ? WHERE organisation = ? AND person = ?', [holder, organisation, person]);

/** One organisation's part of one person going into another. */
export async function absorbIn(
  at: Within,
  { organisation, services }: Sector,
  { from, to }: { from: string; to: string },
) {
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
export async function restore(
  at: Within,
  { organisation, services }: Sector,
  { back, left }: { back: string; left: string },
) {
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
export async function knownAs(at: Within, person: string, sectors: readonly Sector[]): Promise<SubjectChange[]> {
  const changes: SubjectChange[] = [];
  for (const { organisation } of sectors) {
    const sector = organisationToken(at.vault, organisation);
    const [row] = await rowsOf(at, sector, personToken(at.vault, person));
    if (row) changes.push({ organisation, before: openSubject(at.vault, sector, row) });
  }
  return changes;
}
