// What the hub knows from its configuration folder once every check has passed: the rest of the hub trusts it as it is.
// Nothing here may be changed while the hub runs.
import type { JSONWebKeySet } from 'jose';
import type { ScenarioRecord } from './scenario-files.ts';
import type { AssuranceConfig } from './schema/assurance.ts';
import type { AttributeRow } from './schema/attributes.ts';
import type { HubConfig } from './schema/hub.ts';
import type { IdentityProvider } from './schema/identity-providers.ts';
import type { MatchingConfig } from './schema/matching.ts';
import type { NoticesConfig } from './schema/notices.ts';
import type { Personas } from './schema/personas.ts';
import type { Organisation, Service } from './schema/services.ts';
import type { Weights } from './schema/weights.ts';
import type { MissingKey } from './service-keys.ts';

export interface Config {
  /** The configuration folder, as an absolute path. */
  folder: string;
  /** hub.yaml with the environment's overrides. */
  hub: HubConfig;
  organisations: Map<string, Organisation>;
  services: Map<string, Service>;
  /** In the order of the file, which is the order of the choice page. */
  providers: Map<string, IdentityProvider>;
  assurance: AssuranceConfig;
  matching: MatchingConfig;
  /** What the matching score goes by. */
  weights: Weights;
  attributes: AttributeRow[];
  /** The simulators' people; nobody where there is no personas.yaml. */
  personas: Personas;
  /** Whom assessors send through the services, in the order of their files; none where there is no folder of them. */
  scenarios: readonly ScenarioRecord[];
  /** What residents are told, and how; undefined where there is no notices.yaml. */
  notices: NoticesConfig | undefined;
  /** GOV.UK Notify's key. Secret: never log this. Undefined without notices.yaml, and where a missing key file is allowed. */
  notifyKey: string | undefined;
  /** PostgreSQL's URL and the master key, where the environment has them. Secret: never log this. */
  environment: { databaseUrl: string | undefined; masterKey: string | undefined; traces: boolean };
  /** Public keys from `jwksFile`, by service. */
  serviceKeys: Map<string, JSONWebKeySet>;
  /** Key files that are not there yet (only where the caller allows that). Absolute paths. */
  missingKeys: MissingKey[];
}

/** As far as the files could be read: rules run on this, each only when the files that it needs are whole. */
export type Draft = Omit<Config, 'hub' | 'matching' | 'weights'> & {
  hub: HubConfig | undefined;
  matching: MatchingConfig | undefined;
  weights: Weights | undefined;
};
