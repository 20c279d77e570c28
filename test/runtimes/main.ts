// `npm run test:runtimes`: the suite, or a part of it, on each version of Node that the hub runs on. It must never count a run that did not end
// with mocha's own count as a success.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { type Runtime, runtimeOf, versions } from './binaries.ts';

const help = `npm run test:runtimes -- [options] [TEST FILES]

  --node LIST   versions (default: ${versions.join(',')})

Without files, the whole suite: about ten minutes each. Node comes from the npm package "node". What mocha says goes to standard error.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { node: { type: 'string', default: versions.join(',') }, help: { type: 'boolean', default: false } },
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

interface Count {
  passed: number;
  failed: number;
  skipped: number;
  seconds: number;
}

/** Runs mocha on that Node; so does whatever the tests start. Undefined where it did not come to an end. */
async function suiteOn({ node }: Runtime, files: readonly string[]): Promise<Count | undefined> {
  const some = [
    '--no-config',
    '--timeout',
    '60000',
    '--exit',
    '--reporter',
    './test/support/closing-line.ts',
    ...files,
  ];
  const began = performance.now();
  const mocha = spawn(node, ['node_modules/mocha/bin/mocha.js', ...(files.length > 0 ? some : [])], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, PATH: `${dirname(node)}:${process.env.PATH}` },
  });
  // Whoever stops this stops what it started.
  const abandon = () => mocha.kill('SIGTERM');
  process.once('exit', abandon);
  let end = '';
  mocha.stdout.on('data', (chunk: Buffer) => {
    process.stderr.write(chunk);
    end = (end + chunk).slice(-2000);
  });
  await once(mocha, 'close');
  process.removeListener('exit', abandon);
  const counted = [...end.matchAll(/^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/gm)].at(-1);
  if (!counted) return undefined;
  const [, passed, failed, skipped = 0] = counted;
  const seconds = (performance.now() - began) / 1000;
  return { passed: Number(passed), failed: Number(failed), skipped: Number(skipped), seconds };
}

async function main(): Promise<number> {
  if (values.help) {
    console.log(help);
    return 0;
  }
  const lines: string[] = [];
  let good = true;
  for (const major of values.node.split(',')) {
    const runtime = await runtimeOf(major);
    const count = await suiteOn(runtime, positionals);
    good &&= count !== undefined && count.failed === 0 && count.passed > 0;
    const cells = count
      ? [count.passed, count.failed, count.skipped, count.seconds.toFixed(0)].map(String)
      : ['it did not come to its end'];
    lines.push([runtime.version.padEnd(10), ...cells.map((cell) => cell.padStart(8))].join('  '));
  }
  const head = ['Node'.padEnd(10), ...['passed', 'failed', 'skipped', 'seconds'].map((cell) => cell.padStart(8))];
  console.log([head.join('  '), ...lines].join('\n'));
  return good ? 0 : 1;
}

process.exitCode = await main();
