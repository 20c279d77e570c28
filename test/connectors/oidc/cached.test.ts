// What a provider publishes is fetched seldom, and survives an outage. The clock is ours.
import { expect } from 'chai';
import { createCached } from '../../../src/connectors/oidc/cached.ts';

describe('connectors/oidc/cached', () => {
  const setUp = () => {
    const state = { now: 0, loads: 0, down: false, warnings: [] as string[] };
    const load = async () => {
      state.loads += 1;
      if (state.down) throw new Error('no connection');
      return state.loads;
    };
    const tools = {
      clock: () => state.now * 1000,
      log: { warn: (_fields: unknown, message: string) => state.warnings.push(message) },
    };
    return { state, cached: createCached({ load, lifetime: 3600, name: 'keys', tools }) };
  };

  it('loads once while fresh, also for many at once, and again when old', async () => {
    const { state, cached } = setUp();
    expect(await Promise.all([cached.get(), cached.get(), cached.get()])).to.deep.equal([1, 1, 1]);
    state.now = 3599;
    expect(await cached.get()).to.equal(1);
    state.now = 3600;
    expect(await cached.get()).to.equal(2);
  });

  it('throws while there never was a copy, and tries again each time', async () => {
    const { state, cached } = setUp();
    state.down = true;
    for (const loads of [1, 2]) {
      const error: unknown = await cached.get().catch((thrown: unknown) => thrown);
      expect(error).to.have.property('message', 'no connection');
      expect(state.loads).to.equal(loads);
    }
    state.down = false;
    expect(await cached.get()).to.equal(3);
  });

  it('serves the old copy during an outage, trying every half minute, and recovers', async () => {
    const { state, cached } = setUp();
    await cached.get();
    state.down = true;
    state.now = 90_000;
    for (const expected of [2, 2, 2]) expect([await cached.get(), state.loads]).to.deep.equal([1, expected]);
    state.now += 30;
    expect([await cached.get(), state.loads]).to.deep.equal([1, 3]);
    expect(state.warnings).to.deep.equal(['keys: serving a stale copy', 'keys: serving a stale copy']);
    state.down = false;
    state.now += 30;
    expect(await cached.get()).to.equal(4);
  });

  it('keeps the old copy when a refresh fails', async () => {
    const { state, cached } = setUp();
    await cached.get();
    state.down = true;
    expect(await cached.refresh().catch(() => 'failed')).to.equal('failed');
    expect(await cached.get()).to.equal(1);
  });
});
