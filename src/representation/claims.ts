// What a service is told of whom somebody acts for (D1): the one place that writes it, because the draft behind it may move. Pure.
// `sub` stays the person who signed in: a service that reads none of this treats them as themselves.
import type { Acr } from '../assurance/acr.ts';
import type { Level } from '../assurance/level.ts';
import type { Json } from '../connectors/contract.ts';
import type { Authority } from '../store/authority-contracts.ts';
import { levelOf } from './authority.ts';

/** The scope that asks for it. */
export const actingScope = 'acting_for';
/** The claims, by name. */
export const actingClaims = ['on_behalf_of', 'authority'] as const;

/** What a grant keeps of an authority that it was made by. */
export type OnBehalf = Pick<Authority, 'id' | 'subject' | 'relationship' | 'evidence' | 'functions' | 'endsAt'> & {
  /** What actor and evidence reach together, as a vector. */
  vot: string;
};

/** `functions`: those that the service is for; it is told of no others. */
export function onBehalfOf(
  { id, subject, relationship, evidence, functions, endsAt }: Authority,
  { level, served, acr }: { level: Level; served: readonly string[]; acr: Pick<Acr, 'vectorOf'> },
): OnBehalf {
  const both = functions.filter((one) => served.includes(one));
  const vot = acr.vectorOf(levelOf(evidence, level));
  return { id, subject, relationship, evidence, functions: both, endsAt, vot };
}

/**
 * `on_behalf_of`, and `authority` in the words of the OpenID Connect Authority claims draft (applies_to, permission).
 * `subject`: under which this service knows the other person.
 */
export function claimsOnBehalf(
  { id, relationship, evidence, functions, endsAt, vot }: OnBehalf,
  subject: string,
): Record<string, Json> {
  return {
    on_behalf_of: { sub: subject, relationship, authority_id: id, exp: endsAt },
    authority: [
      {
        applies_to: { sub: subject },
        permission: functions.map((one) => ({ role: relationship, functional_domain: one })),
        granted_by: evidence,
        vot,
      },
    ],
  };
}
