// Who has an account in the register, at which levels, and what the register holds of them.
// What a person did not give is left out, never invented.
import type { Persona, Personas } from '../../config/schema/personas.ts';
import { currentAddress, currentName, displayName } from '../kit/people.ts';

export type LocalLevel = 'password' | 'second-factor';

/** What each level is called in SAML; the second factor goes by either of two names. */
export const classesOf: Readonly<Record<LocalLevel, readonly string[]>> = {
  password: ['urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport'],
  'second-factor': [
    'urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract',
    'urn:oasis:names:tc:SAML:2.0:ac:classes:TimeSyncToken',
  ],
};
export const levels = Object.keys(classesOf) as LocalLevel[];

export interface Account {
  id: string;
  name: string;
  about: string;
  reaches: readonly LocalLevel[];
  attributes: readonly { name: string; friendlyName: string; values: readonly string[] }[];
}

export function accountsOf({ people }: Personas): Account[] {
  return people.flatMap((person) =>
    person.local
      ? [
          {
            id: person.id,
            name: displayName(person),
            about: person.description,
            reaches: person.local.reaches,
            attributes: attributesOf(person),
          },
        ]
      : [],
  );
}

function attributesOf(person: Persona): Account['attributes'] {
  const { given_name, family_name } = currentName(person);
  const held: [name: string, friendlyName: string, value: string | undefined][] = [
    ['urn:oid:2.5.4.42', 'givenName', given_name],
    ['urn:oid:2.5.4.4', 'sn', family_name],
    ['urn:oid:1.3.6.1.5.5.7.9.1', 'dateOfBirth', person.birthDate],
    ['urn:oid:2.5.4.16', 'postalAddress', addressOf(person)],
    ['urn:oid:0.9.2342.19200300.100.1.3', 'mail', person.email],
    ['urn:oid:0.9.2342.19200300.100.1.41', 'mobile', person.phone],
    ['councilTaxNumber', 'councilTaxNumber', person.councilTaxNumber],
  ];
  return held.flatMap(([name, friendlyName, value]) =>
    value === undefined ? [] : [{ name, friendlyName, values: [value] }],
  );
}

/** Lines parted by `$` (RFC 4517, 3.3.28). */
function addressOf(person: Persona): string | undefined {
  const address = currentAddress(person);
  if (!address) return undefined;
  const { flat, building, number, street, town, postcode } = address;
  const lines = [flat, building, [number, street].filter(Boolean).join(' '), town, postcode];
  return lines
    .filter(Boolean)
    .map((line) => String(line).replaceAll('\\', '\\5C').replaceAll('$', '\\24'))
    .join('$');
}
