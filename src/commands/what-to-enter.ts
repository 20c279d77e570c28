// What a provider's operator has to enter on their side, in the words of their protocol.
// It must never show anything that is secret: everything here is public.
import type { Config } from '../config/load.ts';
import type { NewRecord } from './write-record.ts';

const row = (name: string, value: string): string => `  ${name.padEnd(26)} ${value}`;

export function enterSaml(id: string, { hub: { issuer }, attributes }: Config): string[] {
  const names = attributes
    .filter(({ saml }) => saml.length > 0)
    .map(({ name, saml }) => `${name} as ${saml.join(' or ')}`);
  return [
    'The provider’s operator needs:',
    row('entity ID', `${issuer}/saml/metadata`),
    row('metadata', `${issuer}/saml/metadata (read it by URL, so that new keys arrive by themselves)`),
    row('assertion consumer', `${issuer}/callback/${id} (HTTP-POST)`),
    row('single logout', `${issuer}/sign-out/done (HTTP-Redirect)`),
    row('NameID', 'persistent'),
    row('signatures', 'sign the assertion or the response, RSA with SHA-256 or better; requests are signed'),
    row('encryption', 'encrypt the assertion for the certificate in the metadata: AES-GCM, RSA-OAEP'),
    row('attributes', names[0] ?? 'none'),
    ...names.slice(1).map((name) => row('', name)),
  ];
}

export function enterOpenId({ id, record }: NewRecord, { hub: { issuer } }: Config): string[] {
  const { clientId, clientAssertionAlgorithm } = record as { clientId: string; clientAssertionAlgorithm: string };
  return [
    'The provider’s operator needs:',
    row('client id', clientId),
    row('redirect URI', `${issuer}/callback/${id}`),
    row('after signing out', `${issuer}/sign-out/done`),
    row('public keys (JWKS)', `${issuer}/client-keys`),
    row('client authentication', `private_key_jwt with ${clientAssertionAlgorithm}`),
    row('flow', 'authorization code with PKCE (S256), state and nonce'),
  ];
}
