// What the simulated Notify can be told to get wrong. An order is used by one message, unless it is sticky: then it holds for every request.
import { z } from 'zod';
import { NotifyRefusal } from './refusal.ts';

/** Every fault, with the words that the page shows for it. */
export const notifyFaultWords = {
  none: 'Nothing goes wrong',
  'rate-limit': 'Too many requests (429)',
  down: 'Notify is out of order (500)',
  'bad-key': 'The key is not known any more (403)',
  'trial-mode': 'The service may not send letters yet (403)',
  slow: 'Notify answers slowly',
  'lost-answer': 'Notify takes it, and the answer is lost on the way',
} as const;

export type NotifyFault = keyof typeof notifyFaultWords;
export const notifyFaults = Object.keys(notifyFaultWords) as NotifyFault[];

const order = z.strictObject({
  fault: z.enum(notifyFaults),
  sticky: z.union([z.boolean(), z.literal('yes').transform(() => true)]).default(false),
  /** How long `slow` waits. */
  milliseconds: z.coerce.number().int().min(0).max(120_000).default(15_000),
});
export type NotifyFaultOrder = z.input<typeof order>;
export type NotifyTrouble = z.output<typeof order>;

export const noTrouble: NotifyTrouble = order.parse({ fault: 'none' });

/** Reads an order from JSON or a form. Undefined when it is not one. */
export const parseNotifyFault = (value: unknown): NotifyTrouble | undefined => order.safeParse(value).data;

/** The refusal that a fault is, where it is one. */
export function refusalFor({ fault }: NotifyTrouble): NotifyRefusal | undefined {
  switch (fault) {
    case 'rate-limit':
      return new NotifyRefusal(429, {
        error: 'RateLimitError',
        message: 'Exceeded rate limit for key type LIVE of 3000 requests per 60 seconds',
      });
    case 'down':
      return new NotifyRefusal(500, { error: 'Exception', message: 'Internal server error' });
    case 'bad-key':
      return new NotifyRefusal(403, { error: 'AuthError', message: 'Invalid token: API key not found' });
    case 'trial-mode':
      return new NotifyRefusal(403, {
        error: 'BadRequestError',
        message:
          'Cannot send letters when service is in trial mode - see https://www.notifications.service.gov.uk/trial-mode',
      });
    default:
      return undefined;
  }
}
