// The name under which one organisation knows one person, asked for each time a token is made.
// It must never be computable from anything: it is random, and stored. It changes only when people are joined or parted (moves.ts).
import { HubError } from '../errors.ts';
import { randomText } from '../random.ts';
import type { Subjects, Vault } from './contracts.ts';
import type { Database, Statements } from './database.ts';
import { holdMoves } from './people.ts';
import type { Recall } from './recall.ts';
import { epoch } from './values.ts';

interface Row {
  /** Token of the person that it was issued for. */
  person: string;
  content: Buffer;
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

interface Previous {
  services: readonly string[];
  /** Token of the person. */
  person: string;
  subject: string;
}

const waiting = 'FROM previous_subjects WHERE service = ? AND person = ?';

const opened = (vault: Vault, key: readonly [service: string, person: string], content: Buffer): string[] =>
  [vault.open(content, previousContext(...key))].flat() as string[];

/** Takes out what waits to be told; within a move, or where moves are held back. */
async function takeWaiting(within: Statements, vault: Vault, key: readonly [service: string, person: string]) {
  const [row] = await within.rows<{ content: Buffer }>(`DELETE ${waiting} RETURNING content`, key);
  return row ? opened(vault, key, row.content) : [];
}

async function letWait(
  within: Statements,
  vault: Vault,
  { key, subjects }: { key: readonly [service: string, person: string]; subjects: readonly string[] },
) {
  if (subjects.length === 0) return;
  const content = vault.seal([...subjects], previousContext(...key));
  await within.rows('INSERT INTO previous_subjects (service, person, content) VALUES (?, ?, ?)', [...key, content]);
}

/** Keeps a subject that a person had for some services, to be told once, after those that wait already. */
export async function keepPrevious(within: Statements, vault: Vault, { services, person, subject }: Previous) {
  for (const service of services) {
    const key = [service, person] as const;
    const others = (await takeWaiting(within, vault, key)).filter((one) => one !== subject);
    await letWait(within, vault, { key, subjects: [...others, subject] });
  }
}

/** A subject that somebody has back is nobody’s previous one, whoever it waits for. */
export async function dropPrevious(within: Statements, vault: Vault, { services, subject }: Omit<Previous, 'person'>) {
  for (const service of services) {
    const rows = await within.rows<{ person: string; content: Buffer }>(
      'SELECT person, content FROM previous_subjects WHERE service = ?',
      [service],
    );
    for (const { person, content } of rows) {
      const key = [service, person] as const;
      if (!opened(vault, key, content).includes(subject)) continue;
      const others = (await takeWaiting(within, vault, key)).filter((one) => one !== subject);
      await letWait(within, vault, { key, subjects: others });
    }
  }
}

/** Pairwise subjects (OpenID Connect Core, section 8.1): 32 random bytes, base64url, one per organisation and person. */
export function createSubjects(database: Database, vault: Vault, recall: Recall): Subjects {
  /** Issues one, or gives a retired one back. Of many at once one does: no index may refuse the others, whichever of the two looks first. */
  const issue = async (sector: string, holder: string, origin: string) => {
    const fresh = vault.seal(randomText(32), contextOf(sector, origin));
    const issued = await database.rows(
      `INSERT INTO subjects (organisation, person, holder, content, issued_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO NOTHING RETURNING 1 AS issued`,
      [sector, origin, holder, fresh, epoch()],
    );
    if (issued.length > 0) return;
    await database.rows('UPDATE subjects SET holder = ? WHERE organisation = ? AND person = ? AND holder IS NULL', [
      holder,
      sector,
      origin,
    ]);
  };
  const isSomebody = async (person: string) =>
    (await database.rows('SELECT 1 AS found FROM accounts WHERE person = ? LIMIT 1', [person])).length > 0;
  const held = async (organisation: string, holder: string) => {
    const key = [organisation, holder];
    const rows = await recall.rows('subjects', `${organisation},${holder}`, () =>
      database.rows<Row>('SELECT person, content FROM subjects WHERE organisation = ? AND holder = ?', key),
    );
    return rows[0] && openSubject(vault, organisation, rows[0]);
  };
  const anybodyWaits = async () =>
    (
      await recall.rows('previous_subjects', '', () =>
        database.rows('SELECT service FROM previous_subjects ORDER BY service LIMIT 1'),
      )
    ).length > 0;
  return {
    async subjectFor(organisation, person) {
      const [sector, holder] = [organisationToken(vault, organisation), personToken(vault, person)];
      const known = await held(sector, holder);
      if (known) return known;
      for (let turn = 0; ; turn++) {
        await issue(sector, holder, turn === 0 ? holder : personToken(vault, `${person}\0${turn}`));
        recall.drop('subjects', `${sector},${holder}`);
        const subject = await held(sector, holder);
        if (subject) return subject;
        // Theirs has gone to another person with one of their accounts: another one is for those who are still here.
        if (!(await isSomebody(person)))
          throw new HubError('internal', { detail: 'a subject that is somebody else’s now' });
      }
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
      if (recall.remembers && !(await anybodyWaits())) return undefined;
      // Looked at first: there hardly ever is one, and reading holds nobody up.
      if ((await database.rows(`SELECT 1 AS found ${waiting}`, key)).length === 0) return undefined;
      return database.transaction(async (within) => {
        await holdMoves(within);
        const [first, ...others] = await takeWaiting(within, vault, key);
        await letWait(within, vault, { key, subjects: others });
        return first;
      });
    },
  };
}
