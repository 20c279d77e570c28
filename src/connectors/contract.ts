// The contract between the hub and a connector: what the hub asks, what it gets back. Every protocol fills the same
// Outcome and Assertion, so that nothing after this folder has to know which protocol a sign-in came through.
// It must never name a protocol.

/** A value that survives JSON. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** What the hub wants of a provider in one journey. */
export interface Ask {
  /** Where the provider has to send the person back: absolute URL of `/callback/:provider`. */
  callback: string;
  /** One-time random handle of this journey; comes back unchanged. */
  state: string;
  /** The level wanted, in the provider's own words: request parameters to add (`scope` is appended to). From assurance.yaml. */
  words: Readonly<Record<string, string>>;
  /** Canonical attribute names (attributes.yaml) that the service will get: ask for no more than these. */
  attributes: readonly string[];
  /** The person must authenticate again even if the provider has a session. */
  forceReauthentication: boolean;
  locale: 'en' | 'cy';
}

/** How the browser gets to another site. */
export type Send =
  | { kind: 'redirect'; url: string }
  /** A form that the browser posts by itself, or with its button. */
  | {
      kind: 'form';
      url: string;
      fields: Readonly<Record<string, string>>;
      /** Further origins that the answer to the form may redirect to (browsers hold it to the page's `form-action`). */
      leadsTo: readonly string[];
    };

/** The first half of a journey. `memo` is stored by the hub, sealed, and handed back to `finish` unread. */
export interface Start {
  send: Send;
  memo: Json;
}

/** What came to the callback. */
export interface Reply {
  method: 'GET' | 'POST';
  /** The full URL that was called, query included. */
  url: string;
  /** Form fields of a POST, each at most once (the hub refuses repeated ones). */
  fields: Readonly<Record<string, string>>;
}

/** One attribute as a provider vouches for it. */
export interface Attribute {
  /** Text, or a postal address as OpenID Connect Core 5.1.1 shapes it (plus `uprn`). */
  value: string | PostalAddress;
  /** True only if the provider checked it, not merely recorded what the person typed. */
  verified: boolean;
  /** Dates (YYYY-MM-DD) between which it held, where the provider says so. */
  from?: string;
  to?: string;
}

export interface PostalAddress {
  formatted?: string;
  street_address?: string;
  locality?: string;
  postal_code?: string;
  country?: string;
  /** Unique Property Reference Number. */
  uprn?: string;
}

/** What a provider said about a person, in canonical names. */
export interface Assertion {
  /** Id of the provider's record. */
  provider: string;
  /** Who issued the subject; with it the key of the account. */
  issuer: string;
  /** The provider's identifier of the account; never empty. */
  subject: string;
  /** Canonical name → value. */
  attributes: Readonly<Record<string, Attribute>>;
  /** The provider's own level word, exactly as its vocabulary (assurance.yaml) lists it; absent when it said none. */
  says?: string;
  /** When the person authenticated there, in seconds since 1970. */
  authenticatedAt: number;
  /** Authentication methods as the provider named them (RFC 8176), where it did. */
  methods?: readonly string[];
  /** What the provider needs to end its session (for example an ID token), where it has a way to. */
  session?: Json;
}

/** Everything a journey to a provider can end in. `detail` is for the log and the trail, never for a page. */
export type Outcome = { kind: 'authenticated'; assertion: Assertion } | { kind: FailedOutcome; detail: string };

export type FailedOutcome =
  /** The person turned back. */
  | 'cancelled'
  /** The level asked for is not possible there. */
  | 'no-context'
  /** A signed negative: checked, and not confirmed. */
  | 'not-verified'
  /** Post or an in-person check is awaited. */
  | 'pending'
  /** The person has the account but could not raise its level. */
  | 'uplift-failed'
  /** A fraud signal; looks like a failed sign-in to everyone but the trail. */
  | 'fraud'
  /** The provider says that our request was wrong. */
  | 'rejected'
  /** No answer, or "come back later". */
  | 'unavailable'
  /** A check of ours failed: a security event. */
  | 'invalid';

/** What may be said of a provider's reachability. */
export interface Health {
  up: boolean;
  detail: string;
}

/** A journey that only ends the provider's session. */
export interface SignOutAsk {
  /** Where the provider has to send the person back: absolute URL of `/sign-out/done`. */
  returnTo: string;
  /** One-time random handle; comes back unchanged. */
  state: string;
}

/** A sign-out that a provider began, judged. */
export interface SignOutRequest {
  /** Whether it ends a session that began with this handle (`Assertion.session`). */
  ends(session: Json): boolean;
  /** Where to send the browser with the answer; undefined where the provider wants none. */
  answer(): Promise<string | undefined>;
}

/** What a provider publishes about itself, as its connector found it in the background. */
export interface Upkeep {
  /** What an operator should look at: closed words with figures, never anything that the other side wrote freely. */
  warnings: readonly Warning[];
  /** Milliseconds after which to look again. */
  again: number;
}

export interface Warning {
  kind: 'unreachable' | 'refused' | 'expires-soon' | 'expired';
  detail: string;
}

/** A provider of some protocol, ready to be used. Implementations hold no per-journey state: it is all in `memo`. */
export interface Connector {
  /** Prepares a journey. Throws HubError `provider_unavailable` when the provider cannot be reached and nothing usable is cached. */
  start(ask: Ask): Promise<Start>;
  /** Judges what came back. Never throws for what the other side did: that is an Outcome. */
  finish(reply: Reply, memo: Json): Promise<Outcome>;
  /** The URL that ends the provider's session, where it has one. */
  signOut?(session: Json, ask: SignOutAsk): Promise<string | undefined>;
  /**
   * Judges a request to sign out that a provider sent the browser with, by its URL. Undefined when it is of another provider; an
   * `invalid` one is told in `detail`.
   */
  signOutRequest?(url: string): Promise<SignOutRequest | { invalid: string } | undefined>;
  /** A cheap look at whether the provider answers. */
  probe?(): Promise<Health>;
  /** Renews what the provider publishes; where the connector has such a thing to keep. Never throws for what the other side did. */
  upkeep?(): Promise<Upkeep>;
}
