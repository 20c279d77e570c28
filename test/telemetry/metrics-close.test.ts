// A hub that was closed is gone from memory: what watches the process for its figures outlives it, and must hold nothing of it.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import { createLog } from '../../src/log.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

describe('telemetry/metrics', () => {
  it('lets go of what it watched when it is closed', async () => {
    const metrics = createMetrics({ log: createLog('silent'), providers: [] });
    const held = (watch: (held: { used: number; free: number; wanted: number }) => void) => {
      const one = { used: 0, free: 0, wanted: 0 };
      watch(one);
      return new WeakRef(one);
    };
    const watched = [
      held((one) => metrics.watch(() => Array(one.used).fill(undefined))),
      held((one) => metrics.watchStore({ waiting: async () => [], connections: () => one, sweep: async () => 0 })),
    ];
    metrics.close();
    await new Promise((resolve) => setImmediate(resolve));
    collectGarbage();
    expect(watched.map((one) => one.deref())).to.deep.equal([undefined, undefined]);
  });
});
