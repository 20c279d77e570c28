// The way back: the answer is checked against the memo, the code redeemed, the ID token and what goes with it read.
// It must never go on after a check that failed: every failure is thrown as a JourneyEnd.
import { authorizationCodeGrant, type Configuration, fetchProtectedResource, fetchUserInfo } from 'openid-client';
import type { Assertion, Json, Reply } from '../contract.ts';
import { JourneyEnd } from '../journey-end.ts';
import type { SignedIn } from './dialects/dialect.ts';
import { configurationOf } from './discovery.ts';
import type { Claims } from './keys.ts';
import type { Line } from './line.ts';
import { type Memo, memoSchema } from './memo.ts';
import { journeyEndOf } from './outcomes.ts';
import { type IdToken, readIdToken } from './read-id-token.ts';
import { readRedirect } from './redirect.ts';

/** The assertion that an answer amounts to. Throws JourneyEnd for every other outcome. */
export async function finishJourney(line: Line, reply: Reply, untrusted: Json): Promise<Assertion> {
  const { provider, dialect } = line;
  const memo = readMemo(line, untrusted);
  const metadata = await line.discovery.get();
  const redirect = readRedirect({ reply, memo, metadata, dialect });
  const audience = dialect.assertionAudience === 'issuer' ? metadata.issuer : (metadata.token_endpoint ?? '');
  const authentication = await line.authentication.forTokens(audience);
  const configuration = configurationOf(line, metadata, authentication);
  const tokens = await redeem(configuration, redirect, memo);
  const idToken = await readIdToken({ ...tokens, ...line, memo, now: line.now() });
  const { says, attributes } = await dialect.read({
    idToken,
    asked: memo.asked,
    provider,
    metadata,
    rows: line.tools.attributes,
    now: line.now(),
    userInfo: () => userInfo(configuration, tokens, idToken),
    get: getWith(() => configurationOf({ ...line, fetch: line.fetchOnce }, metadata), tokens),
    assertion: line.authentication.assertion,
    verify: line.verify,
    verifyIdentity: line.verifyIdentity,
  });
  const vouched = Object.entries(attributes).filter(([name]) => provider.attributes.includes(name));
  return {
    provider: provider.id,
    issuer: idToken.iss,
    subject: idToken.sub,
    attributes: Object.fromEntries(vouched),
    ...(says === undefined ? {} : { says }),
    authenticatedAt: idToken.auth_time ?? idToken.iat,
    ...(idToken.amr ? { methods: idToken.amr } : {}),
    ...(dialect.signsOut ? { session: { idToken: tokens.jwt } } : {}),
  };
}

function readMemo({ provider }: Line, untrusted: Json): Memo {
  const parsed = memoSchema.safeParse(untrusted);
  if (!parsed.success) throw new JourneyEnd('invalid', 'the memo is not one of this connector');
  const { issuer, clientId } = parsed.data;
  if (issuer !== provider.issuer || clientId !== provider.clientId) {
    throw new JourneyEnd('invalid', 'the record of the provider changed during the journey');
  }
  return parsed.data;
}

interface Tokens {
  jwt: string;
  accessToken: string;
}

/** Redeems the code; openid-client compares state, nonce, issuer, audience and times on the way. */
async function redeem(configuration: Configuration, redirect: URL, memo: Memo): Promise<Tokens> {
  try {
    const tokens = await authorizationCodeGrant(configuration, redirect, {
      expectedState: memo.state,
      expectedNonce: memo.nonce,
      pkceCodeVerifier: memo.verifier,
      idTokenExpected: true,
    });
    return { jwt: tokens.id_token ?? '', accessToken: tokens.access_token };
  } catch (error) {
    throw journeyEndOf(error, 'token endpoint');
  }
}

async function userInfo(configuration: Configuration, { accessToken }: Tokens, { sub }: IdToken): Promise<Claims> {
  try {
    return await fetchUserInfo(configuration, accessToken, sub);
  } catch (error) {
    throw journeyEndOf(error, 'userinfo');
  }
}

type Get = SignedIn['get'];

/** Makes a GET with the access token (RFC 6750, 2.1). Its headers may hold an assertion: it is not made twice. */
const getWith =
  (configuration: () => Configuration, { accessToken }: Tokens): Get =>
  async (url, headers) => {
    try {
      return await fetchProtectedResource(
        configuration(),
        accessToken,
        new URL(url),
        'GET',
        null,
        new Headers(headers),
      );
    } catch (error) {
      throw journeyEndOf(error, 'attributes');
    }
  };
