// What every part of the hub may need: made once by hub.ts, handed to the parts in this folder. It holds things, and does nothing.
import type { Allow } from '../account/allowance.ts';
import type { FindLetIn } from '../ages/let-in.ts';
import type { Config } from '../config/load.ts';
import type { Service } from '../config/schema/services.ts';
import type { Log } from '../log.ts';
import type { Index } from '../matching/index-of-people.ts';
import type { Blocked } from '../registry/blocked.ts';
import type { Life } from '../registry/life.ts';
import type { Live } from '../registry/live.ts';
import type { LiveProviders } from '../registry/live-providers.ts';
import type { Acting } from '../representation/acting.ts';
import type { Telling } from '../representation/telling.ts';
import type { Draining } from '../server/draining.ts';
import type { Shedding } from '../server/shedding.ts';
import type { SignIns } from '../signin/record.ts';
import type { Leaving } from '../signout/leave.ts';
import type { OpenStore } from '../store/open.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Gathering } from '../trail/gather.ts';
import type { Compose } from '../views/respond.ts';

/** What the hub is built from. */
export interface Parts {
  config: Config;
  store: OpenStore;
  log: Log;
  metrics: Metrics;
  draining: Draining;
  /** How long a service's own matcher may take, in milliseconds. */
  matcherLimit: number;
  shedding: Shedding;
}

/** What every part may need. */
export interface House extends Omit<Config, 'providers' | 'services'>, Omit<Parts, 'config'>, Gathering {
  providers: LiveProviders['providers'];
  services: Live<Service>['records'];
  live: LiveProviders;
  blocked: Blocked;
  life: Life;
  /** What one person may do in an hour. */
  allow: Allow;
  /** Whom accounts can be compared with. */
  index: Index;
  /** Who may act for whom. */
  acting: Acting;
  /** What people are told of those who act for them. */
  telling: Telling;
  /** Who comes in although their age alone would stop them. */
  letIn: FindLetIn;
  leaving: Leaving;
  compose: Compose;
  signIns: SignIns;
}
