// What the simulated register can be told to get wrong: mistakes that honest providers make, and the ways in which a sign-in can end badly.
// A fault must never reach a sign-in that nobody asked it for: an order is used once unless it is sticky.
import { z } from 'zod';

/** Every fault, with the words that the page shows for it. */
export const faultWords = {
  none: 'Nothing goes wrong',
  cancelled: 'The person turns back',
  'not-verified': 'The person does not get through',
  pending: 'The check is not finished yet',
  'uplift-failed': 'The person could not raise the level',
  fraud: 'The register signals fraud',
  unavailable: 'The register says that it is out of order',
  rejected: 'The register says that the request was wrong',
  expired: 'The answer has expired',
  early: 'The answer is not valid yet',
  'wrong-audience': 'The answer is for another service',
  'wrong-recipient': 'The answer is for another address',
  'wrong-destination': 'The response was sent to another address',
  'wrong-issuer': 'The answer names another issuer',
  'wrong-in-response-to': 'It answers another request',
  unsolicited: 'It answers no request',
  replayed: 'The assertion was used before',
  unsigned: 'Nothing is signed',
  sha1: 'It is signed with SHA-1',
  'unannounced-keys': 'It is signed with a key that was never published',
  'rotated-keys': 'The register has just turned its signing key, after showing the next one',
  'not-encrypted': 'The assertion is not encrypted',
  cbc: 'It is encrypted with AES-CBC',
  'wrong-encryption-key': 'It is encrypted for another service',
  'two-assertions': 'There are two assertions',
  'no-level': 'No level is given',
  'lower-level': 'The level is lower than asked',
  'higher-level': 'The level is one that nobody knows',
  'empty-subject': 'The subject is empty',
  'transient-subject': 'The subject is a passing one',
  'comment-in-subject': 'There is a comment in the subject',
  doctype: 'The response has a document type',
  'old-authentication': 'The person authenticated long ago',
  'wrong-state': 'The state is another one',
} as const;

export type LocalFault = keyof typeof faultWords;
export const faults = Object.keys(faultWords) as LocalFault[];

const order = z.strictObject({
  fault: z.enum(faults),
  /** Stays until another order comes. */
  sticky: z.boolean().default(false),
});

export type LocalFaultOrder = z.input<typeof order>;
export type LocalTrouble = z.output<typeof order>;

export const noTrouble: LocalTrouble = order.parse({ fault: 'none' });

/** Reads an order from JSON or a form. Undefined when it is not one. */
export const parseFaultOrder = (value: unknown): LocalTrouble | undefined => order.safeParse(value).data;
