// Age instead of a birth date: the attributes that the hub works out for services. Pure.
// It must never make one out of a birth date that nobody checked, or that does not hold any more.
import type { AttributeRow } from '../config/schema/attributes.ts';
import type { Attribute } from '../connectors/contract.ts';
import { bandOf, hasReached } from './calendar.ts';

/** The canonical attribute that ages are worked out from. */
export const birthdate = 'birthdate';

type Attributes = Readonly<Record<string, Attribute>>;

/** An attribute as a provider gave it, or as the hub worked it out. */
export type Held = Attribute | { value: string | boolean; verified: true };

/** Whether a row of the table is worked out here, and comes from no provider. */
export const isAge = ({ kind }: Pick<AttributeRow, 'kind'>): boolean => kind === 'age-band' || kind === 'age-over';

/** The birth date (YYYY-MM-DD) that an account's provider has checked. */
export function checkedBirthdate(attributes: Attributes): string | undefined {
  const found = attributes[birthdate];
  return found?.verified && !found.to && typeof found.value === 'string' ? found.value : undefined;
}

/** The same attributes with those of age, as they are today; without them where the age is not known well enough. */
export function withAges(attributes: Attributes, rows: readonly AttributeRow[], now: Date): Record<string, Held> {
  const born = checkedBirthdate(attributes);
  const band = born === undefined ? undefined : bandOf(born, now);
  if (born === undefined || band === undefined) return { ...attributes };
  const ages = rows.filter(isAge).map(({ name, over }): [string, Held] => {
    const value = over === undefined ? band : hasReached(born, over, now);
    return [name, { value, verified: true }];
  });
  return { ...attributes, ...Object.fromEntries(ages) };
}
