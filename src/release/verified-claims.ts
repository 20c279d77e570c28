// `verified_claims`: what was verified of a person, and by which rules (OpenID Connect for Identity Assurance 1.0, section 5). Pure.
// It must never hold a claim that nobody checked, was not asked for, or the person did not agree to; and it is left out, never an error.
import type { Held } from '../ages/claims.ts';
import type { Identity } from '../assurance/level.ts';
import { trustFramework } from '../assurance/trust-framework.ts';
import type { AttributeRow } from '../config/schema/attributes.ts';
import type { Json } from '../connectors/contract.ts';
import { evidenceFor } from './evidence-wish.ts';
import type { Constraint, VerifiedWish } from './verified-claims-request.ts';

/** What a sign-in has to show. */
export interface Verified {
  identity: Identity;
  /** The GPG 45 profile, where one is known. */
  profile?: string | undefined;
  attributes: Readonly<Record<string, Held>>;
  /** Canonical attributes that the service may have and the person agreed to. */
  agreed: readonly string[];
  rows: readonly AttributeRow[];
  /** Where an officer has checked it: the evidence, and when that was. Seconds since 1970. */
  vouch?: { evidence: Json; checkedAt: number; now: number };
}

/** One object for one wish that can be met, a list for several, undefined for none. */
export function verifiedClaims(wishes: readonly VerifiedWish[], verified: Verified): Json | undefined {
  if (verified.identity === 'none') return undefined;
  const met = wishes.flatMap((wish) => {
    const verification = verificationOf(wish, verified);
    const claims = claimsFor(wish, verified);
    return verification && Object.keys(claims).length > 0 ? [{ verification, claims }] : [];
  });
  const [first, ...others] = met;
  return others.length > 0 ? met : first;
}

/** The elements asked for; undefined where one that is required, or has to have a certain value, is not there. */
function verificationOf(
  { verification: asked }: VerifiedWish,
  { identity, profile, vouch }: Verified,
): Json | undefined {
  const { trust_framework, assurance_level, assurance_process: process, evidence, time, ...others } = asked;
  const level = identity.replace('-', '_');
  const shownEvidence = evidence && evidenceFor(evidence, vouch?.evidence);
  const fits =
    allows(trust_framework, trustFramework) &&
    allows(assurance_level, level) &&
    allows(process?.policy, 'gpg45') &&
    allows(process?.procedure, profile) &&
    // Which documents somebody showed to a provider is not told to the hub: an officer's check is all the evidence that there is (5.4.4).
    (evidence === undefined || shownEvidence !== undefined) &&
    isRecent(time, vouch) &&
    Object.values(others).every((element) => allows(element as Constraint, undefined));
  if (!fits) return undefined;
  const shown = {
    ...(process && 'policy' in process && { policy: 'gpg45' }),
    ...(process && 'procedure' in process && profile && { procedure: profile }),
  };
  return {
    trust_framework: trustFramework,
    ...(assurance_level !== undefined && { assurance_level: level }),
    ...(time !== undefined && vouch && { time: new Date(vouch.checkedAt * 1000).toISOString() }),
    ...(Object.keys(shown).length > 0 && { assurance_process: shown }),
    ...(shownEvidence !== undefined && { evidence: [shownEvidence] }),
  };
}

/** A time is known of officers' checks alone; it has to be as new as was asked for (section 6.3). */
function isRecent(time: VerifiedWish['verification']['time'], vouch: Verified['vouch']): boolean {
  if (!vouch || !time) return allows(time as Constraint, undefined);
  return time.max_age === undefined || vouch.now - vouch.checkedAt <= time.max_age;
}

/** Whether a value is one that was asked for; without a value, whether nothing in particular was. */
function allows(constraint: Constraint, value: string | undefined): boolean {
  if (!constraint) return true;
  const { essential, value: one, values, max_age } = constraint;
  if (value === undefined) return !essential && one === undefined && values === undefined && max_age === undefined;
  return (one === undefined || one === value) && (values === undefined || values.includes(value));
}

/** A claim that cannot be had, or has another value than was asked for, is left out, even where it is essential (section 6.4). */
function claimsFor({ claims: asked }: VerifiedWish, { attributes, agreed, rows }: Verified): Record<string, Json> {
  const found = Object.entries(asked ?? {}).flatMap(([name, wanted]) => {
    const row = rows.find(({ claim, name: canonical }) => claim === name && agreed.includes(canonical));
    const attribute = row && attributes[row.name];
    if (!attribute?.verified) return [];
    const same = (other: unknown) => JSON.stringify(other) === JSON.stringify(attribute.value);
    const fits = (wanted?.value === undefined || same(wanted.value)) && (wanted?.values?.some(same) ?? true);
    return fits ? [[name, attribute.value as Json] as const] : [];
  });
  return Object.fromEntries(found);
}
