// Where providers answer: the connectors, what they need of the hub, and what goes on beside the sign-ins. It decides nothing.
import type { KeyRing } from '../authorization/key-ring.ts';
import type { SwitchableProvider } from '../authorization/switchable.ts';
import type { Config } from '../config/load.ts';
import { createTakeReply } from '../connectors/callback.ts';
import { type ConnectorTools, createConnectors } from '../connectors/index.ts';
import { createSamlKeys } from '../connectors/saml/keys.ts';
import { createServiceMetadata } from '../connectors/saml/service-metadata.ts';
import type { Log } from '../log.ts';
import { startRenewal } from '../matching/renewal.ts';
import { createNotifyDoor } from '../notices/notify-client.ts';
import { requestLimit, startNoticeSender } from '../notices/sender.ts';
import { createKeptMetadata } from '../registry/kept-metadata.ts';
import { startProbes } from '../registry/probes.ts';
import { startUpkeep } from '../registry/upkeep.ts';
import { startSender } from '../signals/sender.ts';
import type { OpenStore } from '../store/open.ts';
import type { Recorder } from '../trail/events.ts';
import type { House } from './house.ts';
import { currentSigningKey } from './signing-key.ts';

/** How often each provider is looked at, in milliseconds. */
const probeEvery = 30_000;
/** How often a node looks for accounts in the matching index that were written with an older key, in milliseconds. */
const renewEvery = 10_000;
/** How often a node looks for what services are to be told, in milliseconds. */
const signalEvery = 1000;
/** How often a node looks for what residents are to be told, in milliseconds. */
const noticeEvery = 1000;
/** How long after the start what providers publish is first looked at, in milliseconds. */
const upkeepAfter = 3000;

/** The person goes to a provider and comes back from it. */
export function whereProvidersAnswer(house: House, { provider }: { provider: SwitchableProvider }) {
  const { hub, providers, store, signIns, trail, life, metrics } = house;
  const { pendingReplies, providerFacts: facts } = store;
  const tools = connectorTools(house, () => provider.ring());
  const connectors = metrics.connectors(createConnectors(providers, tools));
  return {
    connectors,
    takeReply: createTakeReply({ connectors, pendingReplies, facts, signIns, trail, life }),
    samlMetadata: createServiceMetadata({ issuer: hub.issuer, ...tools.saml, providers }),
  };
}

/** What connectors need of the hub; also for a trial from the command line. */
export function connectorTools(
  { hub, folder, attributes: rows, store, trail, log }: ToolsOptions,
  ring: () => KeyRing,
): ConnectorTools {
  const attributes = Object.fromEntries(rows.map((row) => [row.name, row]));
  const entityId = `${hub.issuer}/saml/metadata`;
  return {
    oidc: { clientKey: async () => ring().providerKey, attributes, log },
    saml: {
      entityId,
      keys: createSamlKeys(() => ring().saml, entityId),
      attributes,
      firstUse: (value, expiresAt) => store.usedOnce.first('assertion', value, expiresAt),
      kept: createKeptMetadata(store.providerFacts, trail),
      folder,
      log,
    },
  };
}

type ToolsOptions = Pick<Config, 'hub' | 'folder' | 'attributes'> & { store: OpenStore; trail: Recorder; log: Log };

/** Ends something; settles when what was under way has come to its end. */
export type Stop = () => void | Promise<void>;

/** What goes on beside the sign-ins: looking at providers, keeping fresh what they publish, and telling services and residents. Returns how to stop. */
export function besideSignIns(
  house: House,
  { connectors, ring }: Pick<ReturnType<typeof whereProvidersAnswer>, 'connectors'> & { ring: () => KeyRing },
): Stop[] {
  const { hub, services, store, trail, log, live, metrics, index } = house;
  const { providerFacts: facts, leases, signals } = store;
  const failed = (what: string) => (error: unknown) => log.warn({ error }, what);
  const upkeep = startUpkeep({
    connectors,
    begin: upkeepAfter,
    failed: failed('could not keep fresh what a provider publishes'),
  });
  const probes = startProbes({
    connectors,
    facts,
    leases,
    trail,
    every: probeEvery,
    failed: failed('could not look at a provider'),
  });
  metrics.watch(() =>
    [...live.providers.values()].map(({ id, enabled, temporarilyUnavailable: paused }) => {
      const since = live.health(id)?.since;
      const warnings = upkeep.warnings().get(id) ?? [];
      return { id, enabled, paused, availability: live.availability(id), ...(since && { since }), warnings };
    }),
  );
  const renewal = startRenewal({
    index,
    leases,
    every: renewEvery,
    failed: failed('could not write the matching index again'),
  });
  const sender = startSender({
    issuer: hub.issuer,
    signals,
    addressOf: (service) => services.get(service)?.securityEventUri,
    isOff: (service) => services.get(service)?.enabled === false,
    signingKey: () => currentSigningKey(ring()),
    trail,
    every: signalEvery,
    failed: failed('could not tell services what has changed'),
  });
  return [upkeep.stop, probes, renewal, sender, tellingResidents(house)];
}

/** Sends what residents are to be told, where GOV.UK Notify is set up. Returns how to stop. */
function tellingResidents({ notices, notifyKey: key, store, trail, log }: House): Stop {
  if (!notices || key === undefined) return () => {};
  return startNoticeSender({
    notices: store.notices,
    templates: notices.templates,
    door: createNotifyDoor({ url: notices.notify.url, key, limit: requestLimit }),
    trail,
    every: noticeEvery,
    failed: (error) => log.warn({ error }, 'could not tell residents'),
  });
}
