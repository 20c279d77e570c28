// How a connector stops inside its own folder when a journey brought nobody back; the connector turns it into an Outcome.
// It must never carry in `message` anything the other side wrote freely: descriptions, claims and bodies may be personal.
import type { FailedOutcome } from './contract.ts';

/** The end of a journey that brought nobody back. Thrown inside a connector only; `message` is the outcome's detail. */
export class JourneyEnd extends Error {
  readonly kind: FailedOutcome;

  constructor(kind: FailedOutcome, detail: string, cause?: unknown) {
    super(detail, { cause });
    this.name = 'JourneyEnd';
    this.kind = kind;
  }
}
