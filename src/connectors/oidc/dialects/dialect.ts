// What differs between providers of this protocol: how to ask, and how to read what they say.
// A dialect must never check less than connector.ts and read-id-token.ts do; it only adds.
import type { ServerMetadata } from 'openid-client';
import type { AttributesConfig } from '../../../config/schema/attributes.ts';
import type { OidcProvider } from '../../../config/schema/identity-providers.ts';
import type { Ask, Attribute, FailedOutcome } from '../../contract.ts';
import type { Claims, Verify } from '../keys.ts';
import type { IdToken } from '../read-id-token.ts';

/** What a dialect knows when it asks: `attributes` holds only what the provider's record says it can vouch for. */
export type Wish = Pick<Ask, 'words' | 'attributes' | 'forceReauthentication' | 'locale'> & {
  rows: AttributesConfig['attributes'];
};

/** What a dialect works with once the ID token has passed every check. */
export interface SignedIn {
  idToken: IdToken;
  /** Request parameters as they were sent. */
  asked: Readonly<Record<string, string>>;
  provider: OidcProvider;
  metadata: ServerMetadata;
  rows: AttributesConfig['attributes'];
  /** Seconds since 1970. */
  now: number;
  /** Userinfo, its subject compared. Throws JourneyEnd. */
  userInfo(): Promise<Claims>;
  /** A GET with the access token and further headers. Throws JourneyEnd. */
  get(url: string, headers: Readonly<Record<string, string>>): Promise<Response>;
  /** A client assertion for an endpoint that wants one of its own. */
  assertion(audience: string): Promise<string>;
  /** Checks against the keys the provider signs ID tokens with. */
  verify: Verify;
  /** Checks against the keys of the record's `identityIssuer`. */
  verifyIdentity: Verify;
}

/** What was said of the person; the rest of the assertion is the same for every dialect. */
export interface Said {
  says: string | undefined;
  attributes: Record<string, Attribute>;
}

/** An answer without a code. */
export interface Refusal {
  error: string | undefined;
  description: string;
  asked: Readonly<Record<string, string>>;
}

export interface Dialect {
  /** Which audience its token endpoint wants in client assertions. */
  assertionAudience: 'issuer' | 'token endpoint';
  /** Request parameters of its own: always `scope`, never what connector.ts sets (state, nonce, PKCE). */
  request(wish: Wish): Record<string, string>;
  /** What a refusal means where it differs from RFC 6749 and OpenID Connect Core. */
  refusal?(refusal: Refusal): FailedOutcome | undefined;
  /** Throws JourneyEnd when what was said fails a check or is a signed negative. */
  read(signedIn: SignedIn): Promise<Said>;
  /** Whether its session can be ended (RP-Initiated Logout 1.0). */
  signsOut: boolean;
}
