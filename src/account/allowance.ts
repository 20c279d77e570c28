// How often one person may do something on their own pages. It is counted only once they are signed in and their form has been found to be
// theirs. It must never count anything that somebody else can do, or bring them to do: that would be a way to lock a person out.
import type { HubConfig } from '../config/schema/hub.ts';
import { HubError } from '../errors.ts';
import type { LimitRows } from '../store/limit-contracts.ts';

export type Doing = keyof HubConfig['limits']['perPerson'];

/** Counts one more of it. @throws HubError `too_often`, with the seconds to wait */
export type Allow = (doing: Doing, person: string) => Promise<void>;

const hour = 3600;

/** The person is kept as a keyed token only, in one count for all nodes. */
export function createAllowance(limits: HubConfig['limits']['perPerson'], rows: LimitRows): Allow {
  return async (doing, person) => {
    const retryAfter = await rows.take({ name: `person-${doing}`, points: limits[doing], seconds: hour }, person);
    if (retryAfter !== undefined) throw new HubError('too_often', { retryAfter, detail: `${doing} of one person` });
  };
}
