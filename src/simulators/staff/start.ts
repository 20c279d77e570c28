// The simulated staff directory.
import type { Simulator, SimulatorOptions } from '../kit/contract.ts';
import { startProvider } from '../kit/provider.ts';
import { staffDialect } from './dialect.ts';

/** Starts it. The issuer is `{url}`. Rejects when the port is taken. */
export const startStaff = (options: SimulatorOptions): Promise<Simulator> =>
  startProvider(staffDialect(options), options);
