// Where the second step keeps what lasts longer than a page: visits, letters on their way, codes from the desk, cards, and the clock, which
// somebody who tries it out may put forward. It must never tell a code to anything but the channel that it goes by.
import { createShelf } from '../../kit/shelf.ts';
import type { LocalTrouble } from '../faults.ts';
import type { Account } from '../people.ts';
import type { Waiting } from '../requests.ts';
import type { Locale } from '../words.ts';
import { createCards, type Square } from './card.ts';
import { allTries, type Issued, issue } from './codes.ts';
import type { WayName } from './ways.ts';

export const minute = 60;
export const hour = 60 * minute;
export const day = 24 * hour;

/** How long each lasts, in seconds. */
export const lifetimes = { code: 15 * minute, letter: 21 * day, letterTakes: 2 * day, desk: 2 * day, lock: hour };

const mostLetters = 1_000;

/** Somebody in the middle of the second step. */
export interface Visit {
  login: Waiting;
  account: Account;
  trouble: LocalTrouble;
  way?: WayName;
  /** What is to be typed, where it belongs to this visit; letters and the desk's codes belong to the account. */
  issued?: Issued;
  square?: Square;
}

export interface Letter {
  account: Account;
  /** A first letter opens a new account, and its card is in it. */
  kind: 'code' | 'first';
  locale: Locale;
  issued: Issued;
  orderedAt: number;
  arrivesAt: number;
}

/** Somebody who is to come to the desk, or was there. */
export interface DeskCall {
  account: Account;
  locale: Locale;
  issued?: Issued;
}

export type Office = ReturnType<typeof createOffice>;

export function createOffice() {
  let ahead = 0;
  const now = () => Math.floor(Date.now() / 1000) + ahead;
  const letters = new Map<string, Letter>();
  const calls = new Map<string, DeskCall>();
  return {
    now,
    /** Puts the clock forward, in seconds. */
    pass(seconds: number): void {
      ahead += seconds;
    },
    visits: createShelf<Visit>(hour),
    cards: createCards(),
    /** Orders a letter. One that was ordered before opens nothing any more. */
    order(account: Account, { kind, locale }: Pick<Letter, 'kind' | 'locale'>): void {
      const orderedAt = now();
      const [oldest] = letters.keys();
      if (letters.size >= mostLetters && oldest !== undefined) letters.delete(oldest);
      const issued = issue(orderedAt + lifetimes.letter);
      letters.set(account.id, {
        ...{ account, kind, locale, issued, orderedAt },
        arrivesAt: orderedAt + lifetimes.letterTakes,
      });
    },
    /** The letter that can still be used, whether it has come or not. */
    letterOf(id: string): Letter | undefined {
      const letter = letters.get(id);
      return letter && letter.issued.until > now() ? letter : undefined;
    },
    letters: (): Letter[] => [...letters.values()],
    /** Keeps what is left of a letter's code. */
    keepLetter(id: string, left: Issued | undefined): void {
      const letter = letters.get(id);
      if (letter && left) letters.set(id, { ...letter, issued: left });
      else letters.delete(id);
    },
    /** Somebody says that they will come to the desk. */
    call(account: Account, locale: Locale): void {
      if (!calls.has(account.id)) calls.set(account.id, { account, locale });
    },
    callOf: (id: string): DeskCall | undefined => calls.get(id),
    calls: (): DeskCall[] => [...calls.values()],
    /** The officer has seen the person. */
    give(id: string): void {
      const call = calls.get(id);
      if (call) calls.set(id, { ...call, issued: issue(now() + lifetimes.desk) });
    },
    keepCall(id: string, left: Issued | undefined): void {
      const call = calls.get(id);
      if (call && left) calls.set(id, { ...call, issued: left });
      else calls.delete(id);
    },
    ...createMisses(now),
  };
}

/** Wrong codes, by account and way: three in all visits together, and the way is shut for a while. */
function createMisses(now: () => number) {
  const misses = new Map<string, { count: number; until: number }>();
  const missesOf = (id: string, way: WayName): number => {
    const found = misses.get(`${id} ${way}`);
    return found && found.until > now() ? found.count : 0;
  };
  return {
    /** How many more wrong codes a way takes from somebody. */
    triesFor: (id: string, way: WayName): number => allTries - missesOf(id, way),
    missed(id: string, way: WayName): void {
      misses.set(`${id} ${way}`, { count: missesOf(id, way) + 1, until: now() + lifetimes.lock });
    },
    forgive: (id: string, way: WayName): void => void misses.delete(`${id} ${way}`),
  };
}
