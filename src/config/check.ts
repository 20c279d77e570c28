// `gatehouse check`: says everything that is wrong with a configuration folder, and how to mend it, without starting anything.
// It must never pass what `serve` would refuse, but for development keys that the first start makes.
import { relative, resolve } from 'node:path';
import { dominated } from '../assurance/gpg45.ts';
import { type Environment, readEnvironment } from './environment.ts';
import { type Config, fileNames, loadConfig } from './load.ts';
import { problemText } from './problem.ts';

/** A line a problem and the count, or what was found to be right. `ok` decides the exit status. */
export async function checkCommand(
  folder: string,
  environment: Environment = readEnvironment(),
): Promise<{ text: string; ok: boolean }> {
  const loaded = await loadConfig(folder, environment, { allowMissingKeys: (file) => isDevelopmentKey(folder, file) });
  return 'config' in loaded ? passed(loaded.config) : failed(loaded.problems.map(problemText));
}

/** Whether a file is in certs/ beside the configuration folder, where the first start puts the keys that it makes. */
function isDevelopmentKey(folder: string, file: string): boolean {
  const path = relative(resolve(folder, '..', 'certs'), file);
  return !path.startsWith('..') && path !== '';
}

function failed(lines: readonly string[]): { text: string; ok: boolean } {
  return { text: [...lines, lines.length === 1 ? '1 problem.' : `${lines.length} problems.`].join('\n'), ok: false };
}

function passed({ organisations, services, providers, scenarios, assurance, missingKeys }: Config): {
  text: string;
  ok: boolean;
} {
  const counts = `${organisations.size} organisation(s), ${services.size} service(s), ${providers.size} provider(s), ${scenarios.length} scenario(s)`;
  const lines = [`No problems in ${fileNames.length} files: ${fileNames.join(', ')} (${counts}).`];
  for (const file of new Set(missingKeys.map((missing) => missing.file))) {
    const users = missingKeys.filter((missing) => missing.file === file).map(({ service }) => service);
    lines.push(
      `Note: ${relative(process.cwd(), file)} is not there yet (${users.join(', ')}): the first start makes it.`,
    );
  }
  const needless = dominated(assurance.gpg45).map(({ profile, by }) => `${profile} (by ${by})`);
  if (needless.length > 0)
    lines.push(
      `Note: GPG 45 profiles that are never needed, because another asks less for as much: ${needless.join(', ')}.`,
    );
  return { text: lines.join('\n'), ok: true };
}
