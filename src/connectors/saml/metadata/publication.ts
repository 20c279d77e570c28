// A provider's metadata as the hub holds it: read once, renewed in the background, and kept on the shared database when it came by the network.
// It must never give up a good copy for one that is invalid, expired or weaker, and never use one past its end.
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import type { SamlProvider } from '../../../config/schema/identity-providers.ts';
import type { Health, Upkeep, Warning } from '../../contract.ts';
import { JourneyEnd } from '../../journey-end.ts';
import type { Publication, Published } from '../line.ts';
import type { SamlTools } from '../tools.ts';
import { fetchText, statusAt } from './fetch.ts';
import { warningsOf } from './warnings.ts';
import { weakeningOf } from './weakening.ts';

/** Seconds: a copy is renewed at least daily, at most every five minutes, hourly where the provider says nothing. */
const renewal = { most: 86_400, least: 300, usual: 3600 };
/** How often the shared copy is looked at, in milliseconds: another node may have renewed it, or an operator have dropped it. */
const lookEveryMs = 60_000;

const keptSchema = z.strictObject({ xml: z.string(), fetchedAt: z.number() });
type Kept = z.infer<typeof keptSchema>;
type Held = Kept & { published: Published };

/** Makes the publication of one provider. Nothing is read before it is wanted. */
export function createPublication(provider: SamlProvider, tools: SamlTools): Publication {
  const { metadata } = provider;
  const now = () => Math.floor((tools.clock ?? Date.now)() / 1000);
  const allowPrivateAddress = 'url' in metadata && metadata.allowPrivateAddress;
  const fetching = { allowPrivateAddress, fetch: tools.fetch };
  let held: Held | undefined;
  let triedAt = Number.NEGATIVE_INFINITY;
  let problem: Warning | undefined;
  let loading: Promise<void> | undefined;

  async function signedBy(): Promise<X509Certificate | undefined> {
    if (!('signedBy' in metadata) || metadata.signedBy === undefined) return undefined;
    try {
      return new X509Certificate(await readFile(resolve(tools.folder, metadata.signedBy)));
    } catch (error) {
      throw new JourneyEnd('unavailable', 'metadata: the certificate of the record cannot be read', error);
    }
  }

  async function read(xml: string): Promise<Published> {
    // A file is the operator's own, inside whatever network it names.
    const anyAddress = allowPrivateAddress || 'file' in metadata;
    const { readMetadata } = await import('./parse.ts');
    return readMetadata(xml, {
      entityId: provider.entityId,
      now: now(),
      signedBy: await signedBy(),
      allowPrivateAddress: anyAddress,
    });
  }

  async function fetched(): Promise<string> {
    if ('url' in metadata) return fetchText(metadata.url, fetching);
    try {
      return await readFile(resolve(tools.folder, metadata.file), 'utf8');
    } catch (error) {
      throw new JourneyEnd('unavailable', 'metadata: the file cannot be read', error);
    }
  }

  /** Takes over the copy of the shared database where it is newer, and drops ours where an operator dropped that. */
  async function follow(): Promise<void> {
    if ('file' in metadata) return;
    const kept = keptSchema.safeParse(await tools.kept.find(provider.id)).data;
    if (!kept) {
      if (held) triedAt = Number.NEGATIVE_INFINITY;
      held = undefined;
    } else if (!held || kept.fetchedAt > held.fetchedAt) {
      const published = await read(kept.xml).catch(() => undefined);
      if (published) held = { ...kept, published };
    }
  }

  /** Looks for a newer copy. What it finds replaces the one in use, or is refused and remembered as a problem. */
  async function renew(): Promise<void> {
    triedAt = now();
    try {
      const xml = await fetched();
      const published = await read(xml);
      const weaker =
        held &&
        'url' in metadata &&
        weakeningOf(held.published, published, { signed: metadata.signedBy !== undefined });
      if (weaker) throw new JourneyEnd('invalid', `metadata: ${weaker}`);
      await take({ xml, fetchedAt: triedAt, published });
      problem = undefined;
    } catch (error) {
      if (!(error instanceof JourneyEnd)) throw error;
      await remember(error);
    }
  }

  async function take(found: Held): Promise<void> {
    const changed = held !== undefined && held.xml !== found.xml;
    held = found;
    if ('url' in metadata) await tools.kept.keep(provider.id, { xml: found.xml, fetchedAt: found.fetchedAt });
    if (changed) await tools.kept.changed(provider.id);
  }

  async function remember({ kind, message: detail }: JourneyEnd): Promise<void> {
    const refused = kind === 'invalid';
    const known = problem?.detail === detail;
    problem = { kind: refused ? 'refused' : 'unreachable', detail };
    if (known) return;
    tools.log.warn({ detail }, `${provider.id}: metadata not renewed${held ? ', the last good copy stays' : ''}`);
    if (refused) await tools.kept.refused(provider.id, detail);
  }

  async function load(): Promise<void> {
    await follow();
    if (!held) await renew();
  }

  return {
    async get() {
      if (!held) {
        loading ??= load().finally(() => {
          loading = undefined;
        });
        await loading;
      }
      if (!held) throw new JourneyEnd('unavailable', problem?.detail ?? 'metadata: none');
      const { published } = held;
      if ((published.validUntil ?? Number.POSITIVE_INFINITY) <= now())
        throw new JourneyEnd('unavailable', 'metadata: expired');
      return published;
    },

    async upkeep(): Promise<Upkeep> {
      await follow();
      if (now() >= dueAt({ held, triedAt, failing: problem !== undefined })) await renew();
      return { warnings: warningsOf({ problem, published: held?.published, now: now() }), again: lookEveryMs };
    },

    async probe(): Promise<Health> {
      try {
        if ('url' in metadata) await fetchText(metadata.url, fetching);
        else await answers(await this.get());
        return { up: true, detail: 'answers' };
      } catch (error) {
        if (!(error instanceof JourneyEnd)) throw error;
        return { up: false, detail: error.message };
      }
    },
  };

  async function answers({ signOn }: Published): Promise<void> {
    const url = signOn.redirect ?? signOn.post ?? '';
    const status = await statusAt(url, { allowPrivateAddress: true, fetch: tools.fetch });
    // Asked without a request a provider may well say 400 or 500; a gateway's words mean that nobody is behind it.
    if ([502, 503, 504].includes(status)) throw new JourneyEnd('unavailable', `sign-in address: status ${status}`);
  }
}

interface Due {
  held: Held | undefined;
  triedAt: number;
  failing: boolean;
}

/** When to look for a newer copy, in seconds since 1970. */
function dueAt({ held, triedAt, failing }: Due): number {
  if (!held) return triedAt;
  if (failing) return triedAt + renewal.least;
  const { cacheDuration = renewal.usual, validUntil } = held.published;
  const wanted = validUntil === undefined ? cacheDuration : Math.min(cacheDuration, (validUntil - held.fetchedAt) / 2);
  return held.fetchedAt + Math.min(renewal.most, Math.max(renewal.least, wanted));
}
