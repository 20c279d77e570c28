// Random bytes for what nobody may guess: states, receipts, identifiers, nonces. Drawn two thousand at once: each draw costs some 10 µs, however
// small. It must never give any of them twice, nor keep what it gave.
import { randomBytes } from 'node:crypto';

/** Bytes. */
const atOnce = 2048;
let drawn = Buffer.alloc(0);

/** So many bytes, in a buffer of their own. */
export function randomly(length: number): Buffer {
  if (drawn.length < length) drawn = randomBytes(Math.max(atOnce, length));
  const given = Buffer.from(drawn.subarray(0, length));
  drawn.fill(0, 0, length);
  drawn = drawn.subarray(length);
  return given;
}

/** So many bytes, in base64url. */
export const randomText = (length: number): string => randomly(length).toString('base64url');
