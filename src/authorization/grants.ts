// Grants: what a person let a service have, and the claims that go with it. Released claims belong to the grant,
// never to the browser session, so that a later sign-in in the same browser cannot change what an earlier token says.
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import { bandIn, comesIn } from '../ages/policy.ts';
import type { Acr } from '../assurance/acr.ts';
import type { AttributeRow } from '../config/schema/attributes.ts';
import type { Service } from '../config/schema/services.ts';
import type { Json } from '../connectors/contract.ts';
import { attributesFor } from '../matching/own-matcher.ts';
import { randomText } from '../random.ts';
import { requestedAttributes } from '../release/claims.ts';
import { oneLoginClaims } from '../release/one-login.ts';
import { actingScope } from '../representation/claims.ts';
import type { Agreements, Releases } from '../store/authentication-contracts.ts';
import type { ServiceMatches } from '../store/contracts.ts';
import { worthOf } from '../vouching/worth.ts';
import type { AskedLevel } from './asked-level.ts';
import { type GrantRequest, releaseOf } from './release-of.ts';
import type { Standing } from './standing.ts';
import { ownClaims } from './told-claims.ts';

export interface GrantsOptions {
  services: ReadonlyMap<string, Service>;
  attributes: readonly AttributeRow[];
  acr: Acr;
  standing: Standing;
  askedLevel: AskedLevel;
  releases: Releases;
  agreements: Agreements;
  serviceMatches: ServiceMatches;
  /** How long a release is kept, in seconds: as long as its grant lives. */
  lifetime: number;
}

export interface Grants {
  /** Makes and stores a grant with its release. Returns its id. */
  issue(provider: Provider, request: GrantRequest): Promise<string>;
  /** oidc-provider's `loadExistingGrant`: the grant of this request, or a new one where everything was agreed to before. */
  load(context: KoaContextWithOIDC): Promise<InstanceType<Provider['Grant']> | undefined>;
}

export function createGrants(options: GrantsOptions): Grants {
  const {
    services,
    attributes: rows,
    acr,
    standing,
    askedLevel,
    releases,
    agreements,
    serviceMatches,
    lifetime,
  } = options;

  async function issue(provider: Provider, request: GrantRequest): Promise<string> {
    const { service, authentication, attributes, scope } = request;
    const id = randomText(32);
    const grant = new provider.Grant({ accountId: authentication.person, clientId: service.id });
    grant.jti = id;
    grant.addOIDCScope(scope);
    const names = rows.filter((row) => attributes.includes(row.name));
    const named = names.flatMap((row) => [row.claim, row.verifiedClaim ?? row.claim]);
    grant.addOIDCClaims([...ownClaims, ...named, ...Object.values(oneLoginClaims)]);
    const release = releaseOf(request, { rows, acr });
    const expiresAt = Math.floor(Date.now() / 1000) + lifetime;
    const of = { person: authentication.person, expiresAt };
    await releases.put(id, release as unknown as Json, of, () => grant.save());
    return id;
  }

  async function load(context: KoaContextWithOIDC) {
    const { oidc } = context;
    const answered = oidc.result?.consent?.grantId;
    if (answered) return oidc.provider.Grant.find(answered);
    if (oidc.promptPending('login') || oidc.promptPending('consent')) return undefined;
    const service = services.get(oidc.client?.clientId ?? '');
    const authentication = await standing(context);
    if (!service || !authentication) return undefined;
    // Their age stops them here: the hub's pages say so.
    const { attributes: said } = worthOf(authentication, service);
    if (!comesIn(service, bandIn(said, new Date()))) return undefined;
    const scope = text(oidc.params?.scope) ?? 'openid';
    // For whom it is, the hub asks each time.
    if (service.actingFor && scope.split(' ').includes(actingScope)) return undefined;
    const claims = text(oidc.params?.claims);
    const match = service.matcher && (await serviceMatches.find(authentication.person, service.id));
    // Its matcher has not found the person yet: that is done on the hub's pages.
    if (service.matcher && !match) return undefined;
    const attributes = attributesFor(match, requestedAttributes({ scope, claims }, service, rows), service.matcher);
    if (!(await agreedTo(authentication.person, service, attributes))) return undefined;
    const asked = askedLevel(service, oidc.params ?? {});
    const id = await issue(oidc.provider, { service, authentication, attributes, scope, claims, asked, match });
    return oidc.provider.Grant.find(id);
  }

  async function agreedTo(person: string, service: Service, attributes: readonly string[]): Promise<boolean> {
    if (attributes.length === 0 || service.own) return true;
    const agreed = await agreements.find(person, service.id);
    return attributes.every((name) => agreed?.includes(name));
  }

  return { issue, load };
}

const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
