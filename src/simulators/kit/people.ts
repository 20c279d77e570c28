// Pieces of a persona that several providers put into their answers.
// What a person did not give is left out, never invented.
import type { Persona, PersonaAddress } from '../../config/schema/personas.ts';

/** The name in use, as people would write it. */
export function displayName({ names }: Persona): string {
  const [current] = names;
  return [current?.given, current?.family].filter(Boolean).join(' ');
}

/** First names and family name in use; either may be absent, for someone with one name. */
export function currentName({ names }: Persona): { given_name?: string; family_name?: string } {
  const [current] = names;
  return {
    ...(current?.given ? { given_name: current.given } : {}),
    ...(current?.family ? { family_name: current.family } : {}),
  };
}

/** The address in use. */
export function currentAddress({ addresses }: Persona): PersonaAddress | undefined {
  return addresses[0];
}

/** `{email, email_verified}`, or nothing without an address. */
export const emailClaims = ({ email }: Persona): Record<string, unknown> =>
  email === undefined ? {} : { email, email_verified: true };

/** `{phone_number, phone_number_verified}` of the mobile phone, or nothing without one. */
export const phoneClaims = ({ phone }: Persona): Record<string, unknown> =>
  phone === undefined ? {} : { phone_number: phone, phone_number_verified: true };
