// The printed code card: six rows of five squares with a code in each. A square must never be asked for again once it was right.
import { createHmac, randomBytes, randomInt } from 'node:crypto';
import { sixDigits } from './codes.ts';

/** "Row C, number 4". */
export interface Square {
  readonly row: string;
  readonly number: number;
}

const rows = ['A', 'B', 'C', 'D', 'E', 'F'] as const;
const numbers = [1, 2, 3, 4, 5] as const;
const squares: readonly Square[] = rows.flatMap((row) => numbers.map((number) => ({ row, number })));
const nameOf = ({ row, number }: Square): string => `${row}${number}`;

export type Cards = ReturnType<typeof createCards>;

/** The cards of all accounts. Who has used up a card has a new one. */
export function createCards() {
  const secret = randomBytes(32);
  const used = new Map<string, { edition: number; squares: ReadonlySet<string> }>();
  const held = (account: string) => used.get(account) ?? { edition: 1, squares: new Set<string>() };

  const codeAt = (account: string, square: Square): string => {
    const text = `${account}\n${held(account).edition}\n${nameOf(square)}`;
    return sixDigits(createHmac('sha256', secret).update(text).digest().readUInt32BE(0) % 1_000_000);
  };
  return {
    codeAt,
    numbers,
    /** The card as it is printed. */
    printed: (account: string): { row: string; codes: string[] }[] =>
      rows.map((row) => ({ row, codes: numbers.map((number) => codeAt(account, { row, number })) })),
    /** A square that was not right before. */
    pick(account: string): Square {
      const free = squares.filter((square) => !held(account).squares.has(nameOf(square)));
      return free[randomInt(free.length)] ?? { row: 'A', number: 1 };
    },
    /** Its code was right: it is crossed out. */
    cross(account: string, square: Square): void {
      const { edition, squares: before } = held(account);
      const crossed = new Set([...before, nameOf(square)]);
      const isFull = crossed.size === squares.length;
      used.set(account, isFull ? { edition: edition + 1, squares: new Set() } : { edition, squares: crossed });
    },
  };
}
