// The two codes of a record: for the person, to bind it to their account, and in the letter, to stop it (V4). Worked out of the record's id
// with a key of the vault, so that a page that is opened again shows the same one, and neither is ever written down.
import { codeOf } from '../signin/record.ts';
import type { Vault } from '../store/contracts.ts';

export interface VouchCodes {
  claim: string;
  stop: string;
}

/** 76 bits each. Whoever knows one can use it: only the pages that hand it out may ask. */
export function codesOf(vault: Pick<Vault, 'token'>, id: string): VouchCodes {
  const code = (kind: keyof VouchCodes) => codeOf(Buffer.from(vault.token(`vouch-code:${kind}`, id), 'base64url'));
  return { claim: code('claim'), stop: code('stop') };
}

/** Seconds that the person has to bind it, and that the officer who recorded it can print the code again. */
export const claimFor = 21 * 86_400;
export const printFor = 900;
