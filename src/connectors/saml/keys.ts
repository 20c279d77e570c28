// The hub's key pairs as SAML needs them: with certificates, which carry keys in metadata and mean nothing else there.
// A certificate is a function of its key, so that every node shows the same one. It must never be trusted for its dates or its name.
import { createPrivateKey, type JsonWebKeyInput, type KeyObject } from 'node:crypto';
import type { JWK } from 'jose';
import { selfSigned } from '../certificate.ts';
import type { OwnKey, SamlKeys } from './tools.ts';

/** One key of the ring. */
export interface SamlKey {
  kid: string;
  jwk: JWK;
  /** Seconds since 1970. */
  createdAt: number;
  retired: boolean;
}

/** Current, then next, then retired. */
export interface SamlRing {
  signing: readonly SamlKey[];
  encryption: readonly SamlKey[];
}

/** In seconds. */
const day = 86_400;
const lifetime = 3650 * day;

/** The keys of the ring as it is now; made again when it turns. */
export function createSamlKeys(ring: () => SamlRing, name: string): () => SamlKeys {
  let made: { from: SamlRing; keys: SamlKeys } | undefined;
  return () => {
    const from = ring();
    if (made?.from !== from) made = { from, keys: samlKeysOf(from, name) };
    return made.keys;
  };
}

/** Makes certificates for a ring. `name` is the entity id that they carry. */
export function samlKeysOf(ring: SamlRing, name: string): SamlKeys {
  const shown = (keys: readonly SamlKey[]) =>
    keys.filter(({ retired }) => !retired).map((key) => certificateOf(key, name));
  const [signing, encryption] = [shown(ring.signing), shown(ring.encryption)];
  const [current] = ring.signing;
  const [certificate] = signing;
  if (!current || certificate === undefined) throw new Error('no SAML keys: ensureKeys has to make them first');
  return {
    signing: { ...readOf(current), certificate },
    published: { signing, encryption },
    decryption: ring.encryption.map(readOf),
  };
}

const privateKeyOf = ({ jwk }: SamlKey): KeyObject =>
  createPrivateKey({ key: jwk as JsonWebKeyInput['key'], format: 'jwk' });
function readOf(of: SamlKey): OwnKey {
  const key = privateKeyOf(of);
  return { key, pem: key.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

function certificateOf(key: SamlKey, name: string): string {
  const { kid, createdAt } = key;
  return selfSigned({
    privateKey: privateKeyOf(key),
    name: new URL(name).hostname,
    seed: kid,
    from: createdAt - day,
    until: createdAt + lifetime,
  });
}
