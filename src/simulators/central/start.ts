// The simulated GOV.UK One Login.
import type { Simulator, SimulatorOptions } from '../kit/contract.ts';
import { startProvider } from '../kit/provider.ts';
import { centralDialect } from './dialect.ts';

/**
 * Starts it. The issuer is `{url}/`, core identities are issued by `{url}/identity/` with keys at
 * `{url}/identity/.well-known/did.json`. Rejects when the port is taken.
 */
export const startCentral = (options: SimulatorOptions): Promise<Simulator> =>
  startProvider(centralDialect(options), options);
