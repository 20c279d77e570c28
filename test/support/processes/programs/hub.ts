// The hub in a process of its own, as the bench or the fault test configured it. It is the product, unchanged.
import { startHub } from '../../../../src/hub.ts';
import { createLog } from '../../../../src/log.ts';
import { serveAs } from '../child.ts';
import type { HubSettings } from '../settings.ts';

serveAs<HubSettings>(async ({ config, masterKey, log = 'warn' }) => {
  const hub = await startHub({ config, masterKey: Buffer.from(masterKey), log: createLog(log, process.stderr) });
  return { url: config.hub.issuer, statements: () => hub.store.statements(), close: () => hub.close() };
});
