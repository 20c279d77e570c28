// The signed claims of ScotAccount, in the two shapes that its documents have had. What failed is said, not left out.
// Nothing that was not asked for, or not verified, is among the claims.
import type { Persona, PersonaAddress } from '../../config/schema/personas.ts';
import type { Session } from '../kit/dialect.ts';
import { currentAddress, currentName } from '../kit/people.ts';

export const identityScopes = ['scotaccount.gpg45.medium', 'gpg-45-medium'];
export const attributeScopes = [...identityScopes, 'scotaccount.address', 'scotaccount.email', 'scotaccount.mobile'];

export type ClaimsShape = 'array' | 'object';

interface Checked {
  scope: string;
  verified: boolean;
  claims: Record<string, unknown>;
}

/** `verified_claims` (and, in the older shape, `claims` beside it); undefined where nothing was asked for. */
export function signedClaims(
  session: Session,
  person: Persona,
  shape: ClaimsShape,
): Record<string, unknown> | undefined {
  const checked = session.authorization.scopes
    .filter((scope) => attributeScopes.includes(scope))
    .map((scope) => check(scope, session, person));
  if (checked.length === 0) return undefined;
  return shape === 'array' ? newer(checked, session) : older(checked, session, person);
}

function check(scope: string, session: Session, person: Persona): Checked {
  const { given_name, family_name } = currentName(person);
  const address = currentAddress(person);
  const identified = session.proven && person.scotland?.verified === true;
  switch (scope) {
    case 'scotaccount.address':
      return {
        scope,
        verified: session.proven && person.scotland?.address === true,
        claims: { address: snakeCase(address) },
      };
    case 'scotaccount.email':
      return { scope, verified: person.email !== undefined, claims: { email: person.email } };
    case 'scotaccount.mobile':
      return { scope, verified: person.phone !== undefined, claims: { mobile: person.phone } };
    default:
      return { scope, verified: identified, claims: { given_name, family_name, birth_date: person.birthDate } };
  }
}

const verifier = ({ sid }: Session) => ({ organization: 'DIS', txn: sid });
const time = ({ authTime }: Session) => new Date(authTime * 1000).toISOString();

/** One entry for each scope, with names in snake_case. */
function newer(checked: readonly Checked[], session: Session) {
  const level: Record<string, string | undefined> = {
    'lower-level': 'low',
    'higher-level': 'very_high',
    'no-level': undefined,
  };
  const { fault } = session.trouble;
  return {
    verified_claims: checked.map(({ scope, verified, claims }) => ({
      scope,
      verification: {
        outcome: verified ? 'VERIFIED_SUCCESSFULLY' : 'NOT_VERIFIED',
        trust_framework: 'uk_tfida',
        ...(identityScopes.includes(scope)
          ? { assurance_policy: 'GPG_45', confidence_level: fault in level ? level[fault] : 'medium' }
          : {}),
        time: time(session),
        verifier: verifier(session),
      },
      ...(verified ? { claims } : {}),
    })),
  };
}

/** One object for everything, with the address in camelCase, and one outcome: that of the identity where it was asked for. */
function older(checked: readonly Checked[], session: Session, person: Persona) {
  const level: Record<string, string | undefined> = {
    'lower-level': 'GPG45-Low',
    'higher-level': 'GPG45-Very-High',
    'no-level': undefined,
  };
  const { fault } = session.trouble;
  const decisive = checked.find(({ scope }) => identityScopes.includes(scope));
  const passed = decisive ? decisive.verified : checked.some(({ verified }) => verified);
  const found = Object.assign({}, ...checked.filter(({ verified }) => verified).map(({ claims }) => claims));
  return {
    verified_claims: {
      verification: {
        outcome: `${session.subject} ${passed ? 'VERIFIED SUCCESSFULLY' : 'NOT VERIFIED'}`,
        trust_framework: 'uk_tfida',
        assurance_level: fault in level ? level[fault] : 'GPG45-Medium',
        time: time(session),
        verifier: verifier(session),
      },
    },
    ...(passed
      ? {
          claims: {
            uuid: session.subject,
            ...found,
            ...(found.address ? { address: camelCase(currentAddress(person)) } : {}),
          },
        }
      : {}),
  };
}

function camelCase(address: PersonaAddress | undefined) {
  return {
    uprn: address?.uprn,
    subBuildingName: address?.flat,
    buildingName: address?.building,
    buildingNumber: address?.number,
    streetName: address?.street,
    addressLocality: address?.town,
    postalCode: address?.postcode,
  };
}

function snakeCase(address: PersonaAddress | undefined) {
  return {
    uprn: address?.uprn,
    sub_building_name: address?.flat,
    building_name: address?.building,
    building_number: address?.number,
    street_name: address?.street,
    address_locality: address?.town,
    postal_code: address?.postcode,
  };
}
