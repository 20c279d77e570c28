// Records in the words of the officers' pages. Pure. A line of the list must never hold anything of the person.
import { londonDay } from '../ages/calendar.ts';
import type { Vouch } from '../store/vouch-contracts.ts';
import type { VouchLine, VouchShown } from '../views/vouch-pages.ts';
import { room } from './contract.ts';
import { needsSecondOfficer } from './level.ts';
import { stateOf } from './standing.ts';
import { nameOf } from './tell.ts';

/** What a record is called on pages. */
export const referenceOf = ({ id }: Pick<Vouch, 'id'>): string => id.slice(0, 8).toUpperCase();

/** The day (YYYY-MM-DD) in London of a moment (seconds since 1970); with `last`, of the moment before it. */
export const dayAt = (at: number, last?: 'last'): string => londonDay(new Date((last ? at - 1 : at) * 1000));

export function lineOf(vouch: Vouch, { officer, now }: { officer: string; now: number }): VouchLine {
  const { id, identity, recordedAt, endsAt } = vouch;
  return {
    reference: referenceOf(vouch),
    path: `${room}/${id}`,
    state: stateOf(vouch, now),
    identity,
    since: recordedAt * 1000,
    ends: dayAt(endsAt, 'last'),
    mine: vouch.officer === officer,
    fourEyes: needsSecondOfficer(identity),
  };
}

export function shown(vouch: Omit<Vouch, 'id' | 'events' | 'recordedAt' | 'claimUntil'>): VouchShown {
  const { method, evidence, activity, fraud, verification, voucher, identity, profile, details } = vouch;
  return {
    method,
    evidence,
    activity,
    fraud,
    verification,
    ...(voucher && { voucher }),
    note: vouch.reason,
    identity,
    profile,
    name: nameOf({ details }),
    birthdate: details.birthdate,
    address: details.address ?? [],
    checks: vouch.checks.map((check) => ({ method: check.method })),
    ends: dayAt(vouch.endsAt, 'last'),
    fourEyes: needsSecondOfficer(identity),
    way: vouch.tell.way,
  };
}
