// Turns what the schema says is wrong into sentences with a remedy. Used while the configuration is loaded.
// It must never leave an operator with a type name alone: every problem says what to write instead.
import { z } from 'zod';
import { didYouMean, oneOf, type Place } from './problem.ts';

export interface Explained {
  at: Place;
  message: string;
  remedy: string;
}

const kinds: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of settings',
  record: 'a group of settings',
};

/** Explains an issue of `schema`, which was given `data`. One issue can be several problems (one for each unknown key). */
export function explain(issue: z.core.$ZodIssue, schema: z.ZodType, data: unknown): Explained[] {
  const at = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
  const value = valueAt(data, at);
  if (issue.code === 'unrecognized_keys') return unknownKeys(issue.keys, at, schema);
  if (issue.code === 'invalid_union') return nearestBranch(issue, at, { schema, data });
  return [{ at, ...(value === undefined ? missing(issue, at, schema) : wrong(issue, value, keysAt(schema, at))) }];
}

function unknownKeys(keys: readonly string[], at: Place, schema: z.ZodType): Explained[] {
  const known = keysAt(schema, at);
  return keys.map((key) => {
    const meant = didYouMean(key, known);
    const remedy = `${meant ? `did you mean ${meant}? ` : 'take it out. '}Known here: ${known.join(', ')}`;
    return { at: [...at, key], message: 'is not a known key', remedy };
  });
}

function nearestBranch(
  issue: z.core.$ZodIssueInvalidUnion,
  at: Place,
  { schema, data }: { schema: z.ZodType; data: unknown },
): Explained[] {
  const [nearest] = [...issue.errors].sort((a, b) => a.length - b.length);
  if (!nearest) return [{ at, message: 'is none of the shapes possible here', remedy: issue.message }];
  return nearest.flatMap((inner) => explain({ ...inner, path: [...issue.path, ...inner.path] }, schema, data));
}

function missing(issue: z.core.$ZodIssue, at: Place, schema: z.ZodType): { message: string; remedy: string } {
  if (issue.code === 'custom') return { message: 'is missing', remedy: issue.message };
  const keys = keysAt(schema, at);
  let what = issue.code === 'invalid_type' ? (kinds[issue.expected] ?? issue.expected) : 'a value';
  if (issue.code === 'invalid_value') what = `one of: ${issue.values.join(', ')}`;
  if (keys.length > 0) what += ` with ${keys.join(', ')}`;
  return at.length === 0
    ? { message: 'is empty', remedy: `write ${what}` }
    : { message: 'is missing', remedy: `add ${what}` };
}

function wrong(issue: z.core.$ZodIssue, value: unknown, keys: readonly string[]): { message: string; remedy: string } {
  const shown = shorten(value);
  switch (issue.code) {
    case 'invalid_type': {
      const wanted = `${kinds[issue.expected] ?? issue.expected}${keys.length > 0 ? ` with ${keys.join(', ')}` : ''}`;
      const quotes = issue.expected === 'string' ? quotingHint(value) : '';
      return {
        message: `is ${shown}, which is not ${kinds[issue.expected] ?? issue.expected}`,
        remedy: `write ${wanted}${quotes}`,
      };
    }
    case 'invalid_value':
      return {
        message: `is ${shown}, which is not possible here`,
        remedy: oneOf(String(value), issue.values.map(String)),
      };
    case 'invalid_key':
      return {
        message: 'has a name that cannot be used',
        remedy: issue.issues.map(({ message }) => message).join('; '),
      };
    case 'too_small':
      return { message: `is ${shown}, which is too little`, remedy: `give at least ${limit(issue.minimum, issue)}` };
    case 'too_big':
      return { message: `is ${shown}, which is too much`, remedy: `give at most ${limit(issue.maximum, issue)}` };
    case 'invalid_format':
      return { message: `is ${shown}, which is not well formed`, remedy: formatRemedy(issue) };
    default:
      return { message: `is ${shown}, which cannot be used here`, remedy: issue.message };
  }
}

/** YAML takes `#0b4f4a` for a comment, and `2021` for a number. */
function quotingHint(value: unknown): string {
  if (value === null) return '; one that starts with # needs quotes around it';
  return typeof value === 'object' ? '' : `, in quotes: '${value}'`;
}

function formatRemedy(issue: z.core.$ZodIssueInvalidStringFormat): string {
  return issue.message.startsWith('Invalid')
    ? `write it so that it matches ${issue.pattern ?? issue.format}`
    : issue.message;
}

function limit(
  bound: number | bigint,
  { origin, inclusive }: { origin: string; inclusive?: boolean | undefined },
): string {
  const units: Record<string, string> = { string: ' character(s)', array: ' entry or entries' };
  return `${bound}${units[origin] ?? ''}${inclusive === false ? ', and not that itself' : ''}`;
}

function shorten(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'a group of settings';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function valueAt(data: unknown, at: Place): unknown {
  let value = data;
  for (const step of at) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = Reflect.get(value, step);
  }
  return value;
}

/** The keys that the schema knows at a place; none where it is not a group with fixed keys. */
function keysAt(schema: z.core.$ZodType, at: Place): string[] {
  const inner = at.reduce<z.core.$ZodType | undefined>((outer, step) => outer && below(unwrap(outer), step), schema);
  const found = inner && unwrap(inner);
  return found instanceof z.ZodObject ? Object.keys(found.shape) : [];
}

function below(schema: z.core.$ZodType, step: string | number): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodObject) return schema.shape[step];
  if (schema instanceof z.ZodRecord) return schema.valueType;
  return schema instanceof z.ZodArray ? schema.element : undefined;
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable
    ? unwrap(schema.unwrap())
    : schema instanceof z.ZodPipe
      ? unwrap(schema.in)
      : schema;
}
