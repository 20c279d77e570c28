// What the hub lends to a connector of this folder. It must never grow a store or a web framework.
import type { KeyObject } from 'node:crypto';
import type { AttributesConfig } from '../../config/schema/attributes.ts';
import type { Json } from '../contract.ts';

/** Everything a SAML connector needs besides its provider's record. */
export interface SamlTools {
  /** The hub's entity id: the URL of its own metadata. */
  entityId: string;
  /** The hub's keys towards SAML providers. Asked on every use, so that they can rotate. */
  keys: () => SamlKeys;
  /** attributes.yaml: canonical name → row. */
  attributes: AttributesConfig['attributes'];
  /** True for the first caller on all nodes together; forgotten after `expiresAt` (seconds since 1970). */
  firstUse: (value: string, expiresAt: number) => Promise<boolean>;
  kept: KeptMetadata;
  /** The configuration folder, from which files are found. */
  folder: string;
  log: { warn(fields: Record<string, unknown>, message: string): void };
  /** Instead of the guarded fetch of metadata/fetch.ts, in tests. */
  fetch?: typeof fetch;
  /** Milliseconds since 1970. */
  clock?: () => number;
}

/** The hub's own key pairs. Certificates are base64 of DER. */
export interface SamlKeys {
  /** What requests are signed with now. */
  signing: OwnKey & { certificate: string };
  /** What the hub's metadata shows: current before next. */
  published: { signing: readonly string[]; encryption: readonly string[] };
  /** Every key that an answer may still be encrypted for: current, next, retired. */
  decryption: readonly OwnKey[];
}

/** A private key, read and as text (PKCS #8 in PEM): reading one takes as long as what is done with it. */
export interface OwnKey {
  key: KeyObject;
  pem: string;
}

/** The last good metadata of a provider, on the shared database. */
export interface KeptMetadata {
  find(provider: string): Promise<Json | undefined>;
  keep(provider: string, content: Json): Promise<void>;
  /** Tells the trail that the metadata changed, or that a renewal was refused. `reason` is in closed words. */
  changed(provider: string): Promise<void>;
  refused(provider: string, reason: string): Promise<void>;
}
