// What becomes of authorities when people are joined, parted or forgotten; within a move (moves.ts), in its transaction.
// It must never leave an authority with somebody of whom nobody has proven that they are the one it was given to.
import type { Json } from '../connectors/contract.ts';
import { pseudonymOf } from '../trail/events.ts';
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

/** Whether somebody is blocked or held: nobody gets out of that by a code or another account. */
export const isStopped = async ({ rows, vault }: Within, person: string): Promise<boolean> =>
  (await rows('SELECT 1 AS found FROM blocked_people WHERE person = ?', [pseudonymOf(person, vault)])).length > 0;

const sidesOf = (token: string) => [token, token] as const;

/** Somebody has gone into another person, and is nobody now. What they have proven to be theirs goes along; nothing else does. */
export async function followIn(
  { rows, vault }: Within,
  { from, to, proven }: { from: string; to: string; proven: boolean },
): Promise<void> {
  const [gone, into] = [personToken(vault, from), personToken(vault, to)];
  await rows('UPDATE authorities SET written_by = ? WHERE written_by = ?', [into, gone]);
  const found =
    proven && !(await isStopped({ rows, vault }, from))
      ? await rows<Row>('SELECT id, content FROM authorities WHERE actor = ? OR holder = ?', sidesOf(gone))
      : [];
  for (const row of found) {
    const before = openAuthority(vault, row);
    const now = (person: string | undefined) => (person === from ? to : person);
    const [actor, holder] = [now(before.actor), now(before.holder)];
    const after: Authority = {
      ...before,
      ...(actor !== undefined && { actor }),
      ...(holder !== undefined && { holder }),
      subject: now(before.subject) ?? to,
      followed: [...(before.followed ?? []), from],
    };
    const tokens = [actor, holder].map((person) => (person === undefined ? null : personToken(vault, person)));
    await rows('UPDATE authorities SET actor = ?, holder = ?, content = ? WHERE id = ?', [
      ...tokens,
      sealAuthority(vault, after),
      after.id,
    ]);
  }
  // Nobody acts for themselves, nor by what they wrote down as an officer.
  await rows(
    `DELETE FROM authorities WHERE (actor = ? OR holder = ?) AND (actor = holder OR written_by IN (actor, holder))`,
    sidesOf(into),
  );
}

/** Somebody is parted from another person again: whatever had gone along with them ends, because nobody knows any more whose it is. */
export async function endFollowed({ rows, vault }: Within, { back, left }: { back: string; left: string }) {
  const token = personToken(vault, left);
  const found = await rows<Row>('SELECT id, content FROM authorities WHERE actor = ? OR holder = ?', sidesOf(token));
  const over = found.map((row) => openAuthority(vault, row)).filter(({ followed }) => followed?.includes(back));
  for (const { id } of over) await rows('DELETE FROM authorities WHERE id = ?', [id]);
}

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
