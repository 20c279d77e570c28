// Where services ask: the first part of the hub. It puts things together, and decides nothing.
import { createAcr } from '../assurance/acr.ts';
import { artefactHooks } from '../authorization/artefact-hooks.ts';
import { createAskedLevel } from '../authorization/asked-level.ts';
import { createCookieSignature } from '../authorization/cookie-signature.ts';
import { createGrants } from '../authorization/grants.ts';
import { createPages } from '../authorization/pages.ts';
import { createPolicy } from '../authorization/policy.ts';
import { buildProvider, type ProviderOptions } from '../authorization/provider.ts';
import { createServiceClients, onlyFinding } from '../authorization/service-clients.ts';
import { createStanding, stands } from '../authorization/standing.ts';
import { createSwitchable } from '../authorization/switchable.ts';
import { createOpenWaitingRequest } from '../authorization/waiting-request.ts';
import { createWhoIsHere } from '../authorization/who-is-here.ts';
import { languages } from '../config/schema/common.ts';
import type { House } from './house.ts';

/** How often a node looks for turned keys, in milliseconds. */
const lookEvery = 2000;

/** A service asks: the OpenID provider towards services, and the request that waits in it while the person signs in. */
export async function whereServicesAsk(house: House) {
  const { hub, organisations, services, providers, assurance, attributes, store, log, trail, compose, acting } = house;
  const { issuer, lifetimes } = hub;
  const { authentications, releases, agreements, serviceMatches, subjects } = store;
  const acr = createAcr(issuer, assurance);
  const askedLevel = createAskedLevel(acr, assurance.vtr);
  const { has: isBlocked, left: hasLeft } = house.blocked;
  const standing = createStanding({ authentications, life: house.life, isBlocked, hasLeft });
  const lifetime = lifetimes.refreshToken;
  const grants = createGrants({
    services,
    attributes,
    acr,
    standing,
    askedLevel,
    releases,
    agreements,
    serviceMatches,
    lifetime,
  });
  const findClient = createServiceClients({ services, attributes, serviceKeys: house.serviceKeys });
  const artefacts = store.artefacts(artefactHooks);
  const options: ProviderOptions = {
    hub,
    languages,
    acr,
    services,
    attributes,
    adapter: (model) => (model === 'Client' ? onlyFinding(findClient) : artefacts(model)),
    policy: createPolicy({ services, standing, askedLevel }),
    grants,
    releases,
    life: house.life,
    isBlocked,
    hasLeft,
    stillVouched: (id) => store.vouches.stillStands(id),
    mayAct: async ({ id, subject }, person) => (await acting.by(id, person))?.subject === subject,
    isLetIn: async (person, service, band) => (await house.letIn(person, service, band)) !== undefined,
    subjects,
    pages: createPages({ issuer, compose, log, services, organisations, providers, standing, leaving: house.leaving }),
    trail,
    providers,
    checkAsked(clientId, parameters) {
      const service = services.get(clientId);
      if (service) askedLevel(service, parameters);
    },
    cookieSignature: createCookieSignature(store.vault.derive('cookies')),
  };
  const provider = await createSwitchable({
    keys: store.keys,
    build: (ring) => buildProvider(options, ring),
    every: lookEvery,
    failed: (error) => log.warn({ error }, 'could not look for turned keys'),
  });
  const session = { authentications, life: house.life, isBlocked, hasLeft };
  const waiting = { services, attributes, askedLevel, grants, authentications, provider: provider.current };
  return {
    provider,
    open: createOpenWaitingRequest({ ...waiting, acting, stands: (claimed) => stands(claimed, session) }),
    whoIsHere: createWhoIsHere({ ...session, provider: provider.current }),
    acr,
  };
}
