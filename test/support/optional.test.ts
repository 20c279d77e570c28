import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'chai';

const mocha = createRequire(import.meta.url).resolve('mocha/bin/mocha.js');
const optional = new URL('./optional.ts', import.meta.url).href;

/** Runs a suite that wants something which is missing, as a run of its own. */
async function runWith(CI: string): Promise<{ failed: boolean; output: string }> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'gatehouse-optional-'));
  const file = path.join(folder, 'suite.test.mjs');
  await writeFile(
    file,
    `import { optionalSuite } from ${JSON.stringify(optional)};
     optionalSuite('the present', undefined, () => it('runs', () => {}));
     optionalSuite('the absent', 'a unicorn is not installed', () => it('never runs', () => {}));`,
  );
  try {
    return await new Promise((done) => {
      const { MOCHA_COLORS: _, ...env } = process.env;
      execFile(process.execPath, [mocha, '--no-config', file], { env: { ...env, CI } }, (error, stdout, stderr) =>
        done({ failed: error !== null, output: stdout + stderr }),
      );
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('a suite whose needs are missing', () => {
  it('is skipped, and named with the reason at the end', async () => {
    const { failed, output } = await runWith('');
    expect(failed).to.equal(false);
    expect(output)
      .to.match(/1 passing/)
      .and.to.match(/1 pending/);
    expect(output.trim().split('\n').at(-1)).to.equal('  - the absent: a unicorn is not installed');
  });

  it('fails where everything has to be there', async () => {
    const { failed, output } = await runWith('true');
    expect(failed).to.equal(true);
    expect(output)
      .to.match(/1 passing/)
      .and.to.match(/1 failing/)
      .and.to.contain('a unicorn is not installed');
  });
});
