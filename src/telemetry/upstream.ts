// What providers are asked, timed and traced, whatever protocol they speak. It must never look into what is asked or answered.
import type { Connector } from '../connectors/contract.ts';
import { type Figures, type Known, oneOf } from './figures.ts';
import { inSpan } from './spans.ts';

/** What a connector is asked to do, and which of its answers mean that the provider was of no use. */
type Asking = 'start' | 'finish' | 'sign-out' | 'probe' | 'upkeep';
const askings: readonly Asking[] = ['start', 'finish', 'sign-out', 'probe', 'upkeep'];
const useless: readonly string[] = ['unavailable', 'rejected', 'invalid'];

/** The same connectors, timed and traced. `provider`: the ids of the configuration. */
export function createTimedConnectors(
  figures: Figures,
  provider: Known,
): (connectors: ReadonlyMap<string, Connector>) => ReadonlyMap<string, Connector> {
  const took = figures.histogram({
    name: 'gatehouse_upstream_seconds',
    help: 'What a provider was needed for, how long it took with all calls, and whether it was of use',
    labels: { provider, kind: oneOf(askings), result: oneOf(['done', 'failed']) },
    buckets: [0.005, 0.02, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  });
  const timed = <T>(id: string, kind: Asking, ask: { work(): Promise<T>; isUseless?(answer: T): boolean }) =>
    inSpan(`provider ${kind}`, { 'gatehouse.provider': provider(id) }, async () => {
      const started = performance.now();
      let result = 'failed';
      try {
        const answer = await ask.work();
        if (!ask.isUseless?.(answer)) result = 'done';
        return answer;
      } finally {
        took({ provider: id, kind, result }, (performance.now() - started) / 1000);
      }
    });
  return (connectors) => {
    const one = (id: string, connector: Connector): Connector => {
      const { signOut, probe, upkeep } = connector;
      return {
        ...connector,
        start: (ask) => timed(id, 'start', { work: () => connector.start(ask) }),
        finish: (reply, memo) =>
          timed(id, 'finish', {
            work: () => connector.finish(reply, memo),
            isUseless: ({ kind }) => useless.includes(kind),
          }),
        ...(signOut && {
          signOut: (session, ask) => timed(id, 'sign-out', { work: () => signOut.call(connector, session, ask) }),
        }),
        ...(probe && {
          probe: () => timed(id, 'probe', { work: () => probe.call(connector), isUseless: ({ up }) => !up }),
        }),
        ...(upkeep && { upkeep: () => timed(id, 'upkeep', { work: () => upkeep.call(connector) }) }),
      };
    };
    return new Map([...connectors].map(([id, connector]) => [id, one(id, connector)]));
  };
}
