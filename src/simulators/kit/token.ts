// The token endpoint: a code, presented once by the client that it was made for, becomes an ID token and an access token.
// A code that is presented twice takes its access token with it (RFC 6749, section 4.1.2).
import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { RequestHandler } from 'express';
import { assertionType } from './client-assertion.ts';
import type { SimulatorClient } from './contract.ts';
import type { Code, House, Parameters, Session } from './dialect.ts';
import { troubleFor } from './faults.ts';
import { readParameters } from './parameters.ts';
import { Refusal } from './refusal.ts';

export function token(house: House): RequestHandler {
  return async (request, response) => {
    const parameters = readParameters(request.body);
    const code = house.codes.peek(parameters.code);
    const trouble = code?.session.trouble;
    if (trouble?.fault === 'down') throw new Refusal('temporarily_unavailable', 'the token endpoint is down', 503);
    if (trouble?.fault === 'slow') await wait(trouble.milliseconds);
    if (parameters.grant_type !== 'authorization_code')
      throw new Refusal('unsupported_grant_type', 'grant_type has to be authorization_code');
    const client = await authenticate(house, parameters);
    const session = redeem(house, { parameters, client, code });
    response.set('cache-control', 'no-store').json(await issue(house, { session, code }));
  };
}

async function authenticate(house: House, parameters: Parameters): Promise<SimulatorClient> {
  const { assertion } = house.dialect;
  if (parameters.client_assertion_type !== assertionType)
    throw new Refusal('invalid_client', 'client_assertion_type is missing or unknown', 401);
  const tokenUrl = house.url + house.dialect.paths.token;
  const client = await house.authenticator.check(parameters.client_assertion ?? '', {
    algorithms: assertion.algorithms,
    audiences: assertion.issuerIsAudience ? [tokenUrl, house.issuer] : [tokenUrl],
    kidForJwksUri: assertion.kidForJwksUri,
  });
  if (parameters.client_id !== undefined && parameters.client_id !== client.clientId)
    throw new Refusal('invalid_client', 'client_id is not the client of the assertion', 401);
  return client;
}

interface Redemption {
  parameters: Parameters;
  client: SimulatorClient;
  code: Code | undefined;
}

function redeem(house: House, { parameters, client, code }: Redemption): Session {
  if (!code) throw new Refusal('invalid_grant', 'the code is unknown or has expired');
  if (code.redeemed) {
    house.sessions.take(code.accessToken);
    throw new Refusal('invalid_grant', 'the code was redeemed before');
  }
  code.redeemed = true;
  const { authorization } = code.session;
  if (authorization.client.clientId !== client.clientId)
    throw new Refusal('invalid_grant', 'the code was made for another client');
  if (parameters.redirect_uri !== authorization.redirectUri)
    throw new Refusal('invalid_grant', 'redirect_uri is not the one of the authorization request');
  checkVerifier(authorization.codeChallenge, parameters.code_verifier);
  return code.session;
}

/** RFC 7636, section 4.6. */
function checkVerifier(challenge: string | undefined, verifier: string | undefined): void {
  if (challenge === undefined && verifier === undefined) return;
  const hash = createHash('sha256')
    .update(verifier ?? '')
    .digest('base64url');
  if (hash !== challenge) throw new Refusal('invalid_grant', 'code_verifier does not fit the code_challenge');
}

async function issue(house: House, { session, code }: { session: Session; code: Code | undefined }) {
  const { dialect, issuer } = house;
  const { authorization, subject } = session;
  const now = Math.floor(Date.now() / 1000);
  const accessToken = await house.signer.sign(
    {
      iss: issuer,
      sub: subject,
      client_id: authorization.client.clientId,
      scope: authorization.scopes.join(' '),
      jti: randomUUID(),
      iat: now,
      exp: now + dialect.lifetimes.accessToken,
      ...dialect.accessToken(session),
    },
    { type: 'at+jwt' },
  );
  house.sessions.set(accessToken, session);
  if (code) code.accessToken = accessToken;
  const idToken = await house.signer.sign(
    {
      iss: issuer,
      sub: subject,
      aud: authorization.client.clientId,
      iat: now,
      exp: now + dialect.lifetimes.idToken,
      nonce: authorization.nonce,
      at_hash: accessTokenHash(accessToken, dialect.algorithm),
      ...dialect.idToken(session, house.url),
    },
    { trouble: troubleFor(session.trouble, 'id_token') },
  );
  return {
    access_token: accessToken,
    token_type: 'Bearer',
    expires_in: dialect.lifetimes.accessToken,
    scope: authorization.scopes.join(' '),
    id_token: idToken,
  };
}

/** OpenID Connect Core 3.1.3.6: the left half of the hash that goes with the signature's algorithm. */
function accessTokenHash(accessToken: string, algorithm: string): string {
  const hash = createHash(`sha${algorithm.slice(2)}`)
    .update(accessToken)
    .digest();
  return hash.subarray(0, hash.length / 2).toString('base64url');
}
