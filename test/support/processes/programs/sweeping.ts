// A hub that sweeps without a pause, and says how long it kept others waiting meanwhile: the event loop, and statements such as a sign-in
// makes. Part of `npm run growth`; it must do nothing else that the hub does not do.
import { randomUUID } from 'node:crypto';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { startHub } from '../../../../src/hub.ts';
import { createLog } from '../../../../src/log.ts';
import { serveAs } from '../child.ts';
import type { HubSettings } from '../settings.ts';

/** Milliseconds between two statements that are timed, and in which the event loop is looked at. */
const [every, resolution] = [5, 2];

serveAs<HubSettings & { sweeping: boolean }>(async ({ config, masterKey, sweeping }) => {
  const hub = await startHub({ config, masterKey: Buffer.from(masterKey), log: createLog('warn', process.stderr) });
  const { store } = hub;
  const loop = monitorEventLoopDelay({ resolution });
  loop.enable();
  let over = false;
  let waits: number[] = [];
  const done = { rows: 0, seconds: 0 };
  const probe = async () => {
    while (!over) {
      const began = performance.now();
      await store.usedOnce.first('growth', randomUUID(), Math.floor(Date.now() / 1000) + 60);
      waits.push(performance.now() - began);
      await pause(every);
    }
  };
  const sweep = async () => {
    while (!over) {
      const began = performance.now();
      done.rows += await store.sweep();
      done.seconds += (performance.now() - began) / 1000;
      await pause(every);
    }
  };
  const work = Promise.all([probe(), ...(sweeping ? [sweep()] : [])]);
  return {
    url: config.hub.issuer,
    statements: () => store.statements(),
    /** Since it was last asked. */
    stalls() {
      waits.sort((a, b) => a - b);
      const found = {
        usual: waits[Math.floor(waits.length * 0.99)] ?? 0,
        statement: waits.at(-1) ?? 0,
        loop: Math.max(0, loop.max / 1e6 - resolution),
        swept: done.rows / (done.seconds || 1),
      };
      waits = [];
      loop.reset();
      return found;
    },
    async close() {
      over = true;
      await work.catch(() => {});
      await hub.close();
    },
  };
});
