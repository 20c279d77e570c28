// What a service's own matcher has said of a person: read by the matcher step and when a grant is made without a page.
// It must never tell, to somebody who reads the database, who is known to which service.
import type { ServiceMatches, ServiceMatchResult, Vault } from './contracts.ts';
import type { Statements } from './database.ts';
import { epoch } from './values.ts';

/** One row a person and service, both as keyed tokens; the later result replaces the earlier. */
export function createServiceMatches(database: Statements, vault: Vault): ServiceMatches {
  const pair = (person: string, service: string): [string, string] => [
    vault.token('person', person),
    vault.token('service', service),
  ];
  return {
    async find(person, service) {
      const key = pair(person, service);
      const [found] = await database.rows<{ content: Buffer }>(
        'SELECT content FROM service_matches WHERE person = ? AND service = ?',
        key,
      );
      return found && (vault.open(found.content, `service_matches:${key.join(':')}`) as ServiceMatchResult);
    },
    async put(person, service, result) {
      const key = pair(person, service);
      await database.rows(
        `INSERT INTO service_matches (person, service, content, matched_at) VALUES (?, ?, ?, ?)
         ON CONFLICT (person, service) DO UPDATE SET content = excluded.content, matched_at = excluded.matched_at`,
        [...key, vault.seal(result, `service_matches:${key.join(':')}`), epoch()],
      );
    },
    async forget(person) {
      await database.rows('DELETE FROM service_matches WHERE person = ?', [vault.token('person', person)]);
    },
  };
}
