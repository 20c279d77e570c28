// The OpenID provider towards services: oidc-provider, configured. It is built anew whenever the signing keys change, over the
// same store, so it must never hold state, and nothing may keep `provider.Client` or its like across a change.
import { type Adapter, type Configuration, errors, type FindAccount, Provider } from 'oidc-provider';
import type { Acr } from '../assurance/acr.ts';
import { trustFramework } from '../assurance/trust-framework.ts';
import { ownServiceIds } from '../config/own-services.ts';
import type { AttributeRow } from '../config/schema/attributes.ts';
import type { Language } from '../config/schema/common.ts';
import type { HubConfig } from '../config/schema/hub.ts';
import type { Service } from '../config/schema/services.ts';
import type { Life } from '../registry/life.ts';
import { actingScope } from '../representation/claims.ts';
import { pathOfSignIn } from '../signin/path.ts';
import type { Releases } from '../store/authentication-contracts.ts';
import type { Subjects } from '../store/contracts.ts';
import type { Recorder } from '../trail/events.ts';
import { type AccountOptions, createActorClaims, createFindAccount } from './account.ts';
import type { CookieSignature } from './cookie-signature.ts';
import { cookieAttributes, cookieNames } from './cookies.ts';
import { authenticationMethods, onlyForServices } from './discovery.ts';
import { createFailures, noting, notingFailure } from './failures.ts';
import { fetchFromServices } from './fetch-from-services.ts';
import { toFirstPage } from './first-page.ts';
import type { Grants } from './grants.ts';
import { joinParameter } from './join-parameter.ts';
import type { KeyRing } from './key-ring.ts';
import { lifetimes } from './lifetimes.ts';
import { createSignIdentity } from './one-login/core-identity.ts';
import { oneLoginErrors } from './one-login/errors.ts';
import { checkOneLoginRequest } from './one-login/request-rules.ts';
import type { Pages } from './pages.ts';
import type { createPolicy } from './policy.ts';
import { recordTokens } from './record-tokens.ts';
import { secretMatches } from './secret.ts';
import { claimsByScope } from './told-claims.ts';

export interface ProviderOptions {
  hub: HubConfig;
  languages: readonly Language[];
  acr: Acr;
  services: ReadonlyMap<string, Service>;
  attributes: readonly AttributeRow[];
  adapter(model: string): Adapter;
  policy: ReturnType<typeof createPolicy>;
  grants: Grants;
  releases: Releases;
  life: Pick<Life, 'mayAnswer'>;
  isBlocked(person: string): boolean;
  hasLeft(account: string, person: string): boolean;
  stillVouched(id: string): Promise<boolean>;
  mayAct: AccountOptions['mayAct'];
  isLetIn: AccountOptions['isLetIn'];
  subjects: Subjects;
  pages: Pages;
  trail: Recorder;
  /** Ids of the identity providers, for `idp_hint`. */
  providers: ReadonlyMap<string, unknown>;
  /** Checks the level wish of a request: throws what the service is told. */
  checkAsked(clientId: string, parameters: Record<string, unknown>): void;
  /** Cookie signing keys, newest first. */
  cookieSignature: CookieSignature;
}

/** Where services find what (also the path prefixes that the hub hands to oidc-provider). */
export const routes = {
  authorization: '/authorize',
  pushed_authorization_request: '/request',
  token: '/token',
  userinfo: '/userinfo',
  jwks: '/jwks',
  revocation: '/revoke',
  introspection: '/introspect',
  end_session: '/sign-out',
} as const;

/** Methods of the library's clients that the hub puts its own in the place of. */
interface ClientMethods {
  clientSecret: string;
  dialect: string;
  compareClientSecret(presented: string): boolean;
  /** Whether its ID tokens name the session. */
  includeSid(): boolean;
}

/** Builds the library's provider for one generation of keys. */
export function buildProvider(options: ProviderOptions, ring: KeyRing): Provider {
  const provider = new Provider(options.hub.issuer, configurationOf(options, ring));
  // The hub answers only its issuer's host and sets X-Forwarded-Proto itself (server/only-issuer.ts).
  provider.proxy = true;
  const { prototype } = provider.Client as unknown as { prototype: ClientMethods };
  prototype.compareClientSecret = function compare(presented) {
    return secretMatches(this.clientSecret, presented);
  };
  const { includeSid } = prototype;
  prototype.includeSid = function include() {
    return this.dialect === 'one-login' || includeSid.call(this);
  };
  provider.use(createFailures(options.pages));
  provider.use(oneLoginErrors);
  provider.use(onlyForServices);
  provider.use(toFirstPage);
  provider.use(options.pages.allowReturn);
  provider.use(options.pages.leaveProviderToo);
  provider.use(options.pages.keepLanguage);
  provider.use(options.pages.handOn);
  recordTokens(provider, options.trail);
  return provider;
}

function configurationOf(options: ProviderOptions, ring: KeyRing): Configuration {
  const { hub, acr, attributes, grants, subjects } = options;
  const trustMark = `${hub.issuer}/trust-mark`;
  const secure = hub.issuer.startsWith('https:');
  const cookie = cookieAttributes(secure);
  const subjectOf = (person: string, organisation: string) => subjects.subjectFor(organisation, person);
  const findAccount = createFindAccount({
    services: options.services,
    releases: options.releases,
    life: options.life,
    isBlocked: options.isBlocked,
    hasLeft: options.hasLeft,
    stillVouched: options.stillVouched,
    trustMark,
    signIdentity: createSignIdentity(hub.issuer, trustMark, ring.identity),
    subjectOf,
    mayAct: options.mayAct,
    isLetIn: options.isLetIn,
    previousOf: (person, service) => subjects.takePrevious(service, person),
  });
  return {
    adapter: (model) => noting(options.adapter(model)),
    jwks: { keys: ring.service as NonNullable<Configuration['jwks']>['keys'] },
    routes,
    acrValues: acr.supported,
    claims: claimsByScope(attributes),
    scopes: ['openid', 'offline_access', actingScope],
    subjectTypes: ['pairwise'],
    pairwiseIdentifier: (_context, person, client) => subjectOf(person, String(client.organisation)),
    extraClientMetadata: { properties: ['organisation', 'dialect'] },
    findAccount,
    extraTokenClaims: createActorClaims({ releases: options.releases, subjectOf }),
    loadExistingGrant: (context) => grants.load(context),
    interactions: { policy: options.policy, url: (_context, { uid }) => pathOfSignIn(uid) },
    cookies: {
      names: cookieNames(secure),
      keys: options.cookieSignature,
      long: cookie,
      short: cookie,
    },
    ttl: lifetimes(hub),
    responseTypes: ['code', 'none'],
    pkce: { required: (_context, client) => client.dialect !== 'one-login' },
    clientAuthMethods: [...authenticationMethods, 'none'],
    enabledJWA: enabledAlgorithms,
    rotateRefreshToken: true,
    extraParams: extraParameters(options),
    features: features(options.pages, findAccount),
    renderError: notingFailure(options.pages.renderError),
    fetch: fetchFromServices,
    clientBasedCORS: () => false,
    discovery: {
      ui_locales_supported: [...options.languages],
      claims_parameter_supported: true,
      verified_claims_supported: true,
      trust_frameworks_supported: [trustFramework],
      evidence_supported: ['vouch'],
      claims_in_verified_claims_supported: attributes.map(({ claim }) => claim),
    },
  };
}

const asymmetric = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'] as const;

const enabledAlgorithms: Configuration['enabledJWA'] = {
  clientAuthSigningAlgValues: [...asymmetric],
  requestObjectSigningAlgValues: [...asymmetric],
  idTokenSigningAlgValues: ['ES256', 'RS256'],
};

function extraParameters({ providers, checkAsked }: ProviderOptions): Configuration['extraParams'] {
  return {
    vtr(context, _value, client) {
      if (client.dialect === 'one-login') checkOneLoginRequest(context.oidc.params ?? {});
      checkAsked(client.clientId, context.oidc.params ?? {});
    },
    [joinParameter](_context, value, client) {
      if (value !== undefined && client.clientId !== ownServiceIds.account)
        throw new errors.InvalidRequest(`${joinParameter} is for the hub’s own pages`);
    },
    idp_hint(_context, value) {
      if (value !== undefined && !providers.has(value)) {
        throw new errors.InvalidRequest('idp_hint does not name a provider of this hub');
      }
    },
  };
}

/** A service may ask about and revoke its own tokens only. */
const ownToken = (_context: unknown, client: { clientId: string }, token: { clientId?: string | undefined }) =>
  token.clientId === client.clientId;

/** Of its own tokens, those are active whose person could still be asked for: not blocked, and their provider not switched off. */
const usableToken =
  (findAccount: FindAccount): NonNullable<NonNullable<Configuration['features']>['introspection']>['allowedPolicy'] =>
  async (context, client, token) => {
    if (!ownToken(context, client, token)) return false;
    // One that a service got for itself stands for nobody.
    return !('accountId' in token) || (await findAccount(context, token.accountId, token)) !== undefined;
  };

/** Every claim asked for is null or an object (OpenID Connect Core 5.5.1); `verified_claims` may be a list, and asked-level.ts reads it. */
async function checkClaimsParameter(_context: unknown, claims: { userinfo?: object; id_token?: object }) {
  for (const place of ['userinfo', 'id_token'] as const) {
    const wrong = Object.entries(claims[place] ?? {}).some(
      ([name, wanted]) => name !== 'verified_claims' && (typeof wanted !== 'object' || Array.isArray(wanted)),
    );
    if (wrong) throw new errors.InvalidRequest(`claims.${place} members must be null or objects`);
  }
}

function features(pages: Pages, findAccount: FindAccount): Configuration['features'] {
  return {
    devInteractions: { enabled: false },
    dPoP: { enabled: false },
    resourceIndicators: { enabled: false },
    pushedAuthorizationRequests: { enabled: true },
    requestObjects: { enabled: true },
    claimsParameter: { enabled: true, assertClaimsParameter: checkClaimsParameter },
    clientCredentials: { enabled: true },
    introspection: { enabled: true, allowedPolicy: usableToken(findAccount) },
    revocation: { enabled: true, allowedPolicy: ownToken },
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: pages.signOut,
      postLogoutSuccessSource: pages.signedOut,
    },
  };
}
