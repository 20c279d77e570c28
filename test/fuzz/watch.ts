// Looks from another thread whether the inputs still come one after the other: a loop that never ends stops everything else in its own.
// It must never end a run that is only slow because the machine is.
import { Worker } from 'node:worker_threads';

/** Seconds for one input after which nobody believes that it will end. */
const mostSeconds = 120;

const program = `
const { workerData } = require('node:worker_threads');
let seen = -1;
let since = Date.now();
setInterval(() => {
  const now = Atomics.load(workerData.inputs, 0);
  if (now !== seen) [seen, since] = [now, Date.now()];
  else if (Date.now() - since > ${mostSeconds} * 1000) {
    require('node:fs').writeSync(2, workerData.name + ': input ' + now + ' does not end\\n');
    process.kill(process.pid, 'SIGKILL');
  }
}, 1000).unref();
setInterval(() => {}, 1000);
`;

/** Begins to look. `began` is called at the beginning of each input. */
export function watch(name: string): { began(): void; stop(): Promise<unknown> } {
  const inputs = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(program, { eval: true, workerData: { inputs, name } });
  worker.unref();
  return { began: () => void Atomics.add(inputs, 0, 1), stop: () => worker.terminate() };
}
