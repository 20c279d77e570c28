// Finds who an account could be, and keeps what others can be found by: between the rules and the store's index of keyed tokens.
// It must never compare anything that was not verified, nor keep somebody whose identity is below medium.
import { isAdult } from '../ages/calendar.ts';
import { type Identity, identityAtLeast } from '../assurance/level.ts';
import type { MatchingConfig } from '../config/schema/matching.ts';
import type { Weights } from '../config/schema/weights.ts';
import type { Assertion, Json } from '../connectors/contract.ts';
import type { Account } from '../store/account-contracts.ts';
import type { Vault } from '../store/contracts.ts';
import type { Found, MatchIndex } from '../store/matching-contracts.ts';
import { compare } from './compare.ts';
import type { Candidate } from './decide.ts';
import type { Finding, Findings } from './findings.ts';
import { type Model, score } from './score.ts';
import {
  compareTokens,
  isComparable,
  keysOf,
  lookupKeysOf,
  packTokens,
  type Tokeniser,
  type Tokens,
  tokensOf,
  unpackTokens,
} from './tokens.ts';
import { type Described, type Traits, traitsOf } from './traits.ts';

/** Somebody as matching sees them. */
export interface Seen {
  described: Described;
  traits: Traits;
  /** At least 18, by a verified birth date; false where that is not known. */
  adult: boolean;
}

export interface Index {
  /** What an account says that counts. */
  see(assertion: Pick<Assertion, 'attributes'>): Seen;
  /** Who could be meant. `crowded`: somebody may have been left out, because too many stand behind one key. */
  candidates(seen: Seen): Promise<{ found: Candidate[]; crowded: boolean }>;
  /** Somebody beside an account by what its link stands on: names and birth date, also of one that cannot be looked up. */
  compareWith(seen: Seen, account: Account): Candidate;
  findingsOf(candidates: readonly Candidate[]): Findings;
  /** A strong identifier, or an answer, as it is kept. These have a key that is never turned: no number may be two people's meanwhile. */
  factToken(kind: string, value: string): string;
  /** Keeps an account to be found. Seconds since 1970 until which; undefined where there is not enough to find it by. */
  remember(account: string, seen: Seen, identity: Identity): Promise<number | undefined>;
  /** Makes the tokens of some accounts anew that were made with older keys; returns how many. */
  renew(limit: number): Promise<number>;
}

export interface IndexOptions {
  index: MatchIndex;
  vault: Pick<Vault, 'token'>;
  weights: Weights;
  settings: MatchingConfig;
}

/** How long a node may go by the generation that it knew, in milliseconds. */
const generationFor = 5000;
const day = 86_400;

export function createIndex({ index, vault, weights, settings }: IndexOptions): Index {
  const model: Model = {
    table: weights.tables.tokens,
    frequencies: weights.frequencies,
    population: settings.population,
  };
  const { linkAt, askAt, runnerUp, automatic } = settings;
  const tokeniser =
    (generation: number): Tokeniser =>
    (label, value) =>
      vault.token(`match/${generation}/${label}`, value);

  let known: { at: number; generations: number[] } | undefined;
  async function generations(): Promise<number[]> {
    if (known && Date.now() - known.at < generationFor) return known.generations;
    const { current, oldest } = await index.generations();
    const all = Array.from({ length: current - oldest + 1 }, (_, back) => current - back);
    known = { at: Date.now(), generations: all.length > 0 ? all : [current] };
    return known.generations;
  }

  function compared(traits: Traits, found: readonly Found[]): Candidate[] {
    const own = new Map<number, Tokens>();
    return found.map(({ account, person, identity, adult, generation, tokens }) => {
      const mine = own.get(generation) ?? tokensOf(traits, tokeniser(generation));
      own.set(generation, mine);
      const agreements = compareTokens(mine, unpackTokens(tokens));
      return { account, person, identity, adult, agreements, score: score(agreements, traits, model) };
    });
  }

  async function put(account: string, seen: Seen, expiresAt: number): Promise<void> {
    const [generation = 1] = await generations();
    const { traits, adult, described } = seen;
    const keyed = tokeniser(generation);
    const tokens = packTokens(tokensOf(traits, keyed));
    const content = described as unknown as Json;
    await index.put(account, { generation, adult, tokens, keys: keysOf(traits, keyed), content, expiresAt });
  }

  return {
    see: ({ attributes }) => seenOf(verifiedOf(attributes)),
    async candidates({ traits }) {
      if (!isComparable(traits)) return { found: [], crowded: false };
      const keys = (await generations()).flatMap((generation) => lookupKeysOf(traits, tokeniser(generation)));
      const { found, crowded } = await index.lookup(keys, settings.most);
      return { found: compared(traits, found), crowded };
    },
    compareWith({ traits }, { account, person, link }) {
      const theirs = seenOf(link.details);
      const agreements = compare(traits, theirs.traits);
      const plain = { ...model, table: weights.tables.plain };
      const { identity } = link.level;
      return { account, person, identity, adult: theirs.adult, agreements, score: score(agreements, traits, plain) };
    },
    findingsOf: (candidates) => ({
      model: weights.version,
      thresholds: { linkAt, askAt, runnerUp, automatic },
      candidates: candidates.toSorted((a, b) => b.score.weight - a.score.weight).map(findingOf),
    }),
    factToken: (kind, value) => vault.token(`match/fact/${kind}`, value),
    async remember(account, seen, identity) {
      if (!identityAtLeast(identity, 'medium') || !isComparable(seen.traits)) return undefined;
      const expiresAt = Math.floor(Date.now() / 1000) + settings.keepDays * day;
      await put(account, seen, expiresAt);
      return expiresAt;
    },
    async renew(limit) {
      const [current = 1] = await generations();
      const old = await index.outdated(current, limit);
      for (const { account, content, expiresAt } of old) await put(account, seenOf(content as Described), expiresAt);
      return old.length;
    },
  };
}

function seenOf(described: Described): Seen {
  return { described, traits: traitsOf(described), adult: isAdult(described.birthdate, new Date()) };
}

function verifiedOf(attributes: Assertion['attributes']): Described {
  const of = (name: string) => {
    const found = attributes[name];
    return found?.verified && !found.to ? found.value : undefined;
  };
  const text = (name: string) => {
    const value = of(name);
    return typeof value === 'string' ? { [name]: value } : {};
  };
  const address = of('address');
  return {
    ...text('given_name'),
    ...text('family_name'),
    ...text('birthdate'),
    ...(typeof address === 'object' && { address }),
  };
}

const findingOf = ({ person, account, score: { probability, weight, fields } }: Candidate): Finding => ({
  person,
  account,
  probability,
  weight,
  fields,
});
