// Who is blocked or held, and which accounts have left a person, as every node knows it a moment later: asked at every entry where a person
// is known. It must never tell anybody but the operator why a sign-in failed.
import { repeat } from '../repeat.ts';
import type { BlockKind, People } from '../store/contracts.ts';
import type { Moves } from '../store/matching-contracts.ts';

export interface BlockedOptions {
  people: Pick<People, 'blocked'>;
  moves: Pick<Moves, 'parted'>;
  /** How often a node looks, in milliseconds. */
  every: number;
  failed(error: unknown): void;
}

export interface Blocked {
  has(person: string, kind?: BlockKind): boolean;
  /** Whether an account was this person's and is not any more: what it was given for them is over. */
  left(account: string, person: string): boolean;
  /** Looks now. */
  refresh(): Promise<void>;
  stop(): Promise<void>;
}

/** Looks once before it resolves. When a later look fails, what was known stays. */
export async function createBlocked({ people, moves, every, failed }: BlockedOptions): Promise<Blocked> {
  const look = () => Promise.all([people.blocked(), moves.parted()]);
  let [has, left] = await look();
  const refresh = async () => {
    [has, left] = await look();
  };
  return {
    has: (person, kind) => has(person, kind),
    left: (account, person) => left(account, person),
    refresh,
    stop: repeat(refresh, { every, failed }),
  };
}
