// How a service asks for `verified_claims` (OpenID Connect for Identity Assurance 1.0, section 6; the elements are those of OpenID Identity
// Assurance Schema Definition 1.0). Pure. It must never take a malformed wish for one that asks for less.
import { z } from 'zod';
import { HubError } from '../errors.ts';

const constrainable = z
  .looseObject({
    essential: z.boolean().optional(),
    value: z.string().optional(),
    values: z.array(z.string()).min(1).optional(),
  })
  .nullable();
const simple = z.looseObject({ essential: z.boolean().optional() }).nullable();
const datetime = z.looseObject({ essential: z.boolean().optional(), max_age: z.int().min(0).optional() }).nullable();
const claim = z
  .looseObject({
    essential: z.boolean().optional(),
    /** Why the service wants it, for the person to read. */
    purpose: z
      .string()
      .min(3)
      .max(300)
      .regex(/^[^\p{Cc}\p{Cf}]*$/u)
      .optional(),
    value: z.unknown().optional(),
    values: z.array(z.unknown()).min(1).optional(),
  })
  .nullable();

const wish = z.strictObject({
  verification: z.looseObject({
    trust_framework: constrainable,
    assurance_level: constrainable.optional(),
    assurance_process: z
      .looseObject({
        policy: constrainable.optional(),
        procedure: constrainable.optional(),
        assurance_details: z.array(z.unknown()).min(1).optional(),
      })
      .optional(),
    time: datetime.optional(),
    verification_process: simple.optional(),
    evidence: z
      .array(z.looseObject({ type: z.looseObject({}) }))
      .min(1)
      .optional(),
  }),
  claims: z
    .record(z.string(), claim)
    .refine((claims) => Object.keys(claims).length > 0)
    .nullable(),
});

export type VerifiedWish = z.infer<typeof wish>;
export type Constraint = z.infer<typeof constrainable> | undefined;

const member = z.looseObject({ verified_claims: z.union([z.array(wish), wish]).optional() }).nullish();
const claimsParameter = z.looseObject({ id_token: member, userinfo: member });

/** What is asked for in either place; empty where nothing is. */
export interface VerifiedWishes {
  id_token: readonly VerifiedWish[];
  userinfo: readonly VerifiedWish[];
}

/** Reads the `claims` parameter. Throws HubError `bad_request` (`invalid_request`) for a wish of another shape. */
export function readVerifiedWishes(claims: string | undefined): VerifiedWishes {
  if (!claims?.includes('verified_claims')) return { id_token: [], userinfo: [] };
  const read = claimsParameter.safeParse(JSON.parse(claims));
  if (!read.success) {
    const detail =
      'verified_claims needs verification with trust_framework, and claims; a purpose has 3 to 300 characters';
    throw new HubError('bad_request', { oauth: 'invalid_request', detail });
  }
  const listed = (value: VerifiedWish | VerifiedWish[] | undefined) =>
    value === undefined ? [] : Array.isArray(value) ? value : [value];
  const { id_token, userinfo } = read.data;
  return { id_token: listed(id_token?.verified_claims), userinfo: listed(userinfo?.verified_claims) };
}

/** Names of claims that are wished for in any of them. */
export const namesIn = ({ id_token, userinfo }: VerifiedWishes): string[] =>
  [...id_token, ...userinfo].flatMap(({ claims }) => Object.keys(claims ?? {}));

/** Claim name → the service's reason, for the share page; the first one given counts. */
export function purposesIn({ id_token, userinfo }: VerifiedWishes): ReadonlyMap<string, string> {
  const given = [...id_token, ...userinfo].flatMap(({ claims }) => Object.entries(claims ?? {}));
  const reasons = given.flatMap(([name, asked]) => (asked?.purpose ? [[name, asked.purpose] as const] : []));
  return new Map(reasons.toReversed());
}
