// Attributes as a person reads them on the share page: lines of text in their language. Pure.

import type { Held } from '../ages/claims.ts';
import { type AgeBand, ageBands } from '../config/schema/ages.ts';
import type { AttributeRow } from '../config/schema/attributes.ts';
import type { Language } from '../config/schema/common.ts';
import type { Attribute, PostalAddress } from '../connectors/contract.ts';

type AgeShown = AgeBand | 'yes' | 'no';

/** One attribute, as a line of the page has it: its own lines, or for an age the word that stands for it. */
export function shownAs(held: Held, row: AttributeRow, language: Language): { lines: string[]; age?: AgeShown } {
  if (typeof held.value === 'boolean') return { lines: [], age: held.value ? 'yes' : 'no' };
  const band = row.kind === 'age-band' && ageBands.find((one) => one === held.value);
  if (band) return { lines: [], age: band };
  return { lines: linesOf(held.value, row, language) };
}

/** Lines of one attribute. Dates are written out; an address goes line by line. */
function linesOf(value: Attribute['value'], row: AttributeRow, language: Language): string[] {
  if (typeof value !== 'string') return addressLines(value);
  return row.kind === 'date' ? [writtenDate(value, language)] : [value];
}

function writtenDate(value: string, language: Language): string {
  const date = new Date(`${value}T00:00:00Z`);
  if (Number.isNaN(date.getTime())) return value;
  return new Intl.DateTimeFormat(`${language}-GB`, { dateStyle: 'long', timeZone: 'UTC' }).format(date);
}

function addressLines({ formatted, street_address, locality, postal_code, country }: PostalAddress): string[] {
  const text = formatted ?? [street_address, locality, postal_code, country].filter(Boolean).join('\n');
  return text
    .split(/\r?\n|, */)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
