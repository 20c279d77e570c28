// What one grant releases: made when the grant is, of what the sign-in is worth to the service at that moment. Pure.
// It must never leave what stands on an officer's check alone without what is left when that check ends.
import { withAges } from '../ages/claims.ts';
import { ageAnswer } from '../ages/policy.ts';
import type { Acr } from '../assurance/acr.ts';
import { type Asked, satisfiedInTheEnd } from '../assurance/ask.ts';
import type { AttributeRow } from '../config/schema/attributes.ts';
import type { Service } from '../config/schema/services.ts';
import { creationFor, type Match } from '../matching/own-matcher.ts';
import { claimsOf, type Release } from '../release/claims.ts';
import { claimsOfCorrection } from '../release/correction.ts';
import { oneLoginRelease } from '../release/one-login.ts';
import { type Verified, verifiedClaims } from '../release/verified-claims.ts';
import { readVerifiedWishes, type VerifiedWishes } from '../release/verified-claims-request.ts';
import { onBehalfOf } from '../representation/claims.ts';
import type { Authentication } from '../store/authentication-contracts.ts';
import type { Authority } from '../store/authority-contracts.ts';
import { vouchEvidence } from '../vouching/evidence.ts';
import { type Worth, worthOf } from '../vouching/worth.ts';
import { claimsAsked } from './one-login/request-rules.ts';

/** What a grant is made from. */
export interface GrantRequest {
  service: Service;
  authentication: Authentication;
  /** Canonical attributes that may be released. */
  attributes: readonly string[];
  scope: string;
  /** The `claims` parameter. */
  claims: string | undefined;
  asked: Asked;
  /** What the service's own matcher said, where it has one. */
  match: Match | undefined;
  /** The authority that the person acts by. */
  onBehalf?: Authority;
  /** What the person says their address is. */
  correction?: string;
}

export interface Table {
  rows: readonly AttributeRow[];
  acr: Acr;
}

/** What a grant releases; where an officer's check counts, with what is left without it, if that is enough for what was asked. */
export function releaseOf(request: GrantRequest, table: Table): Release {
  const { authentication, service, asked } = request;
  const worth = worthOf(authentication, service);
  const release = released(request, worth, table);
  if (!worth.vouch) return release;
  const { vouched: _ended, ...own } = authentication;
  const met = satisfiedInTheEnd(asked, own.level);
  const without = met && { ...released(request, worthOf(own, service), table), acr: met.acr };
  return { ...release, vouch: { id: worth.vouch.id, ...(without && { without }) } };
}

function released(request: GrantRequest, worth: Worth, { rows, acr }: Table): Release {
  const { service, authentication, attributes: agreed, claims, asked, match, onBehalf, correction } = request;
  const { level, stamp, attributes: said } = worth;
  const now = new Date();
  const attributes = withAges(said, rows, now);
  const plain = {
    provider: authentication.provider,
    account: authentication.account,
    level: authentication.level,
    ...(stamp && { stamp }),
    claims: claimsOf(attributes, agreed, rows),
    ...(correction !== undefined && { stated: claimsOfCorrection(correction) }),
    vot: acr.vectorOf(level),
    age: ageAnswer({ service, attributes: said, agreed, rows }, now),
    ...(match && { match }),
    ...(onBehalf && {
      onBehalf: onBehalfOf(onBehalf, { level, served: service.actingFor?.functions ?? [], acr }),
    }),
    ...(match === 'account-creation' && {
      creation: claimsOf(attributes, creationFor(match, service.matcher), rows),
    }),
  };
  if (service.dialect !== 'one-login') {
    const verified = verifiedOf(worth, { agreed, rows, now });
    return { ...plain, verified: verifiedIn(readVerifiedWishes(claims), verified) };
  }
  const names = new Set(claimsAsked(claims));
  const inDialect = oneLoginRelease({ claims: names, asked, level, attributes: said, agreed });
  return { ...plain, ...inDialect, claims: { ...plain.claims, ...inDialect.claims } };
}

/** What was verified, and by whom: where an officer's check counts, what that has checked, and nothing else beside it. */
function verifiedOf(
  { level, stamp, attributes, vouch, fromVouch }: Worth,
  { agreed, rows, now }: Pick<Verified, 'agreed' | 'rows'> & { now: Date },
): Verified {
  const common = { identity: level.identity, profile: stamp?.profile, agreed, rows };
  if (!vouch) return { ...common, attributes: withAges(attributes, rows, now) };
  const checked = Object.fromEntries(Object.entries(attributes).filter(([name]) => fromVouch.includes(name)));
  const evidence = { evidence: vouchEvidence(vouch), checkedAt: vouch.recordedAt, now: now.getTime() / 1000 };
  return { ...common, attributes: withAges(checked, rows, now), vouch: evidence };
}

function verifiedIn({ id_token, userinfo }: VerifiedWishes, verified: Verified): NonNullable<Release['verified']> {
  const [inIdToken, inUserinfo] = [id_token, userinfo].map((wishes) => verifiedClaims(wishes, verified));
  return {
    ...(inIdToken !== undefined && { id_token: inIdToken }),
    ...(inUserinfo !== undefined && { userinfo: inUserinfo }),
  };
}
