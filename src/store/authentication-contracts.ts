// What the store keeps of an authentication, and of what stands on it: releases and agreements. Interfaces only. Part of contracts.ts.
// All of it is sealed at rest, and ends.
import type { Level, Stamp } from '../assurance/level.ts';
import type { Json } from '../connectors/contract.ts';
import type { VouchInForce } from './vouch-contracts.ts';

/** What a session stands on: one authentication by one account, with the attributes that came with it. */
export interface Authentication {
  id: string;
  person: string;
  account: string;
  provider: string;
  level: Level;
  /** Qualifiers travel beside the level (assurance model). */
  qualifiers: readonly string[];
  /** By which version of which table the level was read; absent where it was stored before that was kept. */
  stamp?: Stamp;
  /** Seconds since 1970. */
  authenticatedAt: number;
  /** When the hub took it, which may be long after; absent where that was not kept. */
  since?: number;
  methods: readonly string[];
  /** Canonical attributes as asserted, and the provider's session handle; sealed at rest. */
  attributes: Json;
  session: Json;
  /** The provider was asked for the birth date. */
  birthdateAsked?: boolean;
  /** The account spoke of somebody else than before, or than its person's other accounts: no officer's check counts for it. */
  contradicted?: boolean;
  /** The officer's check of the account that is in force: looked up whenever this is read, and never kept with it. */
  vouched?: VouchInForce;
}

export interface Authentications {
  put(authentication: Authentication, expiresAt: number): Promise<void>;
  find(id: string): Promise<Authentication | undefined>;
  /** When it ends (seconds since 1970). Undefined when it has. */
  end(id: string): Promise<number | undefined>;
  /** Moves its end, never to an earlier moment. Nothing happens to one that has ended. */
  prolong(id: string, expiresAt: number): Promise<void>;
}

/** What one grant releases: belongs to the grant, never to the browser session. Sealed at rest. */
export interface Releases {
  /**
   * `person`: whose it is. Putting one again replaces it. `grant` makes the library write a new grant of this id: both are written by one
   * statement, or neither is.
   */
  put(
    grantId: string,
    release: Json,
    of: { person: string; expiresAt: number },
    grant?: () => Promise<unknown>,
  ): Promise<void>;
  find(grantId: string): Promise<Json | undefined>;
}

/** What a person has agreed to share with a service. */
export interface Agreements {
  /** The set of attribute names agreed to, or undefined when never asked. */
  find(person: string, service: string): Promise<readonly string[] | undefined>;
  /** What was agreed with each of some services, and when (seconds since 1970). */
  of(
    person: string,
    services: readonly string[],
  ): Promise<{ service: string; attributes: string[]; agreedAt: number }[]>;
  put(person: string, service: string, attributes: readonly string[]): Promise<void>;
}
