// What the pages of the officers' room for authorities share. Types, and what every page of them needs.
// Nothing here may name anybody but to an officer who has opened what they look at.
import type { Service } from '../../config/schema/services.ts';
import type { Authorities, Authority } from '../../store/authority-contracts.ts';
import type { People, Vault } from '../../store/contracts.ts';
import type { Recorder } from '../../trail/events.ts';
import type { AuthorityLine } from '../../views/authority-pages.ts';
import type { OwnPages } from '../../views/own-pages.ts';
import type { At } from '../../views/staff-room.ts';
import { lastDayOf } from '../authority.ts';
import { servicesOf, type Telling } from '../telling.ts';

export interface AuthoritiesOptions {
  authorities: Pick<Authorities, 'all' | 'find' | 'grant' | 'end'>;
  people: Pick<People, 'blocked' | 'block' | 'unblock'>;
  services: ReadonlyMap<string, Service>;
  telling: Telling;
  /** Without a trailing slash. */
  issuer: string;
  vault: Pick<Vault, 'token'>;
  trail: Recorder;
}

export type Options = AuthoritiesOptions & { pages: OwnPages; home: string };
export type Handler = (at: At, options: Options) => Promise<void>;

export const list = '/staff/authorities';

/** An authority without its names. */
export function lineOf(authority: Authority, { services }: Pick<Options, 'services'>): AuthorityLine {
  const { id, relationship, evidence, endsAt, actor, holder } = authority;
  return {
    reference: id,
    path: `${list}/${id}`,
    relationship,
    evidence,
    services: servicesOf(authority, services.values()).map(({ name }) => name),
    until: lastDayOf(endsAt),
    claimed: { actor: actor !== undefined, holder: holder !== undefined },
  };
}

/** The way in which the person acted for hears of it; a text message says too little for the first notice. */
export function toldBy(told: Parameters<Telling['wayTo']>[0], telling: Telling): 'letter' | 'email' | undefined {
  const way = telling.wayTo(told, 'grant-notice');
  return way === 'sms' ? undefined : way;
}
