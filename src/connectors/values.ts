// What one canonical attribute has to look like, whatever protocol it came by. Pure.
// It must never let a malformed value through.
import { z } from 'zod';
import type { AttributeRow } from '../config/schema/attributes.ts';

/** Text as a person would write it. */
export const text = z.string().trim().min(1).max(500);
const word = z.string().regex(/^[\w.:-]{1,60}$/);
const readers = {
  // Worked out by the hub: nobody else's word is taken for these.
  'age-band': z.never(),
  'age-over': z.never(),
  text,
  phone: text,
  email: text.regex(/^[^\s@]+@[^\s@]+$/),
  date: z.iso.date(),
  'nhs-number': z
    .string()
    .transform((value) => value.replaceAll(' ', ''))
    .pipe(z.string().regex(/^\d{10}$/)),
  // Closed words, one or several: kept as one text with a space between them.
  words: z
    .union([z.array(word).min(1).max(50), z.string().transform((value) => value.split(' '))])
    .pipe(z.array(word).min(1))
    .transform((words) => words.join(' ')),
};

/** A value of a kind that is plain text; undefined when it is malformed or absent. */
export function plainValue(kind: Exclude<AttributeRow['kind'], 'address'>, value: unknown): string | undefined {
  return readers[kind].safeParse(value).data;
}

/** The same object without its undefined members. */
export function withoutGaps<T extends object>(value: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
}
