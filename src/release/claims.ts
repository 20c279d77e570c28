// From what was asked to what is released: pure. Between the share page and the tokens.
// It must never release an attribute that the service is not registered for, did not ask for, or the person did not agree to.
import type { Held } from '../ages/claims.ts';
import type { AgeAnswer } from '../ages/policy.ts';
import type { Level, Stamp } from '../assurance/level.ts';
import type { AttributeRow } from '../config/schema/attributes.ts';
import type { Service } from '../config/schema/services.ts';
import type { Json } from '../connectors/contract.ts';
import type { OnBehalf } from '../representation/claims.ts';
import type { ServiceMatchResult } from '../store/contracts.ts';
import { attributesOfClaims } from './one-login.ts';
import { namesIn, readVerifiedWishes } from './verified-claims-request.ts';

/** What one grant releases. */
export interface Release {
  /** Where the person came from: what was released ends with that provider's life. */
  provider: string;
  /** Their account (a token); absent in what was released before that was kept. */
  account?: string;
  /** The level that the account itself reached, and by which version of which table all of it was read. */
  level: Level;
  stamp?: Stamp;
  /** Claims by name, besides `sub`. */
  claims: Record<string, Json>;
  /** RFC 8485: the vector really achieved. */
  vot: string;
  /** What the answer says of age, and how long it does; absent in what was released before that was kept. */
  age?: AgeAnswer;
  /** `verified_claims` as either place gets them; absent where nothing verified was asked for, or none can be given. */
  verified?: { id_token?: Json; userinfo?: Json };
  /** What the service's own matcher said, and what the service gets to open a record with. */
  match?: ServiceMatchResult | 'no-match';
  /** What the person says of themselves beside it; for userinfo. */
  stated?: Record<string, Json>;
  /** For whom the person acts, where they do. */
  onBehalf?: OnBehalf;
  creation?: Record<string, Json>;
  /** It stands on an officer's check: which, and what is left when that has ended; absent where nothing is. */
  vouch?: { id: string; without?: Release & { acr: string } };
  /** For a service in One Login's dialect: what is signed as the core identity when it is collected. */
  identity?: { vot: string; credentialSubject: Json };
}

/** The parameters of a request that name attributes. */
export interface AttributeParameters {
  scope?: string | undefined;
  /** The `claims` parameter (OpenID Connect Core 5.5), as valid JSON text. */
  claims?: string | undefined;
}

/** Canonical names of what a request asks for and its service may have, in the table's order. */
export function requestedAttributes(
  parameters: AttributeParameters,
  service: Service,
  rows: readonly AttributeRow[],
): string[] {
  const scopes = new Set(parameters.scope?.split(' '));
  const claims = claimNames(parameters.claims);
  const behind = new Set(service.dialect === 'one-login' ? attributesOfClaims(claims) : []);
  return rows
    .filter((row) => service.attributes.includes(row.name))
    .filter((row) => scopes.has(row.scope) || claims.has(row.claim) || behind.has(row.name))
    .map((row) => row.name);
}

function claimNames(parameter: string | undefined): Set<string> {
  if (!parameter) return new Set();
  const { userinfo, id_token } = JSON.parse(parameter) as { userinfo?: object; id_token?: object };
  return new Set([
    ...Object.keys(userinfo ?? {}),
    ...Object.keys(id_token ?? {}),
    ...namesIn(readVerifiedWishes(parameter)),
  ]);
}

/** The claims of some attributes; those that the account does not have are left out. */
export function claimsOf(
  attributes: Readonly<Record<string, Held>>,
  names: readonly string[],
  rows: readonly AttributeRow[],
): Record<string, Json> {
  const wanted = rows.filter((row) => names.includes(row.name));
  return Object.fromEntries(
    wanted.flatMap((row) => {
      const attribute = attributes[row.name];
      if (!attribute) return [];
      const value = [row.claim, attribute.value as Json] as const;
      return row.verifiedClaim ? [value, [row.verifiedClaim, attribute.verified] as const] : [value];
    }),
  );
}
