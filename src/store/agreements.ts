// What a person has agreed to share with a service: read by the share step, so that it asks once and not every time.
// It must never tell, to somebody who reads the database, who uses which service.
import type { Agreements } from './authentication-contracts.ts';
import type { Vault } from './contracts.ts';
import type { Statements } from './database.ts';
import { epoch } from './values.ts';

/** One row a person and service, both as keyed tokens; the later agreement replaces the earlier. */
export function createAgreements(database: Statements, vault: Vault): Agreements {
  const pair = (person: string, service: string): [string, string] => [
    vault.token('person', person),
    vault.token('service', service),
  ];
  return {
    async find(person, service) {
      const key = pair(person, service);
      const [found] = await database.rows<{ content: Buffer }>(
        'SELECT content FROM agreements WHERE person = ? AND service = ?',
        key,
      );
      return found && (vault.open(found.content, `agreements:${key.join(':')}`) as string[]);
    },
    async of(person, services) {
      const found = [];
      for (const service of services) {
        const key = pair(person, service);
        const [row] = await database.rows<{ content: Buffer; agreed_at: number | string }>(
          'SELECT content, agreed_at FROM agreements WHERE person = ? AND service = ?',
          key,
        );
        if (!row) continue;
        const attributes = vault.open(row.content, `agreements:${key.join(':')}`) as string[];
        found.push({ service, attributes, agreedAt: Number(row.agreed_at) });
      }
      return found;
    },
    async put(person, service, attributes) {
      const key = pair(person, service);
      await database.rows(
        `INSERT INTO agreements (person, service, content, agreed_at) VALUES (?, ?, ?, ?)
         ON CONFLICT (person, service) DO UPDATE SET content = excluded.content, agreed_at = excluded.agreed_at`,
        [...key, vault.seal([...attributes], `agreements:${key.join(':')}`), epoch()],
      );
    },
  };
}
