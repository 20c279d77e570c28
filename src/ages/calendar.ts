// How old somebody is: the calendar's arithmetic, in London, where the hub's days begin and end. Pure.
// It must never make an age out of anything but a whole date, nor call somebody older than they are on that day.
import { type AgeBand, ageBands } from '../config/schema/ages.ts';

/** Writes a day as YYYY-MM-DD. */
const london = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/London' });

/** The first age of each band, in their order. */
export const bandStarts: readonly number[] = ageBands.map((band) => Number.parseInt(band, 10));

const hour = 3_600_000;
/** The day of the hour (UTC) that was asked about last: in London a day begins with an hour, too. */
let latest = { hour: Number.NaN, day: '' };

/** The day (YYYY-MM-DD) that it is in London. */
export function londonDay(now: Date): string {
  const asked = Math.floor(now.getTime() / hour);
  if (asked !== latest.hour) latest = { hour: asked, day: london.format(now) };
  return latest.day;
}

/** The day (YYYY-MM-DD) on which somebody turns an age. 29 February in a year that has none counts as before 1 March, and after 28 February. */
function birthdayOf(birthdate: string, age: number): string | undefined {
  const born = /^(\d{4})(-\d{2}-\d{2})$/.exec(birthdate);
  return born ? `${String(Number(born[1]) + age).padStart(4, '0')}${born[2]}` : undefined;
}

/** Whether somebody born on a day (YYYY-MM-DD) has reached an age in London; false for what is no date. */
export function hasReached(birthdate: string, age: number, now: Date): boolean {
  const birthday = birthdayOf(birthdate, age);
  return birthday !== undefined && birthday <= londonDay(now);
}

/** Whether somebody is 18. */
export const isAdult = (birthdate: string | undefined, now: Date): boolean =>
  birthdate !== undefined && hasReached(birthdate, 18, now);

/** The age group of somebody; undefined for what is no date, and for somebody not born yet. */
export function bandOf(birthdate: string, now: Date): AgeBand | undefined {
  return ageBands.findLast((_, index) => hasReached(birthdate, bandStarts[index] ?? 0, now));
}

/** The first day (YYYY-MM-DD) on which somebody reaches one of some ages that they have not reached; undefined after all of them. */
export function nextOf(birthdate: string, ages: readonly number[], now: Date): string | undefined {
  const ahead = ages.filter((age) => !hasReached(birthdate, age, now));
  return ahead.length === 0 ? undefined : birthdayOf(birthdate, Math.min(...ahead));
}

/** Often an estimate: where nobody knew the day, 1 January was written down. */
export const isEstimated = (birthdate: string | undefined): boolean => birthdate?.endsWith('-01-01') ?? false;
