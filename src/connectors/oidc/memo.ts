// What start leaves for finish: everything that will be compared, so that nothing can be forgotten.
// It must never be trusted after the record of the provider has changed underneath it.
import { z } from 'zod';

export const memoSchema = z.strictObject({
  issuer: z.string(),
  clientId: z.string(),
  callback: z.string(),
  state: z.string(),
  nonce: z.string(),
  /** PKCE (RFC 7636). */
  verifier: z.string(),
  /** Seconds since 1970. */
  startedAt: z.number(),
  reauthenticate: z.boolean(),
  /** The parameters that say what was asked for: scope, vtr, claims and the like, as sent. */
  asked: z.record(z.string(), z.string()),
});
export type Memo = z.infer<typeof memoSchema>;
