// Reads one YAML file of the configuration and remembers where everything in it stands.
// It must never let a repeated key win over another in silence.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLParseError } from 'yaml';
import type { Finding, Place } from './problem.ts';

export interface YamlFile {
  /** The content as plain values; undefined when the file could not be read or is not YAML. */
  data: unknown;
  /** Line of a place, or of the nearest thing around it that exists; undefined when the file could not be read. */
  lineOf(at: Place): number | undefined;
  /** What is wrong with the file as YAML, with lines. */
  problems: (Finding & { line?: number })[];
}

const remedies: Partial<Record<YAMLParseError['code'], string>> = {
  DUPLICATE_KEY: 'keep one of the two and take the other out',
  TAB_AS_INDENT: 'indent with spaces, not tabs',
  BAD_INDENT: 'indent with spaces, the same number for things that belong together',
};

const tooManyAliases = {
  message: 'has aliases (`*name`) that stand for far more than the file holds, or for themselves',
  remedy: 'write out what they stand for',
};

/** Reads `name` in `folder`. Never throws for what is in the file. */
export async function readYaml(folder: string, name: string): Promise<YamlFile> {
  const text = await readText(join(folder, name));
  if ('remedy' in text)
    return { data: undefined, lineOf: () => undefined, problems: [{ file: name, at: [], ...text }] };
  const lines = new LineCounter();
  const document = parseDocument(text.text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const problems = [...document.errors, ...document.warnings].map((error) => ({
    file: name,
    at: [],
    line: lines.linePos(error.pos[0]).line,
    message: `is not valid YAML here: ${error.message.replaceAll(/\s+/g, ' ')}`,
    remedy:
      remedies[error.code] ?? 'mend the line; a text with a colon, a hash or a quote in it needs quotes around it',
  }));
  const lineOf = (at: Place) => {
    const offset = offsetOf(document.contents, at, (node) => (isAlias(node) ? node.resolve(document) : node));
    return offset === undefined ? undefined : lines.linePos(offset).line;
  };
  if (problems.length > 0) return { data: undefined, lineOf, problems };
  try {
    return { data: document.toJS(), lineOf, problems };
  } catch {
    // The one thing that only shows when aliases are followed.
    return { data: undefined, lineOf, problems: [{ file: name, at: [], ...tooManyAliases }] };
  }
}

async function readText(path: string): Promise<{ text: string } | { message: string; remedy: string }> {
  try {
    const bytes = await readFile(path);
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT')
      return { message: 'does not exist', remedy: 'put the file back, or point --config at its folder' };
    if (error instanceof TypeError) return { message: 'is not UTF-8 text', remedy: 'save it as UTF-8' };
    return { message: `cannot be read (${code ?? 'unknown error'})`, remedy: 'let the hub’s user read it' };
  }
}

type Resolve = (node: unknown) => unknown;

function offsetOf(root: Node | null, at: Place, resolve: Resolve): number | undefined {
  let node: unknown = root;
  let offset = root?.range?.[0];
  for (const step of at) {
    const inside = resolve(node);
    if (isMap(inside)) {
      const pair = inside.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (!pair || !isScalar(pair.key)) break;
      offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(inside)) {
      node = inside.items[Number(step)];
      offset = (node as Node | undefined)?.range?.[0] ?? offset;
    } else break;
  }
  return offset;
}
