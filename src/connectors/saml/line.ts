// What a connector holds of its provider between journeys: record, tools, and what the provider publishes.
// It must never hold anything of a journey.
import type { KeyObject } from 'node:crypto';
import type { SamlProvider } from '../../config/schema/identity-providers.ts';
import type { Health, Upkeep } from '../contract.ts';
import type { SamlTools } from './tools.ts';

/** The line to one provider. */
export interface Line {
  provider: SamlProvider;
  tools: SamlTools;
  publication: Publication;
  /** Seconds since 1970. */
  now: () => number;
}

/** A provider's metadata, kept fresh. */
export interface Publication {
  /** The copy in use. Throws JourneyEnd `unavailable` when there never was one, or it has expired (`validUntil`). */
  get(): Promise<Published>;
  /** Looks for a newer copy if it is time to. */
  upkeep(): Promise<Upkeep>;
  /** Whether the provider can be reached. */
  probe(): Promise<Health>;
}

/** What the hub uses of a provider's metadata: all of it checked, nothing else kept. */
export interface Published {
  entityId: string;
  /** Certificates that the provider signs with: one, or several during a rollover. */
  signing: readonly Certificate[];
  signOn: Endpoints;
  /** Absent where the provider ends no sessions by redirect. */
  signOut?: { url: string };
  /** Seconds since 1970. */
  validUntil?: number;
  /** Seconds. */
  cacheDuration?: number;
}

export interface Endpoints {
  redirect?: string;
  post?: string;
}

export interface Certificate {
  /** Base64 of DER. */
  der: string;
  key: KeyObject;
  /** Seconds since 1970. */
  notAfter: number;
}
