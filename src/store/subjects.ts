// The name under which one organisation knows one person, asked for each time a token is made.
// It must never be computable from anything: it is random, and stored. It changes only when people are joined or parted (moves.ts).
import { randomBytes } from 'node:crypto';
import { HubError } from '../errors.ts';
import type { Subjects, Vault } from './contracts.ts';
import type { Statements } from './database.ts';
import { epoch, only } from './values.ts';

interface Row {
  /** Token of the person that it was issued for. */
  person: string;
  content: Buffer;
  holder?: string | null;
}

const contextOf = (organisation: string, person: string) => `subjects:${organisation}:${person}`;

/** The keyed tokens that stand for an organisation and a person in these tables. */
export const organisationToken = (vault: Vault, organisation: string): string =>
  vault.token('organisation', organisation);
export const personToken = (vault: Vault, person: string): string => vault.token('person', person);

/** The subject in a row. `organisation` is the token. */
export const openSubject = (vault: Vault, organisation: string, { person, content }: Row): string =>
  vault.open(content, contextOf(organisation, person)) as string;

const previousContext = (service: string, person: string) => `previous_subjects:${service}:${person}`;

/** Keeps the subject that a person (a token) had for some services, to be told once. */
export async function keepPrevious(
  within: Statements,
  vault: Vault,
  { services, person, subject }: { services: readonly string[]; person: string; subject: string },
): Promise<void> {
  for (const service of services) {
    await within.rows(
      `INSERT INTO previous_subjects (service, person, content) VALUES (?, ?, ?)
       ON CONFLICT (service, person) DO UPDATE SET content = excluded.content`,
      [service, person, vault.seal(subject, previousContext(service, person))],
    );
  }
}

/** Pairwise subjects (OpenID Connect Core, section 8.1): 32 random bytes, base64url, one per organisation and person. */
export function createSubjects(database: Statements, vault: Vault): Subjects {
  const held = async (organisation: string, holder: string) => {
    const rows = await database.rows<Row>(
      'SELECT person, content FROM subjects WHERE organisation = ? AND holder = ?',
      [organisation, holder],
    );
    return rows[0] && openSubject(vault, organisation, rows[0]);
  };
  return {
    async subjectFor(organisation, person) {
      const [sector, holder] = [organisationToken(vault, organisation), personToken(vault, person)];
      const known = await held(sector, holder);
      if (known) return known;
      const fresh = vault.seal(randomBytes(32).toString('base64url'), contextOf(sector, holder));
      const issued = await database.rows<Row>(
        `INSERT INTO subjects (organisation, person, holder, content, issued_at) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (organisation, person) DO UPDATE SET holder = COALESCE(subjects.holder, excluded.holder)
         RETURNING person, content, holder`,
        [sector, holder, holder, fresh, epoch()],
      );
      const row = only(issued, 'subjects');
      if (row.holder !== holder) throw new HubError('internal', { detail: 'a subject that is somebody else’s now' });
      return openSubject(vault, sector, row);
    },
    async subjectsOf(person, organisations) {
      const holder = personToken(vault, person);
      const found = [];
      for (const organisation of organisations) {
        const subject = await held(organisationToken(vault, organisation), holder);
        if (subject) found.push({ organisation, subject });
      }
      return found;
    },
    async takePrevious(service, person) {
      const key = [service, personToken(vault, person)] as const;
      const waiting = 'FROM previous_subjects WHERE service = ? AND person = ?';
      // Looked at first: there hardly ever is one, and reading holds nobody up.
      if ((await database.rows(`SELECT 1 AS found ${waiting}`, key)).length === 0) return undefined;
      const [taken] = await database.rows<{ content: Buffer }>(`DELETE ${waiting} RETURNING content`, key);
      return taken && (vault.open(taken.content, previousContext(...key)) as string);
    },
  };
}
