// Small things every table needs: the clock, and the hash that stands for an identifier. Beneath the store's files.
// A clear identifier of a token, session or sign-in must never reach a statement: it goes through `hashed` first.
import { hash } from 'node:crypto';
import { HubError } from '../errors.ts';

/** Seconds since 1970. */
export const epoch = (): number => Math.floor(Date.now() / 1000);

/** SHA-256, base64url: what a table holds in place of an identifier that somebody could use. */
export const hashed = (id: string): string => hash('sha256', id, 'base64url');

/** `(?, ?), (?, ?)` for a statement of several rows. */
export function rowPlaceholders(rows: number, columns: number): string {
  const row = `(${Array(columns).fill('?').join(', ')})`;
  return Array(rows).fill(row).join(', ');
}

/** The row of a statement that always answers with one; a HubError `internal` when the table lost it. */
export function only<Row>([row]: readonly Row[], table: string): Row {
  if (row === undefined) throw new HubError('internal', { detail: `${table} has lost a row it must have` });
  return row;
}

/** What has no end of its own: the last second of the year 9999. */
const never = 253_402_300_799;

/** When something ends that lives for `seconds` from now, kept `afterlife` seconds longer. Seconds since 1970. */
export const endOf = (seconds: number | undefined, afterlife = 0): number =>
  seconds === undefined ? never : epoch() + Math.max(0, Math.ceil(seconds)) + afterlife;
