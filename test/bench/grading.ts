// How long one grading takes, in this process: the words of every vocabulary, known and unknown, through the checks of a sign-in.
// It must never be an assertion in a test: it is a figure of the bench, with a target.
import { grade } from '../../src/assurance/grade.ts';
import { atLeast, nothing } from '../../src/assurance/level.ts';
import type { Config } from '../../src/config/load.ts';

/** Microseconds for one grading: the median of the rounds. */
export function gradingTime({ assurance }: Config, rounds: number): number {
  const top = { identity: 'very-high', authenticator: 'high' } as const;
  const said = Object.values(assurance.vocabularies).flatMap((vocabulary) =>
    [...vocabulary.says.map(({ word }) => word), 'never.Heard.of'].map((says) => ({
      vocabulary,
      says,
      asked: nothing,
      accredited: (level: typeof nothing) => atLeast(top, level),
    })),
  );
  const times: number[] = [];
  // The first round warms up.
  for (let round = 0; round <= rounds; round += 1) {
    const began = process.hrtime.bigint();
    for (let turn = 0; turn < 200; turn += 1) for (const one of said) grade(one);
    const micros = Number(process.hrtime.bigint() - began) / 1000;
    if (round > 0) times.push(micros / (200 * said.length));
  }
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
}
