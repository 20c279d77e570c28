// The simulated NHS login.
import type { Simulator, SimulatorOptions } from '../kit/contract.ts';
import { startProvider } from '../kit/provider.ts';
import { nhsDialect } from './dialect.ts';

/** Starts it. The issuer is `{url}`, without a slash. Rejects when the port is taken, or with more than 10 redirect URIs. */
export async function startNhs(options: SimulatorOptions): Promise<Simulator> {
  if (options.clients.some(({ redirectUris }) => redirectUris.length > 10))
    throw new RangeError('NHS login registers at most 10 redirect URIs for a client');
  return startProvider(nhsDialect(options), options);
}
