// What an operator installs: the systemd unit, the Containerfile, and a hub without the packages that only tests need.
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { importsOf } from './support/architecture.ts';
import { optionalSuite } from './support/optional.ts';

const run = promisify(execFile);
const unit = 'docs/deploy/gatehouse.service';
const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: Record<string, string> };

/** Whether a program answers. */
function isInstalled(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('a hub in production', () => {
  it('needs no package that only tests have, but for the one that it can do without', () => {
    const imported = globSync('src/**/*.ts').flatMap((path) => importsOf(readFileSync(path, 'utf8')));
    const packages = imported
      .filter(({ from, typeOnly }) => !typeOnly && /^[@a-z]/.test(from) && !from.startsWith('node:'))
      .map(({ from }) => /^(@[^/]+\/)?[^/]+/.exec(from)?.[0] ?? from);
    const missing = new Set(packages.filter((name) => !(name in dependencies) && !builtinModules.includes(name)));
    expect([...missing]).to.deep.equal(['playwright-core']);
  });

  it('is in its Containerfile with the Node that it is tested on, and with files that are there', () => {
    const text = readFileSync('Containerfile', 'utf8');
    const [, major] = /(\d+)/.exec(dependencies.node ?? '') ?? [];
    expect([...text.matchAll(/^FROM node:(\S+)/gm)].map(([, tag]) => tag)).to.deep.equal([major, `${major}-slim`]);
    const copied = [...text.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, from = '']) => from.split(' '));
    expect(copied).to.include.members(['package.json', 'src']);
    expect(copied.filter((path) => !existsSync(path))).to.deep.equal([]);
    const sent = readFileSync('.containerignore', 'utf8').match(/(?<=^!).+$/gm);
    expect(sent).to.have.members(copied);
  });
});

optionalSuite(
  'the systemd unit',
  isInstalled('systemd-analyze') ? undefined : 'systemd-analyze is not installed',
  () => {
    let root: string;
    before(async () => {
      root = await mkdtemp(join(tmpdir(), 'gatehouse-unit-'));
      const units = join(root, 'etc/systemd/system');
      const program = join(root, 'opt/gatehouse/node_modules/node/bin');
      for (const folder of [units, program]) await mkdir(folder, { recursive: true });
      await copyFile(unit, join(units, 'gatehouse.service'));
      await writeFile(join(program, 'node'), '#!/bin/sh\n', { mode: 0o755 });
      for (const name of ['sysinit', 'basic', 'shutdown', 'network-online'])
        await writeFile(join(units, `${name}.target`), '[Unit]\nDefaultDependencies=no\n');
    });
    after(() => rm(root, { recursive: true, force: true }));

    it('is one that systemd understands, word for word', async () => {
      const { stdout, stderr } = await run('systemd-analyze', ['verify', `--root=${root}`, 'gatehouse.service']);
      expect(stdout + stderr).to.equal('');
    });

    it('leaves little open', async () => {
      // Ten times what it says on its scale from 0 (closed) to 10: from 2.0 on this ends with 1.
      await run('systemd-analyze', ['security', '--offline=true', '--threshold=20', unit]);
    });
  },
);
