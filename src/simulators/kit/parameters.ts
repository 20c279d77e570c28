// Request parameters as the providers want them: each at most once, and text only.
// A parameter that is there twice must never be read as either of its values (RFC 6749, section 3.1).
import type { Parameters } from './dialect.ts';
import { Refusal } from './refusal.ts';

/** Reads a parsed query or form. Empty values count as absent. Throws Refusal `invalid_request` for a repeated parameter. */
export function readParameters(source: unknown): Parameters {
  const parameters: Record<string, string> = {};
  for (const [name, value] of Object.entries(source ?? {})) {
    if (typeof value !== 'string') throw new Refusal('invalid_request', `${name} is there more than once`);
    if (value !== '') parameters[name] = value;
  }
  return parameters;
}

/** Space-separated words, without repetition. */
export const words = (value: string | undefined): string[] => [...new Set((value ?? '').split(' ').filter(Boolean))];

/** A JSON array of strings. Throws Refusal `invalid_request` for anything else. */
export function jsonStrings(name: string, text: string): string[] {
  const value = parseJson(name, text);
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw new Refusal('invalid_request', `${name} is not a JSON array of strings`);
}

/** Any JSON. Throws Refusal `invalid_request` when it is none. */
export function parseJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal('invalid_request', `${name} is not JSON`);
  }
}
