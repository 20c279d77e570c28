// The hub's word that a subject of this service has changed: a Security Event Token (RFC 8417), by push (RFC 8935). A reference for councils.
// It must never act on a token that it did not verify, nor take another kind of token for one.
import { jwtVerify } from 'jose';
import { z } from 'zod';
import type { RelyingParty } from './relying-party.ts';

/** A token that is not to be believed. */
export class SecurityEventError extends Error {
  override readonly name = 'SecurityEventError';
}

const accountPurged = 'https://schemas.openid.net/secevent/risc/event-type/account-purged';

const subject = z.object({ format: z.literal('iss_sub'), iss: z.string(), sub: z.string().min(1) });
const claims = z.object({
  sub_id: subject,
  events: z.record(z.string(), z.object({ new_sub_id: subject.optional() })),
});

/** What has become of somebody whom the service knows as `sub`. */
export type SubjectEvent = { kind: 'purged' | 'parted'; sub: string } | { kind: 'changed'; sub: string; to: string };

/**
 * Makes a verifier that gives an event once: undefined for one that was heard before, which is no mistake (the hub sends again when it did not
 * hear the answer). Rejects with SecurityEventError, ZodError or an error of jose for what is not to be believed.
 */
export function createSecurityEventVerifier(): (
  party: RelyingParty,
  token: string,
) => Promise<SubjectEvent | undefined> {
  const seen = new Set<string>();
  return async (party, token) => {
    const { payload } = await jwtVerify(token, await party.hubKeys(), {
      issuer: party.hubIssuer,
      audience: party.service.id,
      typ: 'secevent+jwt',
      algorithms: ['ES256'],
      requiredClaims: ['iat', 'jti', 'events', 'sub_id'],
    });
    const event = eventIn(claims.parse(payload), party.hubIssuer);
    const key = `${party.service.id} ${payload.jti}`;
    if (seen.has(key)) return undefined;
    seen.add(key);
    return event;
  };
}

function eventIn({ sub_id: { iss, sub }, events }: z.infer<typeof claims>, issuer: string): SubjectEvent {
  const [first, ...more] = Object.entries(events);
  if (!first || more.length > 0 || iss !== issuer)
    throw new SecurityEventError('not one event about a subject of the hub');
  const [type, { new_sub_id: to }] = first;
  if (type === accountPurged) return { kind: 'purged', sub };
  if (type === `${issuer}/events/account-parted`) return { kind: 'parted', sub };
  if (type === `${issuer}/events/subject-changed` && to?.iss === issuer) return { kind: 'changed', sub, to: to.sub };
  throw new SecurityEventError('an event that is not known');
}
