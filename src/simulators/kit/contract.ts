// What every simulated identity provider is to the outside: where it listens, whom it trusts, how it is told to go wrong.
// Simulators stand beside the hub, never inside it: they keep everything in memory and know no folder of the hub but its schema.
import type { JSONWebKeySet } from 'jose';
import type { Personas } from '../../config/schema/personas.ts';
import type { Fault, FaultOrder } from './faults.ts';

/** A relying party as the provider registered it. Give its public keys as `jwks` or by `jwksUri`. */
export interface SimulatorClient {
  clientId: string;
  /** Compared character by character. */
  redirectUris: readonly string[];
  postLogoutRedirectUris?: readonly string[];
  /** Fetched at the first client assertion, kept for 60 seconds, fetched again for an unknown `kid`. */
  jwksUri?: string;
  jwks?: JSONWebKeySet;
  /** NHS login only: the vectors of trust registered for this client. All of them where absent. */
  vectors?: readonly string[];
}

export interface SimulatorOptions {
  host: string;
  /** 0 takes a free port. */
  port: number;
  personas: Personas;
  clients: readonly SimulatorClient[];
}

export interface Simulator {
  /** Address without a trailing slash. */
  url: string;
  /** Exactly as discovery and tokens write it. */
  issuer: string;
  /** Makes the next sign-in go wrong (every one from now on, where the order is sticky; `none` ends that). */
  fault(next: Fault | FaultOrder): void;
  close(): Promise<void>;
}
