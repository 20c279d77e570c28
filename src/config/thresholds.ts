// The rows of attributes.yaml that stand for all ages (`age_over_NN`), written out for the ages that services may ask about.
// It must never make a row for an age that no service is registered for.
import type { AttributeRow } from './schema/attributes.ts';
import type { Service } from './schema/services.ts';

const placeholder = 'NN';

/** `16` of `age_over_16`, by the row `age_over_NN`: from 1 to 120, in its shortest spelling. */
function ageIn(name: string, pattern: string): number | undefined {
  const start = pattern.slice(0, -placeholder.length);
  const digits = name.startsWith(start) ? name.slice(start.length) : '';
  return /^[1-9]\d{0,2}$/.test(digits) && Number(digits) <= 120 ? Number(digits) : undefined;
}

/** The table as the hub goes by it: each row for all ages gives one row for each age that some service's record names. */
export function writtenOut(rows: readonly AttributeRow[], services: Iterable<Service>): AttributeRow[] {
  const registered = new Set([...services].flatMap(({ attributes }) => attributes));
  return rows.flatMap((row) => {
    if (!row.name.endsWith(placeholder)) return [row];
    const ages = [...registered].flatMap((name) => ageIn(name, row.name) ?? []);
    return ages.toSorted((a, b) => a - b).map((age) => writtenFor(row, age));
  });
}

function writtenFor(row: AttributeRow, age: number): AttributeRow {
  const filled = (text: string) => text.replaceAll(placeholder, String(age));
  const { name, claim, label } = row;
  return {
    ...row,
    name: filled(name),
    claim: filled(claim),
    label: { en: filled(label.en), cy: filled(label.cy) },
    over: age,
  };
}
