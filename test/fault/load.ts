// Many people at once. It must never begin somebody's sign-in twice, nor forget one.
import type { Attempt } from './sign-in.ts';

export interface Load {
  /** Settles once so many sign-ins have ended. */
  ended(count: number): Promise<void>;
  all: Promise<Attempt[]>;
}

/** Begins at once, with so many under way at any time; order and length of the result are the people's. */
export function load<One>(people: readonly One[], atOnce: number, signIn: (one: One) => Promise<Attempt>): Load {
  const attempts: Attempt[] = [];
  const waiting: { count: number; go(): void }[] = [];
  let begun = 0;
  let ended = 0;
  const work = async () => {
    while (begun < people.length) {
      const index = begun++;
      attempts[index] = await signIn(people[index] as One);
      ended += 1;
      for (const { count, go } of waiting) if (ended >= count) go();
    }
  };
  const all = Promise.all(Array.from({ length: Math.min(atOnce, people.length) }, work)).then(() => attempts);
  return {
    ended: (count) => new Promise((go) => (ended >= count ? go() : waiting.push({ count, go }))),
    all,
  };
}
