// The hub's own pages for people and for staff, as services of itself: they sign people in like any other, over the same way.
// They must never get tokens or claims: a page of the hub looks at the browser's session (authorization/who-is-here.ts).
import type { IdentityProvider } from './schema/identity-providers.ts';
import type { Organisation, Service } from './schema/services.ts';

/** Their ids; services.yaml may not use them, and a provider names `staff` under its `services` to let its people in there. */
export const ownServiceIds = { account: 'gatehouse-account', staff: 'gatehouse-staff' } as const;

export const isOwnService = (id: string): boolean => Object.values<string>(ownServiceIds).includes(id);

/** Whether residents can choose a provider: it is not there for the hub's own pages alone. */
export const forResidents = ({ services }: Pick<IdentityProvider, 'services'>): boolean =>
  services?.every(isOwnService) !== true;

export interface OwnServicesOptions {
  hub: { issuer: string; operator?: string | undefined };
  organisations: ReadonlyMap<string, Organisation>;
  providers: ReadonlyMap<string, IdentityProvider>;
}

/** Whoever runs the hub: named in hub.yaml, else the first organisation. */
const operatorOf = ({ hub, organisations }: OwnServicesOptions): string | undefined =>
  hub.operator ?? [...organisations.keys()][0];

/** The services of the hub's own pages; those for staff only where some provider has staff. */
export function ownServices(options: OwnServicesOptions): Service[] {
  const { hub, providers } = options;
  const organisation = operatorOf(options);
  if (organisation === undefined) return [];
  const common = {
    enabled: true,
    organisation,
    own: true as const,
    postLogoutRedirectUris: [],
    authentication: 'none' as const,
    requests: 'any' as const,
    dialect: 'standard' as const,
    idTokenAlgorithm: 'ES256' as const,
    refreshTokens: false,
    clientCredentials: false,
  };
  const account: Service = {
    ...common,
    id: ownServiceIds.account,
    name: { en: 'Your sign-in accounts', cy: 'Eich cyfrifon mewngofnodi' },
    home: `${hub.issuer}/account`,
    redirectUris: [`${hub.issuer}/account`],
    minimumLevel: { identity: 'none', authenticator: 'low' },
    attributes: [],
  };
  const withStaff = [...providers.values()].filter(({ services }) => services?.includes(ownServiceIds.staff));
  if (withStaff.length === 0) return [account];
  const staff: Service = {
    ...common,
    id: ownServiceIds.staff,
    name: { en: 'Staff pages', cy: 'Tudalennau staff' },
    home: `${hub.issuer}/staff`,
    redirectUris: [`${hub.issuer}/staff`],
    minimumLevel: { identity: 'none', authenticator: 'medium' },
    attributes: ['given_name', 'family_name', 'roles'],
    providers: withStaff.map(({ id }) => id),
  };
  return [account, staff];
}
