// What becomes of authorities when people are joined, parted or forgotten; within a move (moves.ts), in its transaction.
// It must never leave an authority with somebody of whom nobody has proven that they are the one it was given to.
import type { Json } from '../connectors/contract.ts';
import type { Authority } from './authority-contracts.ts';
import type { Vault } from './contracts.ts';
import type { Statements } from './database.ts';
import { personToken } from './subjects.ts';

export interface Within {
  rows: Statements['rows'];
  vault: Vault;
}

interface Row {
  id: string;
  content: Buffer;
}

/** Names the row to the vault. */
export const authorityContext = (id: string): string => `authorities:${id}`;

export const openAuthority = (vault: Vault, { id, content }: Row): Authority =>
  vault.open(content, authorityContext(id)) as unknown as Authority;

export const sealAuthority = (vault: Vault, authority: Authority): Buffer =>
  vault.seal(authority as unknown as Json, authorityContext(authority.id));

/** Somebody is forgotten: authorities that they have a side in go, and what still waits to be told about those to whom they were given. */
export async function endAuthoritiesOf({ rows, vault }: Within, person: string): Promise<void> {
  const token = personToken(vault, person);
  const gone = await rows<Row>('DELETE FROM authorities WHERE actor = ? OR holder = ? RETURNING id, content', [
    token,
    token,
  ]);
  for (const { subject } of gone.map((row) => openAuthority(vault, row)))
    await rows('DELETE FROM notices WHERE person = ?', [personToken(vault, subject)]);
}
