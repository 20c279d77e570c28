// Accounts that people make for themselves: a user name, a password, and an address that the council has, where a letter with a code goes.
// Nothing else is asked or kept: no e-mail, no name, no birth date. It must never tell who has an account at an address.
import { randomBytes, randomUUID, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { createShelf } from '../../kit/shelf.ts';
import type { Account } from '../people.ts';
import { day, type Office } from '../second-factor/office.ts';
import type { Locale } from '../words.ts';

interface OwnAccount {
  account: Account;
  salt: Buffer;
  hash: Buffer;
  /** The code of the first letter was typed. */
  active: boolean;
}

const stretch = promisify<string, Buffer, number, Buffer>(scrypt);
const keyOf = (userName: string): string => userName.toLowerCase();

export const userNameShape = /^[a-z0-9][a-z0-9.-]{2,29}$/i;
export const shortestPassword = 10;

export type Register = ReturnType<typeof createRegister>;

export function createRegister(office: Office) {
  const kept = createShelf<OwnAccount>(3650 * day, 1_000);
  const isTaken = (found: OwnAccount | undefined): boolean =>
    found !== undefined && (found.active || office.letterOf(found.account.id) !== undefined);
  return {
    /** Makes an account and posts its first letter. False: the user name is taken. A name whose letter nobody used is free again. */
    async create(given: { userName: string; password: string; address: readonly string[]; locale: Locale }) {
      const { userName, password, address, locale } = given;
      const key = keyOf(userName);
      const salt = randomBytes(16);
      const hash = await stretch(password, salt, 32);
      if (isTaken(kept.peek(key))) return false;
      const account: Account = {
        id: randomUUID(),
        name: userName,
        about: '',
        reaches: ['password', 'second-factor'],
        attributes: [],
        means: { smartphone: false, key: false, enrolled: true, address },
      };
      kept.set(key, { account, salt, hash, active: false });
      office.order(account, { kind: 'first', locale });
      return true;
    },
    /** Whose they are; undefined for an unknown user name and a wrong password alike. */
    async check(userName: string, password: string): Promise<Pick<OwnAccount, 'account' | 'active'> | undefined> {
      const found = kept.peek(keyOf(userName));
      const hash = await stretch(password, found?.salt ?? Buffer.alloc(16), 32);
      return found && timingSafeEqual(hash, found.hash) ? found : undefined;
    },
    activate({ name }: Account): void {
      const found = kept.peek(keyOf(name));
      if (found) kept.set(keyOf(name), { ...found, active: true });
    },
  };
}
