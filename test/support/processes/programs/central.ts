// The simulated provider in a process of its own, so that its signatures are not counted as the hub's.
import { startCentral } from '../../../../src/simulators/central/start.ts';
import type { SimulatorOptions } from '../../../../src/simulators/kit/contract.ts';
import { serveAs } from '../child.ts';

serveAs<SimulatorOptions>((options) => startCentral(options));
