// Any number of invented people, each made from a number when somebody asks for them: nothing is kept of them, here or at their provider.
// No two may be so alike that matching would ask about them: the load is plain sign-ins.
import { createHash } from 'node:crypto';
import type { Persona } from '../../src/config/schema/personas.ts';

/** Who signs in, as the bench's service knows somebody. */
export interface Who {
  id: string;
  claims: Readonly<Record<string, string>>;
}

const starts = [...'bdfghklmnprstvz'];
const vowels = [...'aeiou'];
const firstDay = Date.UTC(1935, 0, 1);
/** Days over which they were born. */
const days = 25_000;

/** A name that nobody has, of so many syllables. */
function word(bytes: Buffer, syllables: number): string {
  const parts = [...bytes.subarray(0, syllables)].map(
    (byte) => `${starts[byte % starts.length]}${vowels[Math.floor(byte / starts.length) % vowels.length]}`,
  );
  const text = parts.join('');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What is known of person `number`. */
function about(number: number) {
  const bytes = createHash('sha256').update(`crowd ${number}`).digest();
  return {
    given: word(bytes, 4),
    family: word(bytes.subarray(8), 5),
    birthDate: new Date(firstDay + (bytes.readUInt32BE(16) % days) * 86_400_000).toISOString().slice(0, 10),
    email: `crowd-${number}@example.org`,
  };
}

/** Person `number`, and what userinfo has to say about them. */
export function whoIs(number: number): Who {
  const { given, family, birthDate, email } = about(number);
  return { id: `crowd-${number}`, claims: { given_name: given, family_name: family, birthdate: birthDate, email } };
}

/** The person with an id of the crowd, like `model` in everything but name, birth date, e-mail address and home; undefined for another id. */
export function personaOf(id: string, model: Persona): Persona | undefined {
  const number = /^crowd-(\d+)$/.exec(id)?.[1];
  if (number === undefined) return undefined;
  const { given, family, birthDate, email } = about(Number(number));
  const addresses = model.addresses.map((address) => ({
    ...address,
    number,
    uprn: `9990${number.padStart(8, '0')}`,
  }));
  return { ...model, id, names: [{ given, family }], birthDate, email, addresses };
}
