// Looking at providers: one node at a time, through the breaker, told to all nodes and to the trail; and switches laid over records.
import { expect } from 'chai';
import type { Connector } from '../../src/connectors/contract.ts';
import { switched } from '../../src/registry/live.ts';
import { createLiveProviders } from '../../src/registry/live-providers.ts';
import { probe, startProbes } from '../../src/registry/probes.ts';
import { startUpkeep } from '../../src/registry/upkeep.ts';
import type { Happening } from '../../src/trail/events.ts';
import { record } from '../connectors/rig.ts';
import { forEachEngine } from '../support/stores.ts';

const provider = record('central', {});

describe('looking at providers', () => {
  forEachEngine((_engine, open) => {
    it('turns findings into a condition that every node knows', async () => {
      const { store, settings } = await open();
      const { store: node } = await open(settings);
      const happened: Happening[] = [];
      let up = true;
      const connectors = new Map([
        ['central', { probe: async () => ({ up, detail: up ? 'answers' : 'no connection' }) } as unknown as Connector],
      ]);
      const options = {
        connectors,
        facts: store.providerFacts,
        leases: store.leases,
        every: 1000,
        trail: async (...all: Happening[]) => void happened.push(...all),
      };
      const live = await createLiveProviders({
        records: new Map([['central', provider]]),
        facts: node.providerFacts,
        every: 60_000,
        failed: () => undefined,
      });
      const look = async (found: boolean) => {
        up = found;
        await probe('central', 'node-1', options);
        await live.refresh();
        return live.availability('central');
      };
      const seen: string[] = [];
      for (const found of [true, false, false, false, true, true, true]) seen.push(await look(found));
      live.stop();
      expect(seen).to.deep.equal([
        'operational',
        'degraded',
        'degraded',
        'unavailable',
        'degraded',
        'degraded',
        'operational',
      ]);
      expect(happened.map(({ words }) => words?.state)).to.deep.equal([
        'degraded',
        'unavailable',
        'degraded',
        'operational',
      ]);
      expect(live.health('central')).to.include({ detail: 'answers' });
    });

    it('leaves a provider to the node that has just looked', async () => {
      const { store, settings } = await open();
      const { store: second } = await open(settings);
      let looks = 0;
      const connector = { probe: async () => ({ up: ++looks > 0, detail: '' }) } as unknown as Connector;
      const at = (one: typeof store) => ({
        connectors: new Map([['central', connector]]),
        facts: one.providerFacts,
        leases: one.leases,
        every: 30_000,
        trail: async () => undefined,
      });
      await Promise.all([probe('central', 'a', at(store)), probe('central', 'b', at(second))]);
      expect(looks).to.equal(1);
    });

    it('goes on by itself, and stops when told', async () => {
      const { store } = await open();
      let looks = 0;
      const connector = { probe: async () => ({ up: ++looks > 0, detail: '' }) } as unknown as Connector;
      const stop = startProbes({
        connectors: new Map([['central', connector]]),
        facts: store.providerFacts,
        leases: store.leases,
        trail: async () => undefined,
        every: 20,
        failed: (error) => expect.fail(String(error)),
      });
      while (looks < 3) await new Promise((resolve) => setTimeout(resolve, 10));
      stop();
      await new Promise((resolve) => setTimeout(resolve, 100));
      const before = looks;
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(looks).to.equal(before);
    });
  });

  it('lets a switch take away, and never give', () => {
    expect(switched(provider, undefined)).to.equal(provider);
    expect(switched(provider, { off: true })).to.include({ enabled: false });
    expect(switched(provider, { paused: true })).to.include({ enabled: true, temporarilyUnavailable: true });
    expect(switched({ ...provider, enabled: false }, { off: false })).to.include({ enabled: false });
    expect(switched({ ...provider, temporarilyUnavailable: true }, { paused: false })).to.include({
      temporarilyUnavailable: true,
    });
    expect(switched(provider, { nonsense: 1 })).to.include({ enabled: false });
  });

  it('remembers the warnings of the last upkeep, and goes on after a failure of ours', async () => {
    let looks = 0;
    const failures: unknown[] = [];
    const warning = { kind: 'refused', detail: 'x' } as const;
    const upkeep = async () => {
      looks += 1;
      return { warnings: looks === 1 ? [warning] : [], again: 100 };
    };
    const broken = async () => {
      throw new Error('the store is gone');
    };
    const connectors = new Map([
      ['a', { upkeep } as unknown as Connector],
      ['b', { upkeep: broken } as unknown as Connector],
    ]);
    const running = startUpkeep({ connectors, begin: 0, failed: (error) => failures.push(error) });
    while (looks < 1 || failures.length < 1) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(running.warnings().get('a')).to.deep.equal([warning]);
    expect(failures).to.have.length(1);
    while (looks < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(running.warnings().get('a')).to.deep.equal([]);
    running.stop();
  });
});
