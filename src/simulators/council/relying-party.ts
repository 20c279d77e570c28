// One service as a client of the hub: finds the hub when it is first needed, and again after a failure, so that it does not
// matter which of the two starts first. It must never talk plain http to anything but loopback.
import { createRemoteJWKSet, type JWTVerifyGetKey } from 'jose';
import { allowInsecureRequests, type Configuration, discovery, PrivateKeyJwt } from 'openid-client';
import type { Service } from '../../config/schema/services.ts';
import type { SigningKey } from './keys.ts';

/** How a service sends its request: all three are shown, so that councils can compare them. */
export type Way = 'query' | 'pushed' | 'signed';

export interface RelyingParty {
  service: Service;
  hubIssuer: string;
  signingKey: SigningKey;
  /** Where the hub sends people back to. */
  redirectUri: string;
  way: Way;
  /** Every sign-in needs proof of who the person is. */
  needsProof: boolean;
  /** The person may prove who they are later on (step-up). */
  offersProof: boolean;
  /** Offers to look up the details again later (refresh token). */
  offersLater: boolean;
  /** The hub's metadata and this client's credentials. Rejects with TypeError or a timeout while the hub cannot be reached. */
  hub(): Promise<Configuration>;
  /** The hub's public keys. */
  hubKeys(): Promise<JWTVerifyGetKey>;
}

type Demonstration = Pick<RelyingParty, 'way' | 'needsProof' | 'offersProof' | 'offersLater'>;

const plain: Demonstration = { way: 'query', needsProof: false, offersProof: false, offersLater: false };
const demonstrations: Readonly<Record<string, Demonstration>> = {
  'bin-collection': { ...plain, offersProof: true },
  'parking-permit': { way: 'pushed', needsProof: true, offersProof: false, offersLater: true },
  'council-tax': { ...plain, way: 'signed' },
  'school-place': { ...plain, needsProof: true },
};

const timeoutSeconds = 5;

/** Keeps the promise of what succeeded; forgets what failed, so that the next caller tries again. */
function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}

/** Makes the client of one service. Asks the network nothing yet. */
export function createRelyingParty(
  service: Service,
  options: { hubIssuer: string; signingKey: SigningKey; councilUrl: string },
): RelyingParty {
  const { hubIssuer, signingKey } = options;
  const isPlainHttp = new URL(hubIssuer).protocol === 'http:';
  const hub = lazily(() =>
    discovery(
      new URL(hubIssuer),
      service.id,
      { id_token_signed_response_alg: service.idTokenAlgorithm },
      PrivateKeyJwt(signingKey),
      { timeout: timeoutSeconds, execute: isPlainHttp ? [allowInsecureRequests] : [] },
    ),
  );
  return {
    service,
    hubIssuer,
    signingKey,
    redirectUri: new URL(`/${service.id}/signed-in`, options.councilUrl).href,
    ...(demonstrations[service.id] ?? plain),
    hub,
    hubKeys: lazily(async () => {
      const { jwks_uri } = (await hub()).serverMetadata();
      if (jwks_uri === undefined) throw new TypeError('the hub publishes no keys');
      return createRemoteJWKSet(new URL(jwks_uri), { timeoutDuration: timeoutSeconds * 1000 });
    }),
  };
}
