// ScotAccount as a dialect: PKCE for everyone, an ID token without a person, and attributes at an endpoint of their own.
// A failed check is a signed answer like any other; it is never an error.
import { z } from 'zod';
import { bearerSession } from '../kit/bearer.ts';
import type { SimulatorOptions } from '../kit/contract.ts';
import type { Dialect, Parameters } from '../kit/dialect.ts';
import { displayName } from '../kit/people.ts';
import { Refusal } from '../kit/refusal.ts';
import { uuidSubject } from '../kit/subject.ts';
import { assertionAlgorithms, attributes, attributesPath } from './attributes.ts';
import type { ClaimsShape } from './claims.ts';
import { attributeScopes, identityScopes } from './claims.ts';

export interface ScotlandOptions extends Pick<SimulatorOptions, 'personas'> {
  /** Shape of `verified_claims`; `POST /simulator/shape` with `{"shape"}` changes it. The array is the newer and the default. */
  claimsShape?: ClaimsShape;
}

export function scotlandDialect({ personas, claimsShape = 'array' }: ScotlandOptions): Dialect {
  const holders = personas.people.filter(({ scotland }) => scotland !== undefined);
  let shape = claimsShape;

  return {
    name: 'scotland',
    title: 'ScotAccount, simulated',
    about: 'This stands in for ScotAccount, the account for public services in Scotland.',
    issuerSlash: false,
    authorizeMethods: ['GET'],
    paths: {
      authorize: '/authorize',
      token: '/token',
      jwks: '/jwks.json',
      logout: ['/authorize/logout', '/logout'],
    },
    algorithm: 'RS256',
    separateClaimsKey: false,
    lifetimes: { code: 300, idToken: 900, accessToken: 900 },
    pkce: 'required',
    scopes: ['openid', ...attributeScopes],
    assertion: { algorithms: assertionAlgorithms, issuerIsAudience: false, kidForJwksUri: false },
    cancelledDescription: 'The user cancelled',
    people: holders.map((person) => ({
      id: person.id,
      name: displayName(person),
      about: person.description,
      proves: provesInWords(person.scotland),
    })),
    metadata: () => ({}),
    read: readScotland,
    judge: ({ trouble }) => ({ level: undefined, proven: trouble.fault !== 'not-verified' }),
    subject: (personaId) => uuidSubject('scotland', personaId),
    idToken: ({ sid }) => ({ sid }),
    accessToken: () => ({}),
    routes(router, house) {
      router.get(attributesPath, async (request, response) => {
        const { personaId } = bearerSession(house, request);
        const person = holders.find(({ id }) => id === personaId);
        await attributes(house, { request, response, person, shape });
      });
      router.post('/simulator/shape', (request, response) => {
        const order = z.strictObject({ shape: z.enum(['array', 'object']) }).safeParse(request.body);
        if (!order.success) throw new Refusal('invalid_request', 'send JSON: {"shape": "array" or "object"}');
        shape = order.data.shape;
        response.status(204).end();
      });
    },
  };
}

function provesInWords(account: { verified: boolean; address: boolean } | undefined): string {
  if (!account?.verified) return 'that the account is theirs, and no identity';
  return account.address ? 'identity (medium) and address' : 'identity (medium), and no address';
}

/** `vtr` does not exist here: like any unknown parameter it is passed over, and asks for nothing. */
function readScotland(parameters: Parameters) {
  const scopes = parameters.scope?.split(' ') ?? [];
  if (identityScopes.every((scope) => scopes.includes(scope)))
    throw new Refusal('invalid_scope', 'scope names the identity check in its old and its new form');
  return { levels: [], claims: [], locale: 'en' as const };
}
