// Fuzz of the configuration: the shipped files, changed as a tree or as a text. Loading gives a configuration or problems with remedies, and throws nothing.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { readEnvironment } from '../../../src/config/environment.ts';
import { fileNames, loadConfig } from '../../../src/config/load.ts';
import { copyFolder } from '../../config/folder.ts';
import { fuzz } from '../run.ts';
import { anyJson, anyText, spoils, spoilt } from './text.ts';

const files = [...fileNames, 'scenarios/twins.yaml', 'matching-weights.json', '../certs/demo-council.public.json'];
const deeds = [
  'replace',
  'drop',
  'double',
  'rename',
  'move',
  'spoil',
  'bomb',
  'deep',
  'repeat',
  'tab',
  'bytes',
  'empty',
] as const;

interface Input {
  file: string;
  deed: (typeof deeds)[number];
  /** Where in the tree, and what instead. */
  at: number;
  to: number;
  value: string;
  name: string;
  spoil: readonly (readonly [number, number, string])[];
}

const inputs: fc.Arbitrary<Input> = fc.record({
  file: fc.constantFrom(...files),
  deed: fc.oneof(
    { arbitrary: fc.constant('replace' as const), weight: 6 },
    { arbitrary: fc.constantFrom(...deeds), weight: 8 },
  ),
  at: fc.nat(),
  to: fc.nat(),
  value: fc.oneof(
    anyJson,
    anyText.map((text) => JSON.stringify(text)),
    fc.constantFrom(
      '-1',
      '0',
      '1e308',
      '9007199254740993',
      '.nan',
      '.inf',
      '2026-01-01',
      '0o17',
      '!!binary x',
      '!x y',
      '&a [*a]',
      '~',
      'yes',
    ),
  ),
  name: fc.constantFrom(
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'id',
    '',
    '0',
    'en',
    'ﬀ',
    'a.b',
    '<<',
    'null',
  ),
  spoil: spoils,
});

type Place = { of: Record<string, unknown> | unknown[]; key: string };

/** Every place of a tree that holds something. */
function placesIn(tree: unknown): Place[] {
  if (typeof tree !== 'object' || tree === null) return [];
  const of = tree as Record<string, unknown>;
  return Object.keys(of).flatMap((key) => [{ of, key }, ...placesIn(of[key])]);
}

function parsed(text: string): unknown {
  try {
    // Only what can be written down again.
    const value: unknown = parse(text, { logLevel: 'silent' });
    return JSON.parse(JSON.stringify(value) ?? 'null');
  } catch {
    return text;
  }
}

/** The text of a file after one deed to its tree. */
function inTree(text: string, { deed, at, to, value, name }: Input): string {
  const tree: unknown = parse(text);
  const places = placesIn(tree);
  const [place, other] = [places[at % places.length], places[to % places.length]];
  if (!place || !other) return value;
  const of = place.of as Record<string, unknown>;
  const held = of[place.key];
  if (deed === 'replace') of[place.key] = parsed(value);
  if (deed === 'drop') delete of[place.key];
  if (deed === 'move') of[place.key] = structuredClone((other.of as Record<string, unknown>)[other.key]);
  // Defined, so that `__proto__` is a name like others.
  if (deed === 'double' || deed === 'rename')
    Object.defineProperty(of, name, { value: structuredClone(held), enumerable: true, configurable: true });
  if (deed === 'rename' && name !== place.key) delete of[place.key];
  return stringify(tree, { aliasDuplicateObjects: false });
}

const bomb = (levels: number): string =>
  [
    'a0: &a0 [x, x, x, x, x, x, x, x, x, x]',
    ...Array.from({ length: levels }, (_, at) => `a${at + 1}: &a${at + 1} [${Array(10).fill(`*a${at}`).join(', ')}]`),
  ].join('\n');

function inText(text: string, { deed, at, value, spoil }: Input): string | Buffer {
  const lines = text.split('\n');
  const line = at % lines.length;
  switch (deed) {
    case 'bomb':
      return `${bomb(1 + (at % 12))}\n${text}`;
    case 'deep':
      return `x: ${'['.repeat(at % 5000)}${']'.repeat(at % 5000)}\n${text}`;
    case 'repeat':
      return lines.toSpliced(line, 0, lines[line] ?? '').join('\n');
    case 'tab':
      return lines.toSpliced(line, 1, `\t${lines[line]}`).join('\n');
    case 'bytes':
      return Buffer.from(text, at % 2 ? 'utf16le' : 'latin1').subarray(at % 7);
    case 'empty':
      return at % 2 ? '' : value;
    default:
      return spoilt(text, spoil);
  }
}

const byTree: readonly string[] = ['replace', 'drop', 'double', 'rename', 'move'];

export const configurationFuzz = fuzz<Input>({
  name: 'configuration',
  share: 0.2,
  async open(met) {
    const folder = await copyFolder();
    const shipped = new Map<string, string>();
    for (const file of files) shipped.set(file, await readFile(join(folder, file), 'utf8'));
    return {
      arbitrary: inputs,
      async attempt(input, measured) {
        const text = shipped.get(input.file) ?? '';
        const path = join(folder, input.file);
        await writeFile(path, byTree.includes(input.deed) ? inTree(text, input) : inText(text, input));
        const loaded = await measured(() => loadConfig(folder, readEnvironment({}))).finally(() =>
          writeFile(path, text),
        );
        const left = Object.keys(Object.prototype);
        if (left.length > 0) throw new Error(`every object has ${left} now`);
        met('problems' in loaded ? 'problems' : 'loads');
        if (!('problems' in loaded)) return;
        if (loaded.problems.length === 0) throw new Error('refused without a problem');
        for (const { file, message, remedy } of loaded.problems)
          if (!file || !message || !remedy)
            throw new Error(`not a problem: ${JSON.stringify({ file, message, remedy })}`);
      },
      close: async () => undefined,
    };
  },
});
