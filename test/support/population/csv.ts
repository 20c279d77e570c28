// People as a CSV file (RFC 4180), as `gatehouse matching train --from` reads it.
import type { Described } from '../../../src/matching/traits.ts';

const quoted = (value: string | undefined): string =>
  value !== undefined && /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : (value ?? '');

/** A line of names, then a line a person. */
export function toCsv(people: readonly Described[]): string {
  const rows = people.map(({ given_name, family_name, birthdate, address = {} }) =>
    [given_name, family_name, birthdate, address.street_address, address.locality, address.postal_code, address.uprn]
      .map(quoted)
      .join(','),
  );
  return `given_name,family_name,birthdate,street_address,locality,postal_code,uprn\n${rows.join('\n')}\n`;
}
