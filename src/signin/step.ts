// What a step of a sign-in is: it says whether it is still needed, and does its part. Every step returns to the dispatcher.
// A step must never call another one, nor answer the browser itself.
import type { Organisation, Service } from '../config/schema/services.ts';
import type { Send } from '../connectors/contract.ts';
import type { Page } from '../views/pages.ts';
import type { SignIn } from './record.ts';

/** How a sign-in may end without success, in OAuth's words (RFC 6749 4.1.2.1, OpenID Connect Core 3.1.2.6 and its unmet_authentication_requirements). */
export type Refusal = 'access_denied' | 'unmet_authentication_requirements' | 'temporarily_unavailable';

/** The service's request that waits for this sign-in. */
export interface WaitingRequest {
  /** What is known when a sign-in begins. */
  begin(): Promise<Omit<SignIn, 'reference' | 'attempts'>>;
  /** Ends it well. Returns the URL to send the browser to. */
  accept(signIn: SignIn): Promise<string>;
  /** Ends it without success; the service is told. Returns the URL to send the browser to. */
  refuse(refusal: Refusal): Promise<string>;
  /** Where it goes on once it was answered. */
  readonly resume: string;
  /** When nobody waits any more, in seconds since 1970. */
  readonly endsAt: number;
  /** Lets it wait until then, with the cookies that this browser needs for it, and the session that it stands on. */
  prolong(endsAt: number): Promise<void>;
  /** Signs out whoever the browser is signed in as, so that another person can be. */
  endSession(): Promise<void>;
}

/** One request within a sign-in. */
export interface Journey {
  signIn: SignIn;
  service: Service;
  organisation: Organisation;
  request: WaitingRequest;
  /** Where a page of this sign-in is: `/sign-in/:uid/<name>`. */
  path(name: string): string;
  /** What the address asked for beside the page; empty where nothing was. */
  query: URLSearchParams;
  /** Proves that a form was made by this hub for this sign-in. */
  formToken: string;
}

/** What a step did. */
export type Turn =
  /** Show a page and wait. */
  | { turn: 'show'; page: Page }
  /** The record has moved on: look for the next step. */
  | { turn: 'on'; signIn: SignIn }
  /** Leave this sign-in's pages: for a provider, or for the service with its answer. */
  | { turn: 'leave'; send: Send };

export interface Step {
  /** Its page's name in the URL; also what messages call it. */
  name: string;
  needed(signIn: SignIn): boolean;
  /** A GET of its page, or the dispatcher passing by. */
  enter(journey: Journey): Promise<Turn>;
  /** A POST of its page's form. Absent when it has no page. */
  submit?(journey: Journey, fields: Readonly<Record<string, string>>): Promise<Turn>;
}
