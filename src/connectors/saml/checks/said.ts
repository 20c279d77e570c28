// What the checks of meaning look at, and how they refuse. Everything in it that grants anything comes from signed bytes.
// It must never hold the raw document.
import type { SamlProvider } from '../../../config/schema/identity-providers.ts';
import { JourneyEnd } from '../../journey-end.ts';
import type { Memo } from '../memo.ts';
import { attributeOf } from '../xml/dom.ts';

/** Seconds by which a provider's clock may differ from ours. */
export const skewSeconds = 60;

/** The envelope of an answer. Unsigned where only the assertion is signed: it may refuse, and never grants. */
export interface Envelope {
  response: Element;
  responseSigned: boolean;
  provider: SamlProvider;
  memo: Memo;
  /** The hub's entity id. */
  entityId: string;
  /** Seconds since 1970. */
  now: number;
}

/** An answer with an assertion, parsed from the bytes that a signature covers. */
export interface Said extends Envelope {
  assertion: Element;
}

export type CheckName =
  | 'memo'
  | 'transport'
  | 'structure'
  | 'version'
  | 'signature'
  | 'decryption'
  | 'issuer'
  | 'destination'
  | 'in-response-to'
  | 'response-time'
  | 'status'
  | 'subject'
  | 'confirmation'
  | 'recipient'
  | 'conditions'
  | 'audience'
  | 'authentication'
  | 'once';

/** Ends the journey as a security event. `why` is in closed words: nothing that the other side wrote. */
export function refuse(check: CheckName, why: string): never {
  throw new JourneyEnd('invalid', `${check}: ${why}`);
}

// SAML core 1.3.3: UTC, no other zone; the schema has looked at the rest.
const utc = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;

/** A moment in an attribute, in seconds since 1970; undefined when it is absent. Refused in `check`'s name when it is not UTC. */
export function momentOf(element: Element | undefined, name: string, check: CheckName): number | undefined {
  const text = attributeOf(element, name);
  if (text === undefined) return undefined;
  const moment = utc.test(text) ? Date.parse(text) / 1000 : Number.NaN;
  return Number.isNaN(moment) ? refuse(check, 'a time that is not UTC') : moment;
}
