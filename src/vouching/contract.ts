// What the pages of officers' checks share: what they are given, and who is at them. It must never name another officer than by the trail's pseudonym.
import type { Gpg45 } from '../config/schema/gpg45.ts';
import type { Organisation } from '../config/schema/services.ts';
import type { Attribute } from '../connectors/contract.ts';
import { HubError } from '../errors.ts';
import type { People, Vault } from '../store/contracts.ts';
import type { Notices } from '../store/notice-contracts.ts';
import type { Vouch, Vouches } from '../store/vouch-contracts.ts';
import type { Recorder } from '../trail/events.ts';
import type { OwnPages } from '../views/own-pages.ts';
import type { At } from '../views/staff-room.ts';
import { type Officer, restsOnVouchAlone } from './officers.ts';
import type { WayToHear } from './words.ts';

export interface VouchingOptions {
  issuer: string;
  /** Whose officers these are. */
  organisation: Organisation;
  gpg45: Gpg45;
  /** How the hub itself can tell people; none where that is not set up. */
  told: readonly Exclude<WayToHear, 'hand'>[];
  vouches: Vouches;
  people: Pick<People, 'accountsOf'>;
  notices: Pick<Notices, 'find'>;
  vault: Pick<Vault, 'token'>;
  trail: Recorder;
}

export type Options = VouchingOptions & { pages: OwnPages; home: string };
export type Handler = (at: At, options: Options) => Promise<void>;

export const room = '/staff/vouching';
/** Seconds that a sign-in of staff may be old (the door keeps to it). */
export const staffFor = 900;

export const seconds = (): number => Math.floor(Date.now() / 1000);

export const officerAt = ({ officer, here }: At): Officer => ({
  person: officer,
  attributes: here.authentication.attributes as unknown as Readonly<Record<string, Attribute>>,
});

/** What the trail keeps of who did something to which record. */
export const wordsOf = ({ officer }: At, id: string, { vault }: Pick<VouchingOptions, 'vault'>) => ({
  vouch: id,
  by: vault.token('trail:person', officer),
});

/** Whether all that is known of who the officer is rests on another officer's check (V1). */
export async function isOnlyVouched({ officer }: At, { people, vouches }: VouchingOptions): Promise<boolean> {
  const accounts = await people.accountsOf(officer);
  const found = await Promise.all(accounts.map(({ account }) => vouches.inForce(account)));
  return restsOnVouchAlone(
    accounts,
    found.some((one) => one !== undefined),
  );
}

/** The record that the address names. @throws HubError `not_found` */
export async function recordAt({ request }: At, { vouches }: VouchingOptions): Promise<Vouch> {
  const found = await vouches.find(String(request.params.id));
  if (!found) throw new HubError('not_found');
  return found;
}
