// What the hub lends to a connector of this folder. It must never grow a store or a web framework.
import type { JWK } from 'jose';
import type { AttributesConfig } from '../../config/schema/attributes.ts';

/** Everything an OpenID Connect connector needs besides its provider's record. */
export interface OidcTools {
  /** The hub's current RSA provider key, private part included. Asked on every use, so that it can rotate. */
  clientKey: () => Promise<{ kid: string; jwk: JWK }>;
  /** attributes.yaml: canonical name → row. */
  attributes: AttributesConfig['attributes'];
  log: { warn(fields: Record<string, unknown>, message: string): void };
  fetch?: typeof fetch;
  /** Milliseconds since 1970. */
  clock?: () => number;
  /** Seconds for which what a provider publishes counts as fresh. */
  lifetimes?: { discovery: number; keys: number };
}

/** An hour for discovery; a day for keys (GOV.UK One Login lets its JWKS be cached that long). */
export const usualLifetimes = { discovery: 3600, keys: 86_400 };
