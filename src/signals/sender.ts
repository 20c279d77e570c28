// Sends what services are still to be told, beside the sign-ins: in order for each service, again and again until it is taken or too old.
// It must never hold up a sign-in, nor let one service's silence keep another one waiting.
import type { JWK } from 'jose';
import { startOutbox, waitAfter } from '../outbox.ts';
import type { Signal, Signals } from '../store/matching-contracts.ts';
import type { Recorder } from '../trail/events.ts';
import { tokenOf } from './event.ts';
import { type Delivery, push } from './push.ts';

export interface SenderOptions {
  issuer: string;
  signals: Signals;
  /** Where a service is told; undefined where it does not want to be any more. */
  addressOf(service: string): string | undefined;
  /** Whether a service is switched off: it hears nothing, and what there is to hear waits. */
  isOff(service: string): boolean;
  /** The hub's current ES256 key: private, with `kid`. */
  signingKey(): JWK;
  trail: Recorder;
  /** How often to look, in milliseconds. */
  every: number;
  failed(error: unknown): void;
}

/** How long one delivery may take, in milliseconds; a node that takes one has it for three times as long. */
const limit = 10_000;
const lease = (3 * limit) / 1000;
/** Seconds: the age at which it is given up. */
const tooOld = 3 * 86_400;

/** Begins; returns how to stop. */
export function startSender(options: SenderOptions): () => Promise<void> {
  const { signals, every, failed } = options;
  return startOutbox({ take: () => signals.take(lease), send: (signal) => send(signal, options), every, failed });
}

async function send(
  signal: Signal,
  { issuer, signals, addressOf, isOff, signingKey, trail }: SenderOptions,
): Promise<void> {
  const { id, service, kind, tries, createdAt } = signal;
  const address = addressOf(service);
  const words = { service, kind };
  if (address === undefined) {
    await signals.drop(id);
    return trail({ event: 'signal.given-up', words: { ...words, reason: 'no-address' } });
  }
  const said: Delivery = isOff(service)
    ? { kind: 'failed', reason: 'switched-off' }
    : await push(address, await tokenOf(signal, { issuer, key: signingKey() }), limit);
  if (said.kind === 'delivered') {
    await signals.drop(id);
    return trail({ event: 'signal.delivered', words: { ...words, tries: tries + 1 } });
  }
  const { reason } = said;
  const now = Math.floor(Date.now() / 1000);
  if (now - createdAt >= tooOld) {
    await signals.drop(id);
    return trail({ event: 'signal.given-up', words: { ...words, reason, tries: tries + 1 } });
  }
  await signals.later(id, now + waitAfter(tries, Math.random()));
  // Once is enough to know that something is wrong.
  if (tries === 0) await trail({ event: 'signal.failed', words: { ...words, reason } });
}
