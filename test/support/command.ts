// What every command that measures does alike: reads its arguments, writes its figures, and ends. It must never end well where a target was
// missed, nor where what it was asked for makes no sense; and it takes along what it has started.
import { writeFile } from 'node:fs/promises';
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

/** What it was asked for makes no sense. The message says what does. */
export class Misused extends Error {}

/** A figure, or a row of one: whether it holds, null where nothing was promised. */
interface Judged {
  holds: boolean | null;
}

type Values<Options extends ParseArgsOptionsConfig> = ReturnType<typeof parseArgs<{ options: Options }>>['values'];

const ofAll = `
  --json FILE     write every figure, with its target and whether it holds

It ends with 1 where a target is missed.`;

const ofAllOptions = { json: { type: 'string' }, help: { type: 'boolean' } } as const;

/**
 * Runs a command and leaves the process: 0 where all holds, 1 where something does not, 2 where the arguments are wrong. `help`: what it is
 * called and its own options, a line each.
 */
export async function command<Options extends ParseArgsOptionsConfig>(
  help: string,
  options: Options,
  measure: (values: Values<Options>) => Promise<readonly Judged[]>,
): Promise<never> {
  // Leaving fires `exit`, which ends servers and hubs; dying of the signal would not.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
  try {
    const { values } = parseArgs({ options: { ...options, ...ofAllOptions } });
    const { json, help: asked } = values as Values<typeof ofAllOptions>;
    if (asked) {
      process.stdout.write(`${help}${ofAll}\n`);
      process.exit(0);
    }
    const figures = await measure(values as Values<Options>);
    if (json) await writeFile(json, `${JSON.stringify(figures, null, 2)}\n`);
    // Sockets and sweepers of what was measured are no reason to wait.
    process.exit(figures.some(({ holds }) => holds === false) ? 1 : 0);
  } catch (error) {
    if (!isMisuse(error)) throw error;
    process.stderr.write(`${error.message}\n\n${help}${ofAll}\n`);
    process.exit(2);
  }
}

const isMisuse = (error: unknown): error is Error =>
  error instanceof Misused ||
  (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'));

/** The options of these names as numbers above 0. Throws Misused. */
export function numbersOf<Name extends string>(
  values: Readonly<Record<Name, string>>,
  ...names: readonly Name[]
): Record<Name, number> {
  const entries = names.map((name): [Name, number] => {
    const number = Number(values[name]);
    if (number > 0 && Number.isFinite(number)) return [name, number];
    throw new Misused(`--${name} takes a number above 0, not “${values[name]}”`);
  });
  return Object.fromEntries(entries) as Record<Name, number>;
}

/** The parts that `--only` names with commas between, in their own order; all of them where it is absent. Throws Misused. */
export function partsOf<Part extends string>(named: string | undefined, parts: readonly Part[]): Part[] {
  if (named === undefined) return [...parts];
  const wanted = named.split(',');
  const unknown = wanted.filter((one) => !(parts as readonly string[]).includes(one));
  if (unknown.length > 0) throw new Misused(`--only takes ${parts.join(', ')}, not “${unknown.join(', ')}”`);
  return parts.filter((part) => wanted.includes(part));
}
