// Reads the folder of scenarios, a file at a time, while the configuration is loaded. There need not be one.
// It must never pass over a file in silence: one that is not read is a problem.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import type { Finding } from './problem.ts';
import { type Scenario, scenarioSchema } from './schema/scenarios.ts';
import { readYaml, type YamlFile } from './yaml-file.ts';

/** Where they are, below the configuration folder. */
export const scenarioFolder = 'scenarios';

/** A scenario and the file that it stands in, counted from the configuration folder. */
export type ScenarioRecord = Scenario & { file: string };

export interface ScenarioFile {
  name: string;
  file: YamlFile;
  parsed: z.ZodSafeParseResult<Scenario> | undefined;
}

/** Every file by its schema, in the order of their names; `parsed` is absent where a file is no YAML. */
export async function readScenarioFiles(folder: string): Promise<{ files: ScenarioFile[]; findings: Finding[] }> {
  const names = await readdir(join(folder, scenarioFolder)).catch(() => []);
  const isRead = (name: string) => name.endsWith('.yaml');
  const findings = names
    .filter((name) => !isRead(name) && !name.startsWith('.'))
    .map((name) => ({
      file: `${scenarioFolder}/${name}`,
      at: [],
      message: 'is not a file that the hub reads',
      remedy: 'give it a name that ends in .yaml, or take it out of the folder',
    }));
  const read = names.filter(isRead).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const files = await Promise.all(
    read.map(async (one): Promise<ScenarioFile> => {
      const name = `${scenarioFolder}/${one}`;
      const file = await readYaml(folder, name);
      return { name, file, parsed: file.problems.length > 0 ? undefined : scenarioSchema.safeParse(file.data) };
    }),
  );
  return { files, findings };
}
