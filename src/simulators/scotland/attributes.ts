// ScotAccount's attributes endpoint: a bearer token and a client assertion of its own together get the signed claims.
// It must never answer one client with what another one's person agreed to share.
import type { Request, Response } from 'express';
import type { Persona } from '../../config/schema/personas.ts';
import { bearerSession } from '../kit/bearer.ts';
import type { House } from '../kit/dialect.ts';
import { troubleFor } from '../kit/faults.ts';
import { Refusal } from '../kit/refusal.ts';
import type { ClaimsShape } from './claims.ts';
import { signedClaims } from './claims.ts';

export const attributesPath = '/attributes/values';
export const assertionAlgorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'];

interface Asked {
  request: Request;
  response: Response;
  person: Persona | undefined;
  shape: ClaimsShape;
}

/** Answers `{claimsToken}`. Throws Refusal: 401 for either credential, 404 where the person agreed to share nothing. */
export async function attributes(house: House, { request, response, person, shape }: Asked): Promise<void> {
  const session = bearerSession(house, request);
  const client = await house.authenticator.check(request.get('dis-client-assertion') ?? '', {
    algorithms: assertionAlgorithms,
    audiences: [house.url + attributesPath],
    kidForJwksUri: false,
  });
  if (client.clientId !== session.authorization.client.clientId)
    throw new Refusal('invalid_token', 'the access token was made for another client', 401);
  const claims = person && signedClaims(session, person, shape);
  if (!claims) throw new Refusal('not_found', 'there are no attributes', 404);
  const now = Math.floor(Date.now() / 1000);
  const claimsToken = await house.claimsSigner.sign(
    { iss: house.issuer, sub: session.subject, aud: client.clientId, iat: now, exp: now + 900, ...claims },
    { trouble: troubleFor(session.trouble, 'claims') },
  );
  response.set('cache-control', 'no-store').json({ claimsToken });
}
