// Reads ScotAccount's `verified_claims` in both shapes that have been documented. Pure.
// Anything that it does not know for sure counts as not verified.
import { z } from 'zod';
import type { Attribute } from '../../contract.ts';
import { composeAddress, readAttributes } from '../attributes.ts';
import type { Claims } from '../keys.ts';

const bag = z.record(z.string(), z.unknown());

/** Earlier: one object for everything, the claims inside the verification or beside it, or beside `verified_claims`. */
const older = z.object({
  verification: z.object({
    outcome: z.string().regex(/^(?!.*\bNOT\b)(.* )?VERIFIED SUCCESSFULLY$/),
    assurance_level: z.literal('GPG45-Medium').optional(),
    confidence_level: z.literal('medium').optional(),
    claims: bag.optional(),
  }),
  claims: bag.optional(),
});

/** Later: one entry for each scope. */
const newer = z.object({
  scope: z.string().optional(),
  verification: z.looseObject({ outcome: z.string(), confidence_level: z.string().optional() }),
  claims: bag.default({}),
});

/** What the signed claims amount to: whether identity was verified, and the attributes of what was. */
export interface VerifiedClaims {
  identity: boolean;
  attributes: Record<string, Attribute>;
}

const nothing: VerifiedClaims = { identity: false, attributes: {} };

/** Reads a claims token of either shape; any other gives nothing. Partial success gives what succeeded. */
export function readVerifiedClaims({ verified_claims: value, claims: beside }: Claims): VerifiedClaims {
  return Array.isArray(value) ? readNewer(value) : readOlder(value, beside);
}

function readOlder(value: unknown, beside: unknown): VerifiedClaims {
  const entry = older.safeParse(value).data;
  if (!entry) return nothing;
  const { claims: inside } = entry.verification;
  return { identity: true, attributes: attributesOf({ ...inside, ...entry.claims, ...bag.safeParse(beside).data }) };
}

function readNewer(entries: readonly unknown[]): VerifiedClaims {
  const verified = entries
    .map((entry) => newer.safeParse(entry).data)
    .filter((entry) => entry?.verification.outcome === 'VERIFIED_SUCCESSFULLY');
  return {
    identity: verified.some((entry) => entry !== undefined && isIdentity(entry)),
    attributes: attributesOf(Object.assign({}, ...verified.map((entry) => entry?.claims))),
  };
}

function isIdentity({ scope, verification }: z.infer<typeof newer>): boolean {
  const named = scope === undefined || scope === 'scotaccount.gpg45.medium' || scope === 'gpg-45-medium';
  return named && verification.confidence_level === 'medium';
}

function attributesOf(claims: Claims): Record<string, Attribute> {
  const found = readAttributes(claims, {
    given_name: { claim: 'given_name', kind: 'text', verified: true },
    family_name: { claim: 'family_name', kind: 'text', verified: true },
    birthdate: { claim: 'birth_date', kind: 'date', verified: true },
    email: { claim: 'email', kind: 'email', verified: true },
    phone_number: { claim: 'mobile', kind: 'phone', verified: true },
  });
  const address = composeAddress(inCamelCase(claims.address));
  return address ? { ...found, address: { value: address, verified: true } } : found;
}

function inCamelCase(value: unknown): Claims | undefined {
  const parts = bag.safeParse(value).data;
  const camel = (name: string) => name.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());
  return parts && Object.fromEntries(Object.entries(parts).map(([name, part]) => [camel(name), part]));
}
