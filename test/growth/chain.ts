// How much the one chain of the trail takes, when nodes wait for each other to append: on a PostgreSQL whose commits wait for the disk.
import { randomBytes } from 'node:crypto';
import { openStore } from '../../src/store/open.ts';
import { type Figure, figure } from '../support/figures.ts';
import { startCluster } from '../support/postgres-cluster.ts';

/** Rows that one request tells the trail, requests of one node at once, and seconds of each measure. */
const [rows, requests, seconds] = [4, 16, 5];
const nodes = [1, 4, 16];

/** Commits and rows a second of so many nodes, and the milliseconds that a request waited at the median. */
async function append(databaseUrl: string, masterKey: Buffer, count: number) {
  const stores = await Promise.all(Array.from({ length: count }, () => openStore({ masterKey, databaseUrl })));
  const waits: number[] = [];
  const entries = Array.from({ length: rows }, (_, at) => ({
    event: 'growth',
    data: { person: 'x'.repeat(43), service: 'parking-permit', at },
  }));
  const end = performance.now() + seconds * 1000;
  const one = async (at: number) => {
    while (performance.now() < end) {
      const began = performance.now();
      await stores[at]?.trail.append(entries);
      waits.push(performance.now() - began);
    }
  };
  try {
    await Promise.all(stores.flatMap((_, at) => Array.from({ length: requests }, () => one(at))));
    waits.sort((a, b) => a - b);
    return { perSecond: (waits.length * rows) / seconds, wait: waits[Math.floor(waits.length / 2)] ?? 0 };
  } finally {
    await Promise.all(stores.map((store) => store.close()));
  }
}

/** The chain's rows a second, and how long a request waits, with some nodes at once. */
export async function chainFigures(say: (line: string) => void): Promise<Figure[]> {
  const cluster = await startCluster({ durable: true });
  try {
    const figures: Figure[] = [];
    const masterKey = randomBytes(32);
    for (const count of nodes) {
      say(`the chain, ${count} at once`);
      const { perSecond, wait } = await append(cluster.urlOf('postgres'), masterKey, count);
      const name = `the trail's chain, ${count} nodes, ${requests} requests each`;
      figures.push(figure(`${name}: rows a second`, perSecond, 'rows'), figure(`${name}: a request waits`, wait, 'ms'));
    }
    return figures;
  } finally {
    await cluster.stop();
  }
}
