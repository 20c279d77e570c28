// The core identity: who One Login says the person is, signed with a key that only the DID document publishes.
// It is made only for a sign-in whose identity was asked for and proven.
import type { JWTPayload } from 'jose';
import type { Persona } from '../../config/schema/personas.ts';
import type { House, Session } from '../kit/dialect.ts';
import { troubleFor } from '../kit/faults.ts';
import { identityPart } from './vectors.ts';

/** Where the identity side lives: its issuer ends in a slash, its DID has the path as a part (did:web, section 3.2). */
export function identityPlace({ url }: House): { issuer: string; did: string } {
  return { issuer: `${url}/identity/`, did: `did:web:${new URL(url).host.replace(':', '%3A')}:identity` };
}

/** `did.json`: the one key that signs core identities now. */
export function didDocument(house: House): Record<string, unknown> {
  const { did } = identityPlace(house);
  const { kid, use: _use, ...publicKeyJwk } = house.claimsSigner.publicJwk();
  return {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/jwk/v1'],
    id: did,
    assertionMethod: [{ type: 'JsonWebKey', id: `${did}#${kid}`, controller: did, publicKeyJwk }],
  };
}

/** The signed core identity, spoilt where the sign-in's order says `claims`. */
export async function coreIdentity(house: House, session: Session, person: Persona): Promise<string> {
  const { issuer, did } = identityPlace(house);
  const now = Math.floor(Date.now() / 1000);
  const vot = saidIdentity(session);
  const claims: JWTPayload = {
    iss: issuer,
    sub: session.subject,
    aud: session.authorization.client.clientId,
    iat: now,
    nbf: now,
    exp: now + 1800,
    ...(vot === undefined ? {} : { vot }),
    vtm: `${house.url}/trustmark`,
    vc: {
      type: ['VerifiableCredential', 'IdentityCheckCredential'],
      credentialSubject: { name: names(person), birthDate: [{ value: person.birthDate }] },
    },
  };
  const trouble = troubleFor(session.trouble, 'claims');
  return house.claimsSigner.sign(claims, { trouble, kidPrefix: `${did}#` });
}

function saidIdentity({ level = '', trouble }: Session): string | undefined {
  const reached = identityPart(level);
  switch (trouble.fault) {
    case 'no-level':
      return undefined;
    case 'lower-level':
      return reached === 'P2' ? 'P1' : 'P0';
    case 'higher-level':
      return 'P3';
    default:
      return reached;
  }
}

/** Every name with a part for each word of the first names; someone with one name has one part. */
function names(person: Persona) {
  return person.names.map(({ given, family, from, until }) => ({
    ...(from === undefined ? {} : { validFrom: from }),
    ...(until === undefined ? {} : { validUntil: until }),
    nameParts: [
      ...(given?.split(' ') ?? []).map((value) => ({ type: 'GivenName', value })),
      ...(family === undefined ? [] : [{ type: 'FamilyName', value: family }]),
    ],
  }));
}
