// The demo council's little register of residents, made from invented people, and how it looks somebody up: an example of a matcher's rules.
// It must never find somebody by a number alone, nor answer for two who are alike.
import type { Personas } from '../../config/schema/personas.ts';

/** What the council knows of a resident. */
export interface Resident {
  surname: string;
  /** YYYY-MM-DD. */
  birthDate: string;
  postcode: string;
  councilTaxNumber: string;
}

/** What the hub says of a person; absent where it does not know. */
export interface Sought {
  surnames: readonly string[];
  birthDate?: string | undefined;
  postcodes: readonly string[];
  councilTaxNumber?: string | undefined;
}

/** Those who pay council tax, where the council last heard that they live: it hears of a move late. */
export function residentsOf({ people }: Pick<Personas, 'people'>): Resident[] {
  return people.flatMap(({ names, birthDate, addresses, councilTaxNumber }) => {
    const surname = names[0]?.family ?? names[0]?.given;
    const postcode = addresses.at(-1)?.postcode;
    return councilTaxNumber && surname && postcode ? [{ surname, birthDate, postcode, councilTaxNumber }] : [];
  });
}

const plain = (text: string) =>
  text
    .normalize('NFD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();
const oneOf = (texts: readonly string[], text: string) => texts.some((one) => plain(one) === plain(text));

/** Whether exactly one resident has this surname and birth date, and the postcode, or in the second round the council tax number. */
export function isKnown(residents: readonly Resident[], sought: Sought): boolean {
  const found = residents.filter(
    ({ surname, birthDate, postcode, councilTaxNumber }) =>
      oneOf(sought.surnames, surname) &&
      sought.birthDate === birthDate &&
      (sought.councilTaxNumber === undefined
        ? oneOf(sought.postcodes, postcode)
        : sought.councilTaxNumber === councilTaxNumber),
  );
  return found.length === 1;
}
