// What makes one provider differ from another: the paths, the rules for a request, and what its answers say.
// The kit does what all of them do; a dialect never touches HTTP but through the routes that it adds.
import type { Router } from 'express';
import type { JWTPayload } from 'jose';
import type { Authenticator } from './client-assertion.ts';
import type { SimulatorClient } from './contract.ts';
import type { FaultDesk, Trouble } from './faults.ts';
import type { Shelf } from './shelf.ts';
import type { Algorithm, Signer } from './signer.ts';

/** Request parameters, each at most once. */
export type Parameters = Readonly<Record<string, string>>;

/** An accepted authorization request. */
export interface Authorization {
  client: SimulatorClient;
  redirectUri: string;
  state: string;
  nonce: string;
  scopes: readonly string[];
  codeChallenge: string | undefined;
  /** Levels asked for, in the provider's own words and the order asked; empty where the dialect has none. */
  levels: readonly string[];
  /** Claims asked for through the `claims` parameter. */
  claims: readonly string[];
  locale: 'en' | 'cy';
}

/** A person who has just signed in, until the last token of that sign-in is used up. */
export interface Session {
  authorization: Authorization;
  personaId: string;
  subject: string;
  /** The level reached, in the provider's words, before any fault changes what is said of it. */
  level: string | undefined;
  /** False when an identity was asked for and could not be proven. */
  proven: boolean;
  trouble: Trouble;
  /** Seconds since 1970. */
  authTime: number;
  sid: string;
}

/** What a sign-in comes to: a level, reached or not. */
export type Verdict = Pick<Session, 'level' | 'proven'>;

/** One line of the page that lists the people. */
export interface PersonRow {
  id: string;
  name: string;
  about: string;
  /** What the person can prove here, in words. */
  proves: string;
}

export interface Attempt {
  authorization: Authorization;
  personaId: string;
  /** The level picked on the page; undefined takes the best of what was asked. */
  level: string | undefined;
  trouble: Trouble;
}

export interface Dialect {
  name: 'central' | 'nhs' | 'scotland' | 'staff';
  title: string;
  /** A sentence or two for the front page. */
  about: string;
  /** The issuer writes a slash after the address. */
  issuerSlash: boolean;
  authorizeMethods: readonly ('GET' | 'POST')[];
  paths: { authorize: string; token: string; jwks: string; userinfo?: string; logout?: readonly string[] };
  algorithm: Algorithm;
  /** Signed claims have a key of their own, published elsewhere than in the JWKS. */
  separateClaimsKey: boolean;
  /** In seconds. */
  lifetimes: { code: number; idToken: number; accessToken: number };
  pkce: 'required' | 'honoured';
  scopes: readonly string[];
  assertion: { algorithms: readonly string[]; issuerIsAudience: boolean; kidForJwksUri: boolean };
  /** Sent with `access_denied` when the person turns back. */
  cancelledDescription: string;
  people: readonly PersonRow[];
  /** Whether somebody can sign in; where absent, those on the page can. For a crowd that no page could list. */
  knows?(id: string): boolean;
  /** Members of the discovery document that the kit does not know. */
  metadata(url: string): Record<string, unknown>;
  /** The dialect's own rules for a request. Throws Refusal. */
  read(parameters: Parameters, client: SimulatorClient): Pick<Authorization, 'levels' | 'claims' | 'locale'>;
  /** What the sign-in of a person comes to. Throws Refusal `access_denied` where the real provider would send the person back. */
  judge(attempt: Attempt): Verdict;
  subject(personaId: string): string;
  /** Claims of the ID token beyond issuer, subject, audience, times and nonce. `url` is the provider's address. */
  idToken(session: Session, url: string): JWTPayload;
  accessToken(session: Session): JWTPayload;
  /** Endpoints beyond the common ones (userinfo and the like), and checks that come before everything. */
  routes(router: Router, house: House): void;
}

/** A code that was given out; it stays after it was redeemed, so that a second try is known for what it is. */
export interface Code {
  session: Session;
  redeemed: boolean;
  /** The access token that it was exchanged for. */
  accessToken?: string;
}

/** One running provider, as every endpoint sees it. */
export interface House {
  dialect: Dialect;
  /** Address without a trailing slash. */
  url: string;
  issuer: string;
  clients: ReadonlyMap<string, SimulatorClient>;
  authenticator: Authenticator;
  desk: FaultDesk;
  signer: Signer;
  /** Signs the claims beside the ID token; the same key unless the dialect says otherwise. */
  claimsSigner: Signer;
  requests: Shelf<Authorization>;
  codes: Shelf<Code>;
  /** Access token → who signed in. */
  sessions: Shelf<Session>;
}
