// Several processes on one port: they serve as one, one that is killed comes back, and figures are added up.
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { request } from 'undici';
import { newPlace, type Place } from './command-line.ts';

describe('serve --workers', function workers() {
  this.timeout(60_000);
  let place: Place;
  beforeEach(async () => {
    place = await newPlace();
  });
  afterEach(() => place.close());

  const childrenOf = async (pid: number): Promise<number[]> =>
    (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).split(' ').filter(Boolean).map(Number);

  /** Asks over a connection of its own each time, so that it lands on any of them. */
  const answers = async (): Promise<boolean> => {
    const asked = request(`http://localhost:${place.port}/jwks`, { reset: true });
    return asked
      .then(async ({ statusCode, body }) => (await body.text()) !== '' && statusCode === 200)
      .catch(() => false);
  };

  /** Of two on one SQLite file, one would take itself for the only one. */
  async function refusedBeside(words: readonly string[]): Promise<void> {
    const elsewhere = { GATEHOUSE_PORT: '0', GATEHOUSE_METRICS_PORT: '0' };
    const { status, err } = await place.run(['serve', '--no-simulators', ...words], elsewhere);
    expect(status).to.equal(1);
    expect(err).to.include('another process serves the hub from');
  }

  const metrics = async () => (await request(`http://127.0.0.1:${place.metricsPort}/metrics`)).body.text();

  it('serves as one, starts a worker again that was killed, and ends all of them', async () => {
    const serving = await place.serve('--workers', '2');
    const first = await childrenOf(serving.pid);
    expect(first).to.have.length(2);
    for (let count = 0; count < 6; count += 1) expect(await answers()).to.equal(true);
    expect(await metrics()).to.match(/gatehouse_http_seconds_count\{[^}]*route="\/jwks"[^}]*\} 6/);
    const providers = await request(`http://127.0.0.1:${place.metricsPort}/providers`);
    expect(await providers.body.json())
      .to.be.an('array')
      .with.length.greaterThan(2);
    await refusedBeside([]);
    process.kill(first[0] ?? 0, 'SIGKILL');
    for (let tries = 0; tries < 200 && (await childrenOf(serving.pid)).includes(first[0] ?? 0); tries += 1)
      await pause(50);
    expect(await answers(), 'the other one goes on').to.equal(true);
    let again: number[] = [];
    for (let tries = 0; tries < 200 && again.length < 2; tries += 1) {
      await pause(50);
      again = await childrenOf(serving.pid);
    }
    expect(again).to.have.length(2).and.to.include(first[1]);
    const { status, out } = await serving.stop();
    expect(status).to.equal(0);
    expect(out).to.include('a worker went down');
    expect(await answers()).to.equal(false);
  });

  it('compiles everything before the very first workers, so that none of them holds what strips types', async () => {
    const told = join(place.folder, 'loaded');
    const hook = `process.on('exit', () => process.moduleLoadList.some((one) => one.includes('internal/deps/amaro'))
      && require('node:cluster').isWorker && require('node:fs').appendFileSync(${JSON.stringify(told)}, process.pid + ' '))`;
    await writeFile(join(place.folder, 'hook.cjs'), hook);
    const compiled = join(place.folder, 'compiled');
    const cold = { NODE_COMPILE_CACHE: compiled, NODE_OPTIONS: `--require ${join(place.folder, 'hook.cjs')}` };
    const first = await newPlace(cold);
    try {
      const serving = await first.serve('--workers', '2');
      expect((await serving.stop()).status).to.equal(0);
      expect(await readdir(compiled)).to.have.length.greaterThan(0);
      // Node 22 keeps compiled code, but not what types were stripped from: there each worker strips them itself.
      const stripsEachTime = Number(process.versions.node.split('.')[0]) < 24;
      expect(existsSync(told)).to.equal(stripsEachTime);
      // The hook would have told: here nothing can be kept.
      const without = await newPlace({ ...cold, NODE_DISABLE_COMPILE_CACHE: '1' });
      const other = await without.serve('--workers', '2');
      expect((await other.stop()).status).to.equal(0);
      await without.close();
      expect((await readFile(told, 'utf8')).trim().split(' ')).to.have.length(stripsEachTime ? 4 : 2);
    } finally {
      await first.close();
    }
  });

  it('refuses a number that is none, and says why where it cannot start', async () => {
    for (const words of ['0', 'many', '1.5']) {
      const refused = await place.run(['serve', '--no-simulators', '--workers', words]);
      expect(refused.status).to.equal(1);
      expect(refused.err).to.include('write a number from 1 to 64, or auto');
    }
    const blocker = createServer().listen(place.port, 'localhost');
    await once(blocker, 'listening');
    const taken = await place.run(['serve', '--no-simulators', '--workers', '2']);
    blocker.close();
    expect(taken.status).to.equal(1);
    expect(taken.err).to.include('already in use');
    const serving = await place.serve();
    await refusedBeside(['--workers', '2']);
    await serving.stop();
  });
});
