// Accounts of invented people for the tests of matching's tables.
import type { Link } from '../../src/store/account-contracts.ts';
import type { Sector } from '../../src/store/matching-contracts.ts';
import type { OpenStore } from '../../src/store/open.ts';
import { organisationToken, personToken } from '../../src/store/subjects.ts';
import { rawQuery } from '../support/raw-database.ts';
import type { Opened } from '../support/stores.ts';

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

/** Two organisations: one with two services, one with one. */
export const sectors: readonly Sector[] = [
  { organisation: 'town', services: ['parking', 'bins'] },
  { organisation: 'shire', services: ['library'] },
];

/** Who an account goes from and to. */
export interface Way {
  account: string;
  from: string;
  to: string;
}

export const moved = ({ moves }: Pick<OpenStore, 'moves'>, way: Way) =>
  moves.move({ ...way, rule: 'proof', link, sectors });

/** Lets somebody be met by an organisation, at a moment of its own: of two people, the one who was met first keeps their subject. */
export async function met(
  { store, settings }: Pick<Opened, 'store' | 'settings'>,
  { organisation = 'town', person, at }: { organisation?: string; person: string; at: number },
): Promise<string> {
  const subject = await store.subjects.subjectFor(organisation, person);
  const sector = organisationToken(store.vault, organisation);
  const holder = personToken(store.vault, person);
  const row = `organisation = '${sector}' AND holder = '${holder}'`;
  await rawQuery(settings, `UPDATE subjects SET issued_at = ${at} WHERE ${row}`);
  return subject;
}
