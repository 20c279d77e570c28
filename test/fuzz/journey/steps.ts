// What can happen in a run: a command, in whose browser, in which tab, and a number that settles everything else.
import fc from 'fast-check';

/** How often each comes, beside the others. */
const weights = {
  'go on': 40,
  start: 8,
  'start silently': 4,
  reload: 4,
  'old page': 4,
  'old form': 5,
  'sign in anew': 5,
  'answer as anybody': 4,
  'deny at the provider': 2,
  'pend at the provider': 4,
  'fault at the provider': 4,
  'deliver again': 5,
  'deliver elsewhere': 4,
  'open elsewhere': 3,
  'provider page elsewhere': 4,
  'do not share': 3,
  'redeem again': 3,
  refresh: 5,
  'refresh again': 3,
  'sign out': 4,
  resume: 6,
  'time passes': 4,
  'store fails': 5,
  restart: 1,
} as const;

export type Command = keyof typeof weights;

export interface Step {
  do: Command;
  who: number;
  tab: number;
  pick: number;
}

const mostly = (first: number, others: readonly number[]) =>
  fc.oneof(
    { arbitrary: fc.constant(0), weight: first },
    ...others.map((weight, at) => ({ arbitrary: fc.constant(at + 1), weight })),
  );

const step: fc.Arbitrary<Step> = fc.record({
  do: fc.oneof(
    ...Object.entries(weights).map(([name, weight]) => ({ arbitrary: fc.constant(name as Command), weight })),
  ),
  who: mostly(6, [2, 1]),
  tab: mostly(6, [2]),
  pick: fc.nat({ max: 9999 }),
});

export const journeys = fc.array(step, { minLength: 3, maxLength: 22, size: 'max' });
