// Who may go on with a provider's answer: the browser that brought it, and nobody else. The callback knows no browser, so it hands this
// one a receipt, in the address that leads to the sign-in; there the sign-in's own cookie has to be as well. It must never let an answer
// count without both: else whoever lures somebody to a provider for a journey of their own would be signed in as that person.
import { createHash } from 'node:crypto';
import { randomText } from '../random.ts';
import { sameSecret } from '../same-secret.ts';
import type { SignIn } from './record.ts';

/** Name of the parameter that carries a receipt. */
export const receiptParameter = 'answer';

const kept = (receipt: string): string => createHash('sha256').update(receipt).digest('base64url');

/** A receipt (128 random bits) and what is kept of it. */
export function newReceipt(): { receipt: string; kept: string } {
  const receipt = randomText(16);
  return { receipt, kept: kept(receipt) };
}

/** Whether a receipt is that of the answer. */
export function isClaimedBy({ unclaimed }: SignIn, receipt: string | undefined): boolean {
  return unclaimed !== undefined && receipt !== undefined && sameSecret(unclaimed.receipt, kept(receipt));
}

/** The sign-in with its answer, where the receipt is the right one; else the very same record. The first answer claimed counts. */
export function claimed(signIn: SignIn, receipt: string | undefined): SignIn {
  if (!isClaimedBy(signIn, receipt) || signIn.finished) return signIn;
  const { unclaimed, waiting: _over, ...rest } = signIn;
  return unclaimed && !rest.assertion ? { ...rest, assertion: unclaimed.assertion } : signIn;
}
