// The accounts of a case side by side, as an officer who has opened it sees them. It must never be asked for while the case is masked.
import { identityAtLeast } from '../assurance/level.ts';
import type { Localised } from '../config/schema/common.ts';
import type { Account } from '../store/account-contracts.ts';
import type { People } from '../store/contracts.ts';
import type { MatchIndex } from '../store/matching-contracts.ts';
import type { Side } from '../views/staff-pages.ts';

export interface SidesOptions {
  people: Pick<People, 'find' | 'accountsOf'>;
  matchIndex: Pick<MatchIndex, 'contentOf'>;
  providers: ReadonlyMap<string, { name: Localised }>;
}

type Details = { given_name?: string; family_name?: string; birthdate?: string; address?: Record<string, string> };

const addressParts = ['street_address', 'locality', 'region', 'postal_code', 'uprn'] as const;

/** An account with the details that are kept of it. */
export async function sideOf(account: Account, { matchIndex, providers }: SidesOptions): Promise<Side> {
  const provider = providers.get(account.provider ?? '');
  const kept = (await matchIndex.contentOf(account.account)) as Details | undefined;
  const { given_name, family_name, birthdate, address }: Details = { ...account.link.details, ...kept };
  const lines = addressParts.flatMap((part) => address?.[part]?.split('\n') ?? []);
  return {
    ...(provider && { provider: provider.name }),
    identity: account.link.level.identity,
    since: new Date(account.linkedAt * 1000).toISOString().slice(0, 10),
    ...(given_name && { given: given_name }),
    ...(family_name && { family: family_name }),
    ...(birthdate && { birthdate }),
    ...(lines.length > 0 && { address: lines.join(', ') }),
  };
}

/** The account of a person that was compared, else the one that has proven most; undefined for somebody who is gone. */
export async function accountToShow(
  person: string,
  compared: string | undefined,
  { people }: SidesOptions,
): Promise<Account | undefined> {
  const accounts = await people.accountsOf(person);
  const [first] = accounts.toSorted((a, b) => (identityAtLeast(a.link.level.identity, b.link.level.identity) ? -1 : 1));
  return accounts.find(({ account }) => account === compared) ?? first;
}
