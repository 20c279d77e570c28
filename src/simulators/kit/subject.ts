// The same person is the same subject at one provider for ever, and another one at every other provider.
// Subjects come from a hash of invented ids: they say nothing about anyone.
import { createHash } from 'node:crypto';

const digest = (provider: string, persona: string): Buffer =>
  createHash('sha256').update(`${provider}\n${persona}`).digest();

/** A subject in One Login's form: `urn:fdc:gov.uk:2022:` and 43 characters of base64url. */
export const fdcSubject = (provider: string, persona: string): string =>
  `urn:fdc:gov.uk:2022:${digest(provider, persona).toString('base64url')}`;

/** A subject in the form of a UUID (RFC 9562, version 8: made from a hash). */
export function uuidSubject(provider: string, persona: string): string {
  const bytes = digest(provider, persona).subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
