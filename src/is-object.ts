// What was read as JSON, and is told apart from a list, a word or nothing: used wherever somebody else's words come in. Pure.
// It must never say anything of what is in it.

/** What JSON calls an object. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
