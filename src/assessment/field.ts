// What an assessment goes by: the part of the configuration that it walks through.
// It must never load what walks: a hub that only shows assessments begins with this.
import type { Config } from '../config/config.ts';
import { forResidents, isOwnService, ownServiceIds } from '../config/own-services.ts';
import type { ScenarioRecord } from '../config/scenario-files.ts';
import type { IdentityProvider } from '../config/schema/identity-providers.ts';
import type { Personas } from '../config/schema/personas.ts';
import type { Service } from '../config/schema/services.ts';

/** What an assessment goes by, out of the configuration. */
export interface Field {
  issuer: string;
  /** Sign-ins that the hub lets one address begin, a minute. */
  startsPerMinute: number;
  services: ReadonlyMap<string, Service>;
  providers: ReadonlyMap<string, IdentityProvider>;
  personas: Personas;
  scenarios: readonly ScenarioRecord[];
}

/** The account that staff sign in with, where there is one. */
export const staffProviderOf = ({ providers }: Pick<Field, 'providers'>): IdentityProvider | undefined =>
  [...providers.values()].find(({ services }) => services?.includes(ownServiceIds.staff));

/** The field of a configuration. */
export const fieldOf = ({ hub, services, providers, personas, scenarios }: FieldOptions): Field => ({
  issuer: hub.issuer,
  startsPerMinute: hub.limits.startsPerAddress,
  services,
  providers,
  personas,
  scenarios,
});

type FieldOptions = Omit<Field, 'issuer' | 'startsPerMinute'> & Pick<Config, 'hub'>;

/** Residents' services, in the order of the file. */
export const servicesOf = ({ services }: Field): Service[] =>
  [...services.values()].filter(({ id }) => !isOwnService(id));

/** Accounts that residents can choose, in the order of the choice page. */
export const providersOf = ({ providers }: Field): IdentityProvider[] =>
  [...providers.values()].filter((one) => one.enabled && forResidents(one));
