// Who is blocked, as every node knows it a moment after an operator said so: asked at every entry where a person is known.
// It must never tell anybody but the operator why a sign-in failed.
import type { People } from '../store/contracts.ts';

export interface BlockedOptions {
  people: Pick<People, 'blocked'>;
  /** How often a node looks, in milliseconds. */
  every: number;
  failed(error: unknown): void;
}

export interface Blocked {
  has(person: string): boolean;
  /** Looks now. */
  refresh(): Promise<void>;
  stop(): void;
}

/** Looks once before it resolves. When a later look fails, what was known stays. */
export async function createBlocked({ people, every, failed }: BlockedOptions): Promise<Blocked> {
  let has = await people.blocked();
  const refresh = async () => {
    has = await people.blocked();
  };
  const timer = setInterval(() => void refresh().catch(failed), every);
  return { has: (person) => has(person), refresh, stop: () => clearInterval(timer) };
}
