// What start leaves for finish: everything that will be compared, so that nothing can be forgotten.
// It must never be trusted after the record of the provider has changed underneath it.
import { z } from 'zod';

export const memoSchema = z.strictObject({
  /** The provider's entity id. */
  entityId: z.string(),
  /** Where the answer has to come: the assertion consumer service of this provider. */
  callback: z.string(),
  /** RelayState. */
  state: z.string(),
  /** ID of the AuthnRequest: InResponseTo has to name it. */
  requestId: z.string(),
  /** Seconds since 1970. */
  startedAt: z.number(),
  reauthenticate: z.boolean(),
});
export type Memo = z.infer<typeof memoSchema>;
