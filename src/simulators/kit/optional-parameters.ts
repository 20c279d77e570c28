// Parameters that some providers know and others ignore.
import type { Parameters } from './dialect.ts';
import { words } from './parameters.ts';
import { Refusal } from './refusal.ts';

/** `max_age` in whole seconds; everyone has just authenticated, so any value holds. Throws Refusal `invalid_request`. */
export function checkMaxAge({ max_age: maxAge }: Parameters): void {
  if (maxAge !== undefined && !/^\d{1,9}$/.test(maxAge))
    throw new Refusal('invalid_request', 'max_age is not a number of seconds');
}

/** The first language of `ui_locales` that is spoken here, or English. */
export function readLocale({ ui_locales: locales }: Parameters): 'en' | 'cy' {
  const spoken = words(locales).map((tag) => tag.split('-')[0]);
  return spoken.find((language) => language === 'en' || language === 'cy') ?? 'en';
}
