// What every fuzz is, and how one is run: fast-check makes the inputs, shrinks what fails and names the seed; here is counted what was met.
// It must never call a run good in which nothing was tried.
import fc from 'fast-check';

/** Counts what a fuzz met, by name: commands and outcomes. */
export type Met = (what: string) => void;

/** Does work, and looks at what it costs. */
export type Measured = <T>(work: () => Promise<T>) => Promise<T>;

/** A fuzz that is set up. */
export interface Ready<Input> {
  arbitrary: fc.Arbitrary<Input>;
  /** Tries one input. Rejects with what does not hold. Where making it costs much itself, only what is `measured` counts as time. */
  attempt(input: Input, measured: Measured): Promise<void>;
  /** Inputs that went wrong once. */
  examples?: Input[];
  /** What has to hold after all of them. Rejects with what does not. */
  after?(): Promise<void>;
  close(): Promise<void>;
}

export interface Fuzz<Input> {
  name: string;
  /** Its share of the runs that are asked for: 1 is all of them. */
  share: number;
  /** It builds new houses on its way, of each of which Node keeps something: its heap is told, and not judged. */
  rebuilds?: true;
  open(met: Met): Promise<Ready<Input>>;
}

/** A fuzz whose inputs nobody outside has to know. */
export interface AnyFuzz {
  name: string;
  share: number;
  run(options: RunOptions): Promise<FuzzResult>;
}

export interface RunOptions {
  runs: number;
  seed: number;
  /** Where in the tree of inputs, as a failing run prints it. */
  path?: string | undefined;
  /** CPU-milliseconds that one input may cost; no limit where absent. */
  limit?: number | undefined;
  /** Told before each input, so that somebody else sees where it stands. */
  began?: (() => void) | undefined;
}

export interface FuzzResult {
  name: string;
  runs: number;
  met: ReadonlyMap<string, number>;
  seconds: number;
  /** CPU-milliseconds of the slowest input. */
  slowest: number;
  seed: number;
  /** Bytes by which the heap grew between the first fifth of the inputs and the last, without what is only garbage; where that can be told. */
  grown: number | undefined;
  /** Whether that has a limit. */
  judged: boolean;
  /** What does not hold, with the counterexample; undefined where all does. */
  failure?: string;
  /** Where the counterexample is in the tree of inputs of the seed. */
  path?: string;
}

/** Bytes: caches fill, and code is compiled. What grows with every input is more than that in a few thousand. */
export const mostGrowth = 50_000_000;

/** Bytes in use, where Node was started with `--expose-gc`. */
function heapNow(): number | undefined {
  if (!globalThis.gc) return undefined;
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

const cpu = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** Makes one that can be put into a list with others. */
export function fuzz<Input>(of: Fuzz<Input>): AnyFuzz {
  return { name: of.name, share: of.share, run: (options) => runFuzz(of, options) };
}

async function runFuzz<Input>(of: Fuzz<Input>, options: RunOptions): Promise<FuzzResult> {
  const met = new Map<string, number>();
  const ready = await of.open((what) => void met.set(what, (met.get(what) ?? 0) + 1));
  const numRuns = Math.max(1, Math.round(options.runs * of.share));
  const since = performance.now();
  let [runs, slowest] = [0, 0];
  let early: number | undefined;
  const property = fc.asyncProperty(ready.arbitrary, async (input) => {
    options.began?.();
    runs += 1;
    if (runs === Math.ceil(numRuns / 5)) early = heapNow();
    const before = cpu();
    let took: number | undefined;
    await ready.attempt(input, async (work) => {
      const from = cpu();
      const result = await work();
      took = (took ?? 0) + cpu() - from;
      return result;
    });
    took ??= cpu() - before;
    slowest = Math.max(slowest, took);
    if (options.limit !== undefined && took > options.limit) throw new Error(`cost ${Math.round(took)} ms of CPU`);
  });
  const { seed, path, limit: _limit } = options;
  try {
    // A path counts them, too.
    const examples = (ready.examples ?? []).map((one): [Input] => [one]);
    const details = await fc.check(property, { seed, numRuns, examples, ...(path !== undefined && { path }) });
    const late = heapNow();
    const grown = early !== undefined && late !== undefined && !details.failed ? late - early : undefined;
    const tooMuch =
      !of.rebuilds && grown !== undefined && grown > mostGrowth ? `the heap grew by ${grown} bytes` : undefined;
    const failure = details.failed
      ? `${textOf(details.errorInstance)}\n${fc.defaultReportMessage(details)}`
      : ((await ready.after?.().catch(textOf)) ?? tooMuch);
    const seconds = (performance.now() - since) / 1000;
    return {
      name: of.name,
      runs,
      met,
      seconds,
      slowest,
      seed,
      grown,
      judged: !of.rebuilds,
      ...(failure && { failure }),
      ...(details.counterexamplePath && { path: details.counterexamplePath }),
    };
  } finally {
    await ready.close();
  }
}

const textOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));
