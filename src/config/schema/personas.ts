// personas.yaml: the invented people whom the simulated providers know, and whom the assessors send through journeys.
// Nobody in it is real, and nothing outside the simulators and the assessment may depend on it.
import { z } from 'zod';
import { slug, staffRoles } from './common.ts';

const text = z.string().min(1);
const day = z.iso.date();

const name = z
  .strictObject({
    /** First names, in order, separated by spaces. Absent for someone with one name only. */
    given: text.optional(),
    family: text.optional(),
    from: day.optional(),
    /** Absent on the name in use. */
    until: day.optional(),
  })
  .refine((value) => value.given !== undefined || value.family !== undefined, 'give at least one name');

const address = z.strictObject({
  flat: text.optional(),
  /** Name of a house or of a care home. */
  building: text.optional(),
  number: text.optional(),
  street: text,
  town: text,
  /** ZZ is no postcode area: such a code can belong to nobody. */
  postcode: z.string().regex(/^ZZ\d{1,2} \d[A-Z]{2}$/, 'use a postcode of the invented area ZZ'),
  uprn: z.string().regex(/^9990\d{8}$/, 'use an invented UPRN: twelve digits that start with 9990'),
  from: day.optional(),
  until: day.optional(),
});

/** Ofcom's numbers for drama: mobile, no area, London, Cardiff, Edinburgh, Glasgow. */
const phone = z
  .string()
  .regex(/^\+44(7700900|1632960|2079460|2920180|1314960|1414960)\d{3}$/, 'use a number from Ofcom’s drama ranges');

const devices = [
  'smartphone',
  'basic-phone',
  'landline',
  'computer',
  'tablet',
  'shared-computer',
  'screen-reader',
  'hardware-key',
] as const;

const documents = [
  'passport',
  'driving-licence',
  'foreign-passport',
  'evisa',
  'birth-certificate',
  'adoption-certificate',
  'marriage-certificate',
  'pass-card',
  'young-scot-card',
  'bus-pass',
  'blue-badge',
  'bank-card',
  'council-tax-bill',
  'tenancy-agreement',
  'care-home-letter',
  'benefit-letter',
] as const;

const centralReach = ['Cl', 'Cl.Cm', 'Cl.Cm.P1', 'Cl.Cm.P2'] as const;
const nhsReach = [
  'P0.Cp',
  'P0.Cp.Cd',
  'P0.Cp.Ck',
  'P0.Cm',
  'P5.Cp',
  'P5.Cp.Cd',
  'P5.Cp.Ck',
  'P5.Cm',
  'P9.Cp.Cd',
  'P9.Cp.Ck',
  'P9.Cm',
] as const;

/** One vector is within another when its identity part is no higher and each of its credentials is there too. */
function within(lower: string, higher: string): boolean {
  const [lowIdentity, highIdentity] = [lower, higher].map((vector) => Number(/P(\d)/.exec(vector)?.[1] ?? 0));
  const credentials = (vector: string) => vector.split('.').filter((part) => part.startsWith('C'));
  const has = new Set(credentials(higher));
  return (lowIdentity ?? 0) <= (highIdentity ?? 0) && credentials(lower).every((part) => has.has(part));
}

/** In the file only what is highest; after parsing, that and everything within it, weakest first. */
const reaches = <T extends string>(all: readonly T[]) =>
  z
    .array(z.enum(all as readonly [T, ...T[]]))
    .min(1)
    .transform((highest): T[] => all.filter((vector) => highest.some((top) => within(vector, top))));

const helper = z.strictObject({
  /** Another persona, where the helper is one. */
  persona: slug.optional(),
  who: text,
  as: z.enum(['parent', 'attorney', 'carer', 'partner', 'friend', 'support-worker', 'officer']),
});

const persona = z.strictObject({
  id: slug,
  /** One or two sentences, in plain words: who this is and what makes signing in easy or hard. */
  description: text,
  /** The name in use first, earlier ones after it. */
  names: z.array(name).min(1),
  birthDate: day,
  /** The day is a guess, as it is for many who came without papers. */
  birthDateEstimated: z.boolean().default(false),
  nation: z.enum(['england', 'wales', 'scotland']),
  /** The language they would rather read. */
  language: z.enum(['en', 'cy']).default('en'),
  /** The address in use first, earlier ones after it. */
  addresses: z.array(address).min(1),
  email: z.email().endsWith('@example.org', 'use an address at example.org').optional(),
  phone: phone.optional(),
  landline: phone.optional(),
  devices: z.array(z.enum(devices)),
  documents: z.array(z.enum(documents)),
  /** How much credit, electoral and other records say of them. */
  footprint: z.enum(['none', 'thin', 'fair', 'full']),
  helpers: z.array(helper).default([]),
  /** What the demo council knows them by, where they pay council tax. */
  councilTaxNumber: z
    .string()
    .regex(/^9990\d{4}$/, 'use an invented number: eight digits that start with 9990')
    .optional(),
  /** What they have at each provider; absent where they have no account and cannot get one. */
  central: z.strictObject({ reaches: reaches(centralReach) }).optional(),
  nhs: z
    .strictObject({
      nhsNumber: z.string().refine(isTestNhsNumber, 'use an NHS number of the test range 999, with its check digit'),
      reaches: reaches(nhsReach),
    })
    .optional(),
  /** An account in the council's own register: password, or password with a second factor. */
  local: z.strictObject({ reaches: z.array(z.enum(['password', 'second-factor'])).min(1) }).optional(),
  scotland: z
    .strictObject({
      verified: z.boolean(),
      /** The address is checked by itself and can fail where the person passes. */
      address: z.boolean().default(true),
    })
    .optional(),
});

const staffMember = z.strictObject({
  id: slug,
  description: text,
  given: text,
  family: text,
  email: z.email().endsWith('@example.org', 'use an address at example.org'),
  roles: z.array(z.enum(staffRoles)),
  /** How they can sign in: password, and password with a second factor. */
  reaches: z.array(z.enum(['pwd', 'mfa'])).min(1),
});

/** Modulus 11 (NHS data dictionary, "NHS number"): weights 10 to 2, remainder from 11; 11 counts as 0 and 10 is never issued. */
function isTestNhsNumber(digits: string): boolean {
  if (!/^999\d{7}$/.test(digits)) return false;
  const sum = [...digits.slice(0, 9)].reduce((total, digit, place) => total + Number(digit) * (10 - place), 0);
  return (11 - (sum % 11)) % 11 === Number(digits[9]);
}

export const personasSchema = z
  .strictObject({ people: z.array(persona).min(1), staff: z.array(staffMember) })
  .superRefine((value, context) => {
    const problem = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
    const seen = new Set<string>();
    const emails = new Set<string>();
    const taxNumbers = new Set<string>();
    for (const [list, members] of [
      ['people', value.people],
      ['staff', value.staff],
    ] as const) {
      for (const [index, { id }] of members.entries()) {
        if (seen.has(id)) problem([list, index, 'id'], `“${id}” is used twice`);
        seen.add(id);
      }
    }
    for (const [index, person] of value.people.entries()) {
      if (person.email === undefined && (person.central || person.nhs || person.scotland))
        problem(['people', index, 'email'], 'an account at a provider needs an e-mail address');
      if (person.email !== undefined && emails.has(person.email))
        problem(['people', index, 'email'], 'one e-mail address is one account');
      if (person.email !== undefined) emails.add(person.email);
      if (person.councilTaxNumber !== undefined && taxNumbers.has(person.councilTaxNumber))
        problem(['people', index, 'councilTaxNumber'], 'one council tax number is one person');
      if (person.councilTaxNumber !== undefined) taxNumbers.add(person.councilTaxNumber);
      for (const [place, { persona: id }] of person.helpers.entries())
        if (id !== undefined && !value.people.some((other) => other.id === id))
          problem(['people', index, 'helpers', place, 'persona'], `there is no persona “${id}”`);
    }
  });

export type Personas = z.infer<typeof personasSchema>;
export type Persona = Personas['people'][number];
export type StaffMember = Personas['staff'][number];
export type PersonaAddress = Persona['addresses'][number];
