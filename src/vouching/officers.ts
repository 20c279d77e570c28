// Who may check whom, and who may agree to it (V1). Pure.
// It must never let anybody vouch for themselves, nor one officer do alone what takes two.
import { identityAtLeast } from '../assurance/level.ts';
import type { Attribute } from '../connectors/contract.ts';
import { plainName } from '../matching/normalise.ts';
import type { Account } from '../store/account-contracts.ts';
import type { CheckedDetails, Vouch } from '../store/vouch-contracts.ts';
import { needsSecondOfficer } from './level.ts';

/**
 * `self`: by all that the directory says, the record is about the officer. `same-officer`: it takes another one. `only-vouched`: nobody knows
 * the officer but by another's check.
 */
export type Objection = 'self' | 'same-officer' | 'only-vouched';

export interface Officer {
  person: string;
  /** What the staff directory says of them. */
  attributes: Readonly<Record<string, Attribute>>;
}

const firstOf = (names: string | undefined): string => plainName((names ?? '').trim().split(/\s/)[0] ?? '');

/** Whether the names are the officer's own. The directory has no birth date, so a namesake needs another officer, too. */
export function isAboutThemselves({ attributes }: Officer, { given_name, family_name }: CheckedDetails): boolean {
  const own = (name: string) => {
    const value = attributes[name]?.value;
    return typeof value === 'string' ? value : '';
  };
  const family = plainName(own('family_name'));
  return family !== '' && family === plainName(family_name ?? '') && firstOf(own('given_name')) === firstOf(given_name);
}

/** Why an officer may not bring a record into force; undefined where they may. */
export function objectionTo(
  officer: Officer,
  record: Pick<Vouch, 'officer' | 'identity' | 'details'>,
): Objection | undefined {
  if (isAboutThemselves(officer, record.details)) return 'self';
  return needsSecondOfficer(record.identity) && record.officer === officer.person ? 'same-officer' : undefined;
}

/** Whether all that is known of who somebody is rests on an officer's check: no account of theirs has proven it. */
export const restsOnVouchAlone = (accounts: readonly Account[], vouched: boolean): boolean =>
  vouched && !accounts.some(({ link }) => identityAtLeast(link.level.identity, 'low'));
