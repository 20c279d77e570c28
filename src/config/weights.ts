// Reads matching-weights.json: data that `gatehouse matching train` wrote, not something to edit. Part of loading the configuration.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fields, levels } from '../matching/compare.ts';
import type { Finding } from './problem.ts';
import { type Weights, weightsSchema } from './schema/weights.ts';

/** Name of the file, beside the others. */
export const weightsFile = 'matching-weights.json';

const remedy = 'take the file that came with this version, or write one with “gatehouse matching train”';

/** The weights, or what is wrong with them. */
export async function readWeights(folder: string): Promise<{ weights: Weights | undefined; findings: Finding[] }> {
  const wrong = (message: string) => ({
    weights: undefined,
    findings: [{ file: weightsFile, at: [], message, remedy }],
  });
  const text = await readFile(join(folder, weightsFile), 'utf8').catch(() => undefined);
  if (text === undefined) return wrong('is not there, or cannot be read');
  const parsed = weightsSchema.safeParse(parsedJson(text));
  if (!parsed.success) return wrong('is not a file of weights');
  const lacking = fields.flatMap((field) =>
    levels[field]
      .filter((level) => level !== 'missing' && !parsed.data.tables.tokens[field]?.[level])
      .map((level) => `${field} ${level}`),
  );
  return lacking.length > 0 ? wrong(`has no weight for ${lacking.join(', ')}`) : { weights: parsed.data, findings: [] };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
