// A process of the bench or of the fault test, seen from both ends: the main process starts it and asks it for its readings over IPC.
// Nothing is measured by asking: readings are taken before and after a phase, never within it.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What a process has used since it started. */
export interface Reading {
  /** CPU time of all its threads, user and system, in milliseconds. */
  cpu: number;
  /** SQL statements sent; 0 where there is no database. */
  statements: number;
  /** Resident memory, in bytes. */
  memory: number;
  /** Of a hub that sweeps: milliseconds for which a statement (99 of 100, and any) and the event loop had to wait at most, and rows that were swept a second. */
  stalls?: Stalls;
}

export interface Stalls {
  usual: number;
  statement: number;
  loop: number;
  swept: number;
}

/** What a child's program does once it has its options. */
export interface Part {
  url: string;
  statements?(): number;
  stalls?(): Stalls;
  close(): Promise<void>;
}

export interface Child {
  url: string;
  read(): Promise<Reading>;
  /** Settles when the process is gone, however that came. */
  gone: Promise<void>;
  stop(): Promise<void>;
  /** SIGKILL: nothing is finished, nothing is closed. */
  kill(): Promise<void>;
}

type Program = 'hub' | 'sweeping' | 'central' | 'crowd' | 'local' | 'bare' | 'upstream-client';
type Question = { start: unknown } | 'read' | 'stop';
type Answer = { url: string } | Reading | { failed: string };

const reading = (part?: Part): Reading => {
  const { user, system } = process.cpuUsage();
  const stalls = part?.stalls?.();
  const memory = process.memoryUsage.rss();
  return { cpu: (user + system) / 1000, statements: part?.statements?.() ?? 0, memory, ...(stalls && { stalls }) };
};

/** The child's end: starts the part with the options that come first, and answers until it is told to stop. */
export function serveAs<Options>(start: (options: Options) => Promise<Part>): void {
  let part: Part | undefined;
  const say = (answer: Answer) => process.send?.(answer);
  const answer = async (question: Question): Promise<void> => {
    if (question === 'read') say(reading(part));
    else if (question === 'stop') {
      await part?.close();
      process.exit(0);
    } else {
      part = await start(question.start as Options);
      say({ url: part.url });
    }
  };
  process.on('message', (question: Question) => {
    answer(question).catch((error) => say({ failed: String(error?.stack ?? error) }));
  });
  process.once('disconnect', () => process.exit(1));
}

/** The main process's end. `profile` names a folder for a CPU profile of the child. Rejects with the child's error. */
export async function startChild(program: Program, options: unknown, profile?: string): Promise<Child> {
  const child = fork(fileURLToPath(new URL(`./programs/${program}.ts`, import.meta.url)), {
    serialization: 'advanced',
    execArgv: profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`] : [],
  });
  const gone = once(child, 'exit').then(() => {});
  const { url } = (await ask(child, { start: options })) as { url: string };
  return {
    url,
    read: async () => (await ask(child, 'read')) as Reading,
    gone,
    async stop() {
      if (child.connected) child.send('stop');
      await gone;
    },
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

function ask(child: ChildProcess, question: Question): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const gone = () => reject(new Error(`a process (${child.spawnargs.at(-1)}) has stopped`));
    child.once('exit', gone);
    child.once('message', (answer: Answer) => {
      child.removeListener('exit', gone);
      if ('failed' in answer) reject(new Error(answer.failed));
      else resolve(answer);
    });
    child.send(question as object);
  });
}
