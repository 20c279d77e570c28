// The simulated ScotAccount.
import type { Simulator, SimulatorOptions } from '../kit/contract.ts';
import { startProvider } from '../kit/provider.ts';
import type { ScotlandOptions } from './dialect.ts';
import { scotlandDialect } from './dialect.ts';

/** Starts it. The issuer is `{url}`, attributes are at `{url}/attributes/values`. Rejects when the port is taken. */
export const startScotland = (options: SimulatorOptions & Pick<ScotlandOptions, 'claimsShape'>): Promise<Simulator> =>
  startProvider(scotlandDialect(options), options);
