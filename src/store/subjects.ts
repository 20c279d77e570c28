// The name under which one organisation knows one person, asked for each time a token is made.
// Once issued it must never change, and it must never be computable from anything: it is random, and stored.
import { randomBytes } from 'node:crypto';
import type { Subjects, Vault } from './contracts.ts';
import type { Statements } from './database.ts';
import { only } from './values.ts';

interface Row {
  content: Buffer;
}

/** Cached subjects; they never change, so the bound is only there for memory. */
const remembered = 10_000;

/** Pairwise subjects (OpenID Connect Core, section 8.1): 32 random bytes, base64url, one per organisation and person. */
export function createSubjects(database: Statements, vault: Vault): Subjects {
  const cache = new Map<string, string>();
  const remember = (name: string, subject: string): string => {
    const oldest = cache.keys().next();
    if (cache.size >= remembered && !oldest.done) cache.delete(oldest.value);
    cache.set(name, subject);
    return subject;
  };
  return {
    async subjectFor(organisation, person) {
      const key: [string, string] = [vault.token('organisation', organisation), vault.token('person', person)];
      const context = `subjects:${key.join(':')}`;
      const cached = cache.get(context);
      if (cached) return cached;
      const opened = ({ content }: Row) => remember(context, vault.open(content, context) as string);
      const [known] = await database.rows<Row>(
        'SELECT content FROM subjects WHERE organisation = ? AND person = ?',
        key,
      );
      if (known) return opened(known);
      const fresh = vault.seal(randomBytes(32).toString('base64url'), context);
      const issued = await database.rows<Row>(
        `INSERT INTO subjects (organisation, person, content) VALUES (?, ?, ?)
         ON CONFLICT (organisation, person) DO UPDATE SET person = excluded.person RETURNING content`,
        [...key, fresh],
      );
      return opened(only(issued, 'subjects'));
    },
  };
}
