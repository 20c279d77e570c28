// What a start loads: the time until a hub is ready is mostly the time of loading code. It must never be held to a time here; `npm run load` is.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { importsOf } from '../support/architecture.ts';
import { newPlace } from './command-line.ts';

/** Files under src and packages that are there once this file is imported; what is loaded later, by `import()`, is not. */
function loadedBy(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  if (!file.startsWith('src/')) return seen;
  const text = readFileSync(file, 'utf8').replaceAll(/\bimport\(/g, 'later(');
  for (const { from, typeOnly } of importsOf(text))
    if (!typeOnly) loadedBy(from.startsWith('.') ? join(file, '..', from) : from, seen);
  return seen;
}

describe('a start', () => {
  it('loads no command but the one that is asked for', () => {
    const files = [...loadedBy('src/main.ts')].filter((file) => file.startsWith('src/'));
    expect(files).to.deep.equal(['src/main.ts', 'src/errors.ts']);
  });

  it('of a hub loads neither simulators, nor what assesses, nor libraries that are needed later', () => {
    const loaded = [...loadedBy('src/commands/serve.ts')];
    expect(loaded).to.include.members(['src/hub.ts', 'src/assessment/room.ts', 'oidc-provider', 'knex']);
    const needless = /^src\/(simulators\/|assessment\/(run|walk|ground|visitor\/http)\.ts)|^notifications-node-client$/;
    expect(loaded.filter((one) => needless.test(one))).to.deep.equal([]);
  });

  it('goes on where compiled code cannot be kept', async () => {
    const place = await newPlace();
    try {
      const { status, out } = await place.run(['secret'], {
        NODE_COMPILE_CACHE: join(place.folder, 'config', 'hub.yaml'),
      });
      expect(status).to.equal(0);
      expect(out).to.include('secretHash');
    } finally {
      await place.close();
    }
  });
});
