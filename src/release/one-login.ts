// One Login's own claims, for services that speak its dialect: what they are named, and how they are made of what an account says. Pure.
// It must never say more of a person's identity than was asked for by vector, and proven.

import type { Asked } from '../assurance/ask.ts';
import { atLeast, type Level } from '../assurance/level.ts';
import type { Attribute, Json, PostalAddress } from '../connectors/contract.ts';

const prefix = 'https://vocab.account.gov.uk/v1/';

export const oneLoginClaims = {
  coreIdentity: `${prefix}coreIdentityJWT`,
  address: `${prefix}address`,
  passport: `${prefix}passport`,
  drivingPermit: `${prefix}drivingPermit`,
  returnCode: `${prefix}returnCode`,
} as const;

/** Canonical attributes that stand behind a claim. Documents are not among them: no provider tells the hub their numbers. */
const attributesBehind: Readonly<Record<string, readonly string[]>> = {
  [oneLoginClaims.coreIdentity]: ['given_name', 'family_name', 'birthdate'],
  [oneLoginClaims.address]: ['address'],
};

/** Canonical attributes that the claims asked for need. */
export const attributesOfClaims = (claims: Iterable<string>): string[] =>
  [...claims].flatMap((claim) => (Object.hasOwn(attributesBehind, claim) ? [...(attributesBehind[claim] ?? [])] : []));

export interface OneLoginInput {
  /** Claims asked for under `userinfo`. */
  claims: ReadonlySet<string>;
  asked: Asked;
  level: Level;
  /** What the account says. */
  attributes: Readonly<Record<string, Attribute>>;
  /** Canonical attributes that the service may have and the person agreed to. */
  agreed: readonly string[];
}

export interface OneLoginRelease {
  /** Plain claims, by name. */
  claims: Record<string, Json>;
  /** What the core identity says besides who it is for; absent where no identity was asked for or proven. */
  identity?: { vot: string; credentialSubject: Json };
  /** The credential part of the vector: an ID token names nothing else. */
  vot: string;
}

/** Answers a request of a service that speaks One Login's dialect. */
export function oneLoginRelease({ claims, asked, level, attributes, agreed }: OneLoginInput): OneLoginRelease {
  const met = asked.required?.find((one) => atLeast(level, one.level));
  const identityPart = met && /P\d/.exec(met.acr)?.[0];
  const has = (name: string) => (agreed.includes(name) ? attributes[name] : undefined);
  const wants = (claim: string) => identityPart !== undefined && claims.has(claim);
  const credentialSubject = identityPart === undefined ? undefined : subjectOf(has);
  const address = has('address')?.value;
  const identityAsked = asked.required?.some((one) => one.level.identity !== 'none') ?? false;
  return {
    vot: (met?.acr ?? 'Cl.Cm').replace(/\.?P\d/, ''),
    claims: {
      ...(wants(oneLoginClaims.address) &&
        typeof address === 'object' && { [oneLoginClaims.address]: [postal(address)] }),
      // A letter says that identity was not proven, and never why.
      ...(identityAsked &&
        claims.has(oneLoginClaims.returnCode) && {
          [oneLoginClaims.returnCode]: identityPart === undefined ? [{ code: 'A' }] : [],
        }),
    },
    ...(identityPart &&
      credentialSubject !== undefined &&
      wants(oneLoginClaims.coreIdentity) && { identity: { vot: identityPart, credentialSubject } }),
  };
}

/** Name and date of birth as a verifiable credential has them; undefined without either. */
function subjectOf(has: (name: string) => Attribute | undefined): Json | undefined {
  const given = text(has('given_name'));
  const family = text(has('family_name'));
  const birthdate = text(has('birthdate'));
  const nameParts = [
    ...(given?.split(' ') ?? []).map((value) => ({ type: 'GivenName', value })),
    ...(family === undefined ? [] : [{ type: 'FamilyName', value: family }]),
  ];
  if (nameParts.length === 0 || birthdate === undefined) return undefined;
  return { name: [{ nameParts }], birthDate: [{ value: birthdate }] };
}

const text = (attribute: Attribute | undefined) => (typeof attribute?.value === 'string' ? attribute.value : undefined);

/** An address in the shape of the claim. A house number at the head of the street goes into a field of its own. */
function postal({ street_address: street = '', locality, postal_code, country, uprn }: PostalAddress): Json {
  const numbered = /^(\d+[A-Za-z]?)\s+(\S.*)$/s.exec(street);
  const entries = {
    uprn: uprn && /^\d{1,12}$/.test(uprn) ? Number(uprn) : undefined,
    buildingNumber: numbered?.[1],
    streetName: (numbered?.[2] ?? street) || undefined,
    addressLocality: locality,
    postalCode: postal_code,
    addressCountry: country ?? 'GB',
  };
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined)) as Json;
}
