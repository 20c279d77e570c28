// How the hub proves to a provider who it is: assertions signed with its provider key (RFC 7523, section 2.2).
// It must never send the key, nor an assertion made for another audience.
import { randomUUID } from 'node:crypto';
import { type CryptoKey, importJWK, SignJWT } from 'jose';
import { type ClientAuth, modifyAssertion, PrivateKeyJwt } from 'openid-client';
import type { OidcProvider } from '../../config/schema/identity-providers.ts';
import type { OidcTools } from './tools.ts';

export interface ClientAuthentication {
  /** For openid-client, with the audience that this provider wants: the same one until the key turns. */
  forTokens(audience: string): Promise<ClientAuth>;
  /** An assertion of its own, for calls that are authenticated in another place. Lives for a minute. */
  assertion(audience: string): Promise<string>;
}

/** Prepares client authentication with the algorithm of the provider's record. Imported keys are kept by `kid`. */
export function createClientAuthentication(provider: OidcProvider, tools: OidcTools): ClientAuthentication {
  const alg = provider.clientAssertionAlgorithm;
  let held: { kid: string; key: CryptoKey } | undefined;

  const current = async (): Promise<{ kid: string; key: CryptoKey }> => {
    const { kid, jwk } = await tools.clientKey();
    if (held?.kid === kid) return held;
    const key = await importJWK(jwk, alg);
    if (key instanceof Uint8Array) throw new TypeError('the provider key must be an RSA key');
    held = { kid, key };
    return held;
  };

  let last: { kid: string; audience: string; by: ClientAuth } | undefined;

  return {
    async forTokens(audience) {
      const key = await current();
      if (last?.kid === key.kid && last.audience === audience) return last.by;
      const by = PrivateKeyJwt(key, {
        [modifyAssertion]: (_header, payload) => {
          payload.aud = audience;
        },
      });
      last = { kid: key.kid, audience, by };
      return by;
    },
    async assertion(audience) {
      const { kid, key } = await current();
      return new SignJWT({ jti: randomUUID() })
        .setProtectedHeader({ alg, kid, typ: 'JWT' })
        .setIssuer(provider.clientId)
        .setSubject(provider.clientId)
        .setAudience(audience)
        .setIssuedAt()
        .setExpirationTime('1 minute')
        .sign(key);
    },
  };
}
