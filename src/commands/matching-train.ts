// `gatehouse matching train`: learns the weights of matching from the hub's own people, or from a file, without being told who is whom.
// It must never write a person into the file of weights: only names that at least ten people share stand there.
import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Weights, weightsSchema } from '../config/schema/weights.ts';
import { weightsFile } from '../config/weights.ts';
import { HubError } from '../errors.ts';
import { frequenciesOf, type Learner, learn } from '../matching/sessions.ts';
import { type Tokeniser, tokensOf } from '../matching/tokens.ts';
import type { Trained } from '../matching/train.ts';
import { type Described, traitsOf } from '../matching/traits.ts';
import { withData } from './open-data.ts';
import { peopleOf } from './people-file.ts';

export interface MatchingTrain {
  /** The configuration folder. */
  config: string;
  /** CSV with canonical names in its first line; the hub's own people where absent. */
  from?: string | undefined;
  /** Where the weights go (JSON); the configuration's own file where absent. */
  to?: string | undefined;
  /** Where random pairs begin: the same seed and file give the same weights. */
  seed?: number;
  now?: Date;
}

/**
 * Trains, writes the weights and prints what was learnt. Exit status 0, or 1 where a session did not settle: the weights are written, and
 * should not be used unseen.
 * @throws HubError `configuration` for a file that cannot be read or learnt from; nothing is written then
 */
export async function matchingTrain(given: MatchingTrain, say: (line: string) => void): Promise<number> {
  const { from, to = join(given.config, weightsFile) } = given;
  const people = from === undefined ? await ownPeople(given.config) : peopleOf(await textOf(from), from);
  const { weights, reports } = weightsFrom(people, given);
  await writeFile(to, `${JSON.stringify(weights, undefined, 2)}\n`);
  for (const [form, { table, report }] of Object.entries(reports)) {
    for (const line of described(form, table, report)) say(line);
  }
  const settled = Object.values(reports).every(({ report }) => report.sessions.every(({ converged }) => converged));
  say(`${people.length} people read; ${to} written${settled ? '.' : ', but a session did not settle.'}`);
  return settled ? 0 : 1;
}

function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw new HubError('configuration', { detail: `${file} cannot be read`, cause });
  });
}

/** Everybody in the matching index, some at a time. */
function ownPeople(config: string): Promise<Described[]> {
  return withData(config, async ({ matchIndex }) => {
    const found: Described[] = [];
    for (let after = ''; ; ) {
      const some = await matchIndex.contents(after, 1000);
      found.push(...some.map(({ content }) => content as Described));
      const last = some.at(-1);
      if (!last) return found;
      after = last.account;
    }
  });
}

function weightsFrom(
  people: readonly Described[],
  { from = 'the people of this hub', seed = 1, now = new Date() }: MatchingTrain,
) {
  // Tokens are made only to see what they can show: any key will do, and it is forgotten.
  const key = createSecretKey(randomBytes(32));
  const tokeniser: Tokeniser = (label, value) =>
    createHmac('sha256', key).update(`${label}\0${value}`).digest('base64url');
  const learners = people.map((one): Learner => {
    const traits = traitsOf(one);
    return { traits, tokens: tokensOf(traits, tokeniser) };
  });
  const { plain, tokens } = learned(learners, drawing(seed));
  const at = now.toISOString().slice(0, 10);
  const weights: Weights = weightsSchema.parse({
    version: `${at}/${seed}`,
    trained: {
      from: from.split(/[\\/]/).at(-1),
      records: people.length,
      pairs: plain.report.sessions.reduce((sum, { pairs }) => sum + pairs, 0),
      at,
    },
    tables: { plain: plain.table, tokens: tokens.table },
    frequencies: frequenciesOf(learners.map(({ traits }) => traits)),
  });
  return { weights, reports: { plain, tokens } };
}

function learned(learners: readonly Learner[], random: () => number) {
  try {
    return learn(learners, random);
  } catch (cause) {
    throw new HubError('configuration', { detail: cause instanceof Error ? cause.message : String(cause), cause });
  }
}

/** Numbers from 0 up to, but without, 1, the same for the same seed (a linear congruence modulo 2^32, its upper bits). */
function drawing(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    let number = 0;
    for (const bits of [16, 16]) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      number = number * 2 ** bits + (state >>> (32 - bits));
    }
    return number / 2 ** 32;
  };
}

function* described(form: string, table: Trained['table'], report: Trained['report']): Generator<string> {
  yield `${form}: ${report.randomPairs} random pairs`;
  for (const { blocks, pairs, iterations, matches, converged } of report.sessions) {
    const share = (100 * matches).toFixed(1);
    yield `  by ${blocks.join(' and ')}: ${pairs} pairs, ${share} % of one person, ${iterations} rounds${converged ? '' : ', NOT SETTLED'}`;
  }
  for (const [field, rows] of Object.entries(table)) {
    for (const [level, { m, u }] of Object.entries(rows))
      yield `  ${field.padEnd(10)}${level.padEnd(14)}m ${m.toPrecision(3).padEnd(12)}u ${u.toPrecision(3).padEnd(12)}${Math.log2(m / u).toFixed(1)} bits`;
  }
  if (report.clamped.length > 0)
    yield `  taken as one level, as the weaker would have said more: ${report.clamped.join('; ')}`;
}
