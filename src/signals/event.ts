// What a service is told when a subject of theirs changes, as a Security Event Token (RFC 8417), signed like its ID tokens' keys sign.
// It must never look like an ID token or an access token: it has a type of its own, and neither `sub` nor `exp`.
import { importJWK, type JWK, SignJWT } from 'jose';
import type { Signal } from '../store/matching-contracts.ts';

/** RISC Profile 1.0, section 2.2: the subject stands for nobody any more. */
export const accountPurged = 'https://schemas.openid.net/secevent/risc/event-type/account-purged';

/** Events of the hub's own, for which there is no registered type. */
export const ownEvents = (issuer: string) => ({
  /** `sub_id` is the subject until now, `new_sub_id` the one from now on. */
  changed: `${issuer}/events/subject-changed`,
  /** The subject stays; some of what was behind it has become another person's. */
  parted: `${issuer}/events/account-parted`,
});

/** RFC 9493, section 3.2.2. */
const subjectId = (issuer: string, sub: string) => ({ format: 'iss_sub', iss: issuer, sub });

/** The events claim: one type, with what belongs to it. */
function eventsOf({ kind, after }: Signal, issuer: string): Record<string, object> {
  if (kind === 'purged') return { [accountPurged]: {} };
  const { changed, parted } = ownEvents(issuer);
  if (after === undefined) return { [parted]: {} };
  return { [changed]: { new_sub_id: subjectId(issuer, after) } };
}

/** The token (compact JWS, ES256, `typ` `secevent+jwt`); the same `jti` however often it is sent. */
export async function tokenOf(signal: Signal, { issuer, key }: { issuer: string; key: JWK }): Promise<string> {
  return new SignJWT({ events: eventsOf(signal, issuer), sub_id: subjectId(issuer, signal.before) })
    .setProtectedHeader({ alg: 'ES256', typ: 'secevent+jwt', kid: key.kid ?? '' })
    .setIssuer(issuer)
    .setAudience(signal.service)
    .setIssuedAt(signal.createdAt)
    .setJti(signal.id)
    .sign(await importJWK(key, 'ES256'));
}
