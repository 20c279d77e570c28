// What the store keeps of the hub’s own keys. Interfaces only. Part of contracts.ts.
// Private parts are sealed at rest and leave the store for the key ring only.
import type { Json } from '../connectors/contract.ts';

/** Generations of the hub's keys. */
export type KeyState = 'next' | 'current' | 'retired';

export interface StoredKey {
  kid: string;
  /**
   * `service`: signs what services verify. `provider`: the hub's own client key towards OpenID providers.
   * `saml-signing`, `saml-encryption`: towards SAML providers. `identity`: core identities for services in One Login's dialect.
   */
  use: 'service' | 'provider' | 'saml-signing' | 'saml-encryption' | 'identity';
  state: KeyState;
  alg: string;
  /** Private JWK; sealed at rest. */
  jwk: Record<string, Json>;
  /** Seconds since 1970. */
  createdAt: number;
  retiredAt?: number;
}

export interface Keys {
  all(): Promise<StoredKey[]>;
  /** Changes whenever any key was added, moved or removed: cheap to poll. */
  revision(): Promise<number>;
  /** Adds keys, and moves others to another state, in one transaction. */
  change(add: readonly StoredKey[], move: readonly { kid: string; state: KeyState }[]): Promise<void>;
  remove(kids: readonly string[]): Promise<void>;
}
