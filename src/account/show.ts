// What is kept of a person in the words of their pages, and as a file. Pure.
// It must never show what another person could be told from: tokens of accounts stay inside.
import type { AttributeRow } from '../config/schema/attributes.ts';
import type { Localised } from '../config/schema/common.ts';
import type { IdentityProvider } from '../config/schema/identity-providers.ts';
import type { Organisation, Service } from '../config/schema/services.ts';
import type { Json } from '../connectors/contract.ts';
import type { Account } from '../store/account-contracts.ts';
import type { TrailRow } from '../store/trail-contracts.ts';
import type { Vouch } from '../store/vouch-contracts.ts';
import { type KnownBy, type LinkedAccount, type Use, type UseEvent, useEvents } from '../views/account-pages.ts';
import type { Knows } from './about.ts';

/** The configuration that gives things their names. */
export interface Naming {
  providers: ReadonlyMap<string, Pick<IdentityProvider, 'name'>>;
  services: ReadonlyMap<string, Pick<Service, 'name' | 'actingFor'>>;
  organisations: ReadonlyMap<string, Pick<Organisation, 'name'>>;
  attributes: readonly Pick<AttributeRow, 'name' | 'label'>[];
}

/** The day (YYYY-MM-DD, UTC) of seconds since 1970. */
const dayOf = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 10);
const momentOf = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** An account that can be taken out: it was linked, and others are left. */
export const canBeUnlinked = ({ rule }: Account, accounts: readonly Account[]): boolean =>
  rule !== 'new-account' && accounts.length > 1;

export function shownAccount(
  account: Account,
  { naming, here, unlink }: { naming: Naming; here: boolean; unlink: string | undefined },
): LinkedAccount {
  const provider = naming.providers.get(account.provider ?? '');
  return {
    ...(provider && { name: provider.name }),
    since: dayOf(account.linkedAt),
    why: account.rule,
    here,
    ...(unlink !== undefined && { unlink }),
  };
}

export function shownKnownBy({ organisation, subject, services }: Knows, naming: Naming): KnownBy {
  const named = (id: string): Localised => ({ en: id, cy: id });
  const labelOf = (name: string) => naming.attributes.find((row) => row.name === name)?.label ?? named(name);
  return {
    organisation: naming.organisations.get(organisation)?.name ?? named(organisation),
    subject,
    services: services.map(({ service, attributes, agreedAt }) => ({
      name: naming.services.get(service)?.name ?? named(service),
      attributes: attributes.map(labelOf),
      since: dayOf(agreedAt),
    })),
  };
}

const isUse = (event: string): event is UseEvent => (useEvents as readonly string[]).includes(event);

/** What a line of the trail says to people; undefined for one that is only for those who look after the hub. */
export function shownUse({ event, at, data }: TrailRow, { services, providers }: Naming): Use | undefined {
  if (!isUse(event)) return undefined;
  const name = services.get(String(data.service ?? ''))?.name ?? providers.get(String(data.provider ?? ''))?.name;
  return { at, event, ...(name && { name }) };
}

/** What of a line is the person's own. The rest is of others: what an account was compared with, and which officer looked. */
const ownWords = ['service', 'provider', 'rule', 'level', 'attributes', 'offline', 'grant', 'authority'] as const;

/** What a download is made of. */
export interface Kept {
  accounts: readonly { account: Account; compared: Json | undefined; checks: readonly Vouch[] }[];
  knownBy: readonly Knows[];
  uses: readonly TrailRow[];
  /** There are more than these. */
  more: boolean;
}

/** What an officer wrote down; who the officer is, and who else spoke, is theirs. */
const copyOfCheck = ({ recordedAt, endsAt, details, evidence, reason, identity, events }: Vouch): Json => ({
  checkedAt: momentOf(recordedAt * 1000),
  endsAt: momentOf(endsAt * 1000),
  details: Object.fromEntries(
    Object.entries(details).map(([name, value]) => [name, typeof value === 'string' ? value : [...value]]),
  ),
  shown: evidence.map(({ type }) => type),
  reason,
  identity,
  events: Object.entries(events).map(([event, { at }]) => ({ event, at: momentOf(at * 1000) })),
});

/** Everything that is kept of somebody and of nobody else, as a person's own copy (UK GDPR, articles 15 and 20). */
export function copyOf({ accounts, knownBy, uses, more }: Kept, madeAt: number): Json {
  return {
    madeAt: momentOf(madeAt),
    accounts: accounts.map(({ account: { provider, rule, linkedAt, link }, compared, checks }) => ({
      provider: provider ?? null,
      linkedBy: rule,
      linkedAt: momentOf(linkedAt * 1000),
      level: { ...link.level },
      details: { ...link.details },
      keptToRecogniseYou: compared ?? null,
      checkedInPerson: checks.map(copyOfCheck),
    })),
    knownBy: knownBy.map(({ organisation, subject, services }) => ({
      organisation,
      subject,
      agreed: services.map(({ service, attributes, agreedAt }) => ({
        service,
        attributes,
        agreedAt: momentOf(agreedAt * 1000),
      })),
    })),
    uses: uses
      .filter(({ event }) => isUse(event))
      .map(({ at, event, reference, data }) => {
        const words = ownWords.flatMap((word) => (data[word] === undefined ? [] : [[word, data[word]] as const]));
        return { at: momentOf(at), event, ...(reference && { reference }), ...Object.fromEntries(words) };
      }),
    ...(more && { olderUsesAreNotHere: true }),
  } satisfies Json;
}
