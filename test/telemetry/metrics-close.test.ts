// A hub that was closed is gone from memory: what watches the process for its figures outlives it, and must hold nothing of it.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import { createLog } from '../../src/log.ts';
import { createMetrics } from '../../src/server/metrics.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

describe('server/metrics', () => {
  it('lets go of what it watched when it is closed', async () => {
    const metrics = createMetrics(createLog('silent'));
    const held = (watch: (held: { count: number }) => void) => {
      const one = { count: 0 };
      watch(one);
      return new WeakRef(one);
    };
    const watched = [
      held((one) => metrics.watch(() => Array(one.count).fill(undefined))),
      held((one) => metrics.watchNotices(async () => one)),
    ];
    metrics.close();
    await new Promise((resolve) => setImmediate(resolve));
    collectGarbage();
    expect(watched.map((one) => one.deref())).to.deep.equal([undefined, undefined]);
  });
});
