// One throwaway PostgreSQL server for each process of the tests, started when its first suite asks for a database, and gone with it.
import { type Cluster, startCluster } from './postgres-cluster.ts';

export { missingPostgres, startCluster } from './postgres-cluster.ts';

let shared: Promise<Cluster> | undefined;
let databases = 0;

/** A run that is told to stop takes its server with it: leaving this way fires `exit`, dying of the signal would not. */
for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));

/** The URL of a fresh, empty database on the run's server. */
export async function freshDatabase(): Promise<string> {
  shared ??= startCluster();
  const cluster = await shared;
  databases += 1;
  const name = `gatehouse_${databases}`;
  await cluster.query(`CREATE DATABASE ${name}`);
  return cluster.urlOf(name);
}
