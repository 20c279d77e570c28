// The words of every page, by language: one YAML file a language. Read once, when the hub starts.
// It must never let a page go out with a word missing: a lookup that finds nothing throws.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { type Language, languages } from '../config/schema/common.ts';

/** A dotted key (`choice.heading`) → its text. A Map, so that no key of the outside world meets an object's prototype. */
export type Words = ReadonlyMap<string, string>;

/** Says a text with its places filled. Throws an Error when the key, or a value that the text needs, is not there. */
export type Say = (key: string, values?: Readonly<Record<string, string>>) => string;

type Tree = { [key: string]: string | Tree };
const tree: z.ZodType<Tree> = z.record(z.string(), z.union([z.string().trim().min(1), z.lazy(() => tree)]));

/** A quarter of the time of reading; a test looks for repeated keys. */
const unchecked = { uniqueKeys: false };

const localesFolder = new URL('./locales/', import.meta.url);

/**
 * Reads `<language>.yaml` of every language that the configuration speaks. Throws when a file is missing or a text is empty.
 * To add a language to the pages, add its file (and its code to the configuration's list).
 */
export function loadWords(): Readonly<Record<Language, Words>> {
  const read = languages.map((language) => [language, readWords(new URL(`${language}.yaml`, localesFolder))]);
  return Object.fromEntries(read);
}

function readWords(file: URL): Words {
  return new Map(flat(tree.parse(parse(readFileSync(file, 'utf8'), unchecked))));
}

function flat(texts: Tree, prefix = ''): [string, string][] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${prefix}${key}`, value] as [string, string]] : flat(value, `${prefix}${key}.`),
  );
}

/** Makes the lookup for one language; `always` holds values that any text may use. */
export function sayer(words: Words, always: Readonly<Record<string, string>> = {}): Say {
  return (key, values = {}) => {
    const text = words.get(key);
    if (text === undefined) throw new Error(`no text for "${key}"`);
    if (!text.includes('{')) return text;
    const known = new Map(Object.entries({ ...always, ...values }));
    return text.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = known.get(name);
      if (value === undefined) throw new Error(`"${key}" needs a value for {${name}}`);
      return value;
    });
  };
}
