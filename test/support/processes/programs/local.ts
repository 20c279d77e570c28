// The simulated register of a council's own accounts in a process of its own, so that its signatures are not counted as the hub's.

import type { LocalOptions } from '../../../../src/simulators/local/house.ts';
import { startLocal } from '../../../../src/simulators/local/start.ts';
import { serveAs } from '../child.ts';

serveAs<LocalOptions>((options) => startLocal(options));
