// Who has an account in the register, at which levels, and what the register holds of them.
// What a person did not give is left out, never invented.
import type { Persona, Personas } from '../../config/schema/personas.ts';
import { currentAddress, currentName, displayName } from '../kit/people.ts';
import { passwordClass } from './messages.ts';
import { type Means, mobileClass, tokenClass, twoFactorsClass } from './second-factor/ways.ts';

export type LocalLevel = 'password' | 'second-factor';

/** What each level is called in SAML; the second factor goes by any of three names (which way has which: second-factor/ways.ts). */
export const classesOf: Readonly<Record<LocalLevel, readonly string[]>> = {
  password: [passwordClass],
  'second-factor': [mobileClass, tokenClass, twoFactorsClass],
};
export const levels = Object.keys(classesOf) as LocalLevel[];

/** Whether a level is among the classes that are asked for; none means any. */
export const acceptable = (level: LocalLevel, classes: readonly string[]): boolean =>
  classes.length === 0 || classesOf[level].some((name) => classes.includes(name));

export interface Account {
  id: string;
  name: string;
  about: string;
  reaches: readonly LocalLevel[];
  attributes: readonly { name: string; friendlyName: string; values: readonly string[] }[];
  means: Means;
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
            means: meansOf(person),
          },
        ]
      : [],
  );
}

function meansOf(person: Persona): Means {
  const { devices, phone, landline, local } = person;
  return {
    smartphone: devices.includes('smartphone'),
    ...(phone !== undefined && { mobile: phone }),
    ...(landline !== undefined && { landline }),
    key: devices.includes('hardware-key'),
    enrolled: local?.reaches.includes('second-factor') ?? false,
    address: linesOf(person),
  };
}

/** An address that the council has, and a name for it that says nothing of who lives there. */
export interface Home {
  id: string;
  lines: readonly string[];
}

/** Every address once. */
export function homesOf({ people }: Personas): Home[] {
  const found = new Map<string, Home>();
  for (const person of people) {
    const id = currentAddress(person)?.uprn;
    if (id !== undefined && !found.has(id)) found.set(id, { id, lines: linesOf(person) });
  }
  return [...found.values()];
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
  const lines = linesOf(person).map((line) => line.replaceAll('\\', '\\5C').replaceAll('$', '\\24'));
  return lines.length === 0 ? undefined : lines.join('$');
}

/** The address in use, as it stands on a letter. */
function linesOf(person: Persona): string[] {
  const address = currentAddress(person);
  if (!address) return [];
  const { flat, building, number, street, town, postcode } = address;
  const lines = [flat, building, [number, street].filter(Boolean).join(' '), town, postcode];
  return lines.flatMap((line) => line || []);
}
