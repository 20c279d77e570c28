// Accounts of invented people for the tests of matching's tables.
import type { Link } from '../../src/store/account-contracts.ts';
import type { OpenStore } from '../../src/store/open.ts';

export const later = 4_000_000_000;
export const before = 1_000_000_000;

export const stamp = { framework: 'gpg44-45', frameworkVersion: '0.4', mappingVersion: 'test' };
export const link: Link = { level: { identity: 'medium', authenticator: 'medium' }, stamp, details: {} };

export const tokenOf = ({ people }: Pick<OpenStore, 'people'>, name: string): string =>
  people.accountOf({ issuer: 'https://central.example', subject: name });

/** Lets an account come in: a new person's, or somebody's whom the hub knows. */
export async function joined(store: Pick<OpenStore, 'people'>, name: string, into?: string) {
  const account = tokenOf(store, name);
  const how = { provider: 'central', ...(into ? { rule: 'proof' as const, into } : { rule: 'new-account' as const }) };
  const made = await store.people.join(account, how, link);
  if (!made) throw new Error(`${name} could not be joined`);
  return { account, person: made.person };
}

/** The person whose an account is. */
export const personOf = async (store: Pick<OpenStore, 'people'>, account: string): Promise<string | undefined> =>
  (await store.people.find(account))?.person;
