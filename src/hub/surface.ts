// Everything that answers over HTTP, put together. It decides nothing.

import type { Acr } from '../assurance/acr.ts';
import { trustMark } from '../assurance/trust-mark.ts';
import { createAskedToLeave } from '../authorization/asked-to-leave.ts';
import { didDocument } from '../authorization/one-login/core-identity.ts';
import type { SwitchableProvider } from '../authorization/switchable.ts';
import type { OpenWaitingRequest } from '../authorization/waiting-request.ts';
import type { WhoIsHere } from '../authorization/who-is-here.ts';
import { createWays } from '../choice/ways.ts';
import type { TakeReply } from '../connectors/callback.ts';
import type { Connector } from '../connectors/contract.ts';
import { createResumption } from '../pause/resume.ts';
import { createApp } from '../server/app.ts';
import { createAssurancePage } from '../server/assurance-page.ts';
import { createErrorPages } from '../server/error-pages.ts';
import { healthRoutes } from '../server/health.ts';
import { createLimits } from '../server/limits.ts';
import { createResumeRoutes } from '../server/resume-routes.ts';
import { createSignInRoutes } from '../server/sign-in-routes.ts';
import { createVouchRoutes } from '../server/vouch-routes.ts';
import { createFormTokens } from '../signin/form-token.ts';
import type { Step } from '../signin/step.ts';
import { assetsRouter } from '../views/assets.ts';
import type { House } from './house.ts';
import { roomsOf } from './rooms.ts';

interface Surfacing {
  steps: Step[];
  provider: SwitchableProvider;
  open: OpenWaitingRequest;
  takeReply: TakeReply;
  samlMetadata: () => Promise<string | undefined>;
  connectors: ReadonlyMap<string, Connector>;
  whoIsHere: WhoIsHere;
  acr: Acr;
}

const waysOf = ({ providers, assurance, life, live }: House) =>
  createWays({
    providers,
    assurance,
    life,
    isUp: (id) => live.availability(id) !== 'unavailable',
  });

/** Everything that answers over HTTP. */
export function surface(house: House, surfacing: Surfacing) {
  const { steps, provider, open, takeReply, samlMetadata, connectors, acr } = surfacing;
  const { hub, organisations, services, assurance, store, log, metrics, trail, gathered, compose, signIns } = house;
  const { issuer, lifetimes } = hub;
  const { providers, shedding, draining } = house;
  const { resumeCodes } = store;
  const resumption = createResumption({ resumeCodes, signIns, trail, freshFor: lifetimes.session });
  const formTokens = createFormTokens(store.vault.derive('form-tokens'));
  const lifetime = lifetimes.journey;
  return createApp({
    issuer,
    letGo: draining.letGo,
    observe: metrics.observe,
    limits: createLimits({ limits: hub.limits, rows: store.limits, services, underWay: store.underWay, shedding }),
    count: shedding.count,
    trustedProxies: hub.trustedProxies,
    health: healthRoutes({ ready: store.ping, isFull: shedding.isFull, isStopping: draining.begun }),
    assets: assetsRouter(house.folder),
    signIn: createSignInRoutes({
      issuer,
      steps,
      signIns,
      organisations,
      open,
      resumption,
      formTokens,
      compose,
      ways: waysOf(house),
      trail,
      gathered,
      pendingReplies: store.pendingReplies,
      authentications: store.authentications,
      lifetimes,
    }),
    resume: createResumeRoutes({
      issuer,
      resumption,
      services,
      organisations,
      providers,
      formTokens,
      compose,
      lifetime,
    }),
    own: [
      createVouchRoutes({ issuer, vouches: store.vouches, organisations, formTokens, compose, trail }),
      ...roomsOf(house, { ...surfacing, formTokens }),
    ],
    takeReply,
    wayBack: house.leaving.back,
    askedToLeave: createAskedToLeave({
      provider: provider.current,
      connectors,
      authentications: store.authentications,
      trail,
    }),
    clientKeys: () => provider.ring().provider,
    samlMetadata,
    identityKeys: () => didDocument(issuer, provider.ring().identity),
    trustMark: trustMark(issuer, assurance),
    assurancePage: createAssurancePage({
      issuer,
      assurance,
      acr,
      providers,
      services,
      compose,
    }),
    services: (request, response) => provider.handle(request, response),
    compose,
    errorPages: createErrorPages({ issuer, compose, log, signIns, services, organisations }),
  });
}
