// Everything that a simulated provider can be told to get wrong, and the desk that remembers the orders.
// A fault must never reach a sign-in that nobody asked it for: an order is used once unless it is sticky.
import { z } from 'zod';

/** Every fault, with the words that the page shows for it. */
export const faultWords = {
  none: 'Nothing goes wrong',
  cancelled: 'The person turns back',
  'not-verified': 'The identity check fails',
  pending: 'The identity check is not finished yet',
  unavailable: 'The provider says that it is out of capacity',
  down: 'The token endpoint answers 503',
  slow: 'The token endpoint answers slowly',
  'wrong-nonce': 'The token holds another nonce',
  'wrong-issuer': 'The token names another issuer',
  'wrong-audience': 'The token is for another service',
  'wrong-key': 'The token is signed with a key that was never published',
  'bad-signature': 'The token’s signature is broken',
  expired: 'The token has expired',
  'replayed-code': 'The code was redeemed before',
  'rotated-keys': 'The provider has just replaced its signing key',
  'lower-level': 'The level is lower than asked',
  'higher-level': 'The level is higher than the provider may give',
  'no-level': 'No level is given',
  'empty-subject': 'The subject is empty',
  'wrong-state': 'The state is another one',
} as const;

export type Fault = keyof typeof faultWords;
export const faults = Object.keys(faultWords) as Fault[];

const order = z.strictObject({
  fault: z.enum(faults),
  /** Stays until another order comes. */
  sticky: z.boolean().default(false),
  /** How long `slow` waits. */
  milliseconds: z.coerce.number().int().min(0).max(120_000).default(3_000),
  /** Which signed answer is spoilt: the ID token, or the claims beside it (core identity JWT, claims token). */
  on: z.enum(['id_token', 'claims']).default('id_token'),
});

/** An order to go wrong; only `fault` is needed. */
export type FaultOrder = z.input<typeof order>;
/** An order with everything filled in. */
export type Trouble = z.output<typeof order>;

export const noTrouble: Trouble = order.parse({ fault: 'none' });

/** Reads an order from JSON or a form. Undefined when it is not one. */
export function parseFaultOrder(value: unknown): Trouble | undefined {
  return order.safeParse(value).data;
}

/** What is to be spoilt in one kind of signed answer: the order itself, or nothing when it was meant for the other kind. */
export const troubleFor = (trouble: Trouble, on: Trouble['on']): Trouble => (trouble.on === on ? trouble : noTrouble);

export interface FaultDesk<Order extends { sticky: boolean } = Trouble> {
  put(next: Order): void;
  /** The order for a sign-in that begins now; used up unless sticky. */
  take(): Order;
  peek(): Order;
}

/** A desk that begins with `none`: the order in which nothing goes wrong. */
export function createFaultDesk<Order extends { sticky: boolean }>(none: Order): FaultDesk<Order> {
  let waiting = none;
  return {
    put(next) {
      waiting = next;
    },
    take() {
      const taken = waiting;
      if (!taken.sticky) waiting = none;
      return taken;
    },
    peek: () => waiting,
  };
}
