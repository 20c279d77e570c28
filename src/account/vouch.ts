// `/account/vouch`: a code from an officer who has checked who somebody is makes the check count for the account that they are signed in with.
// It must never say why a code was not taken, nor bind a check to another account than this one.

import { londonDay } from '../ages/calendar.ts';
import { atLeast, type Level } from '../assurance/level.ts';
import { HubError } from '../errors.ts';
import { continues, detailsIn, speaksAgainst } from '../matching/continuity.ts';
import { readResumeCode } from '../signin/record.ts';
import type { Vouch } from '../store/vouch-contracts.ts';
import { checkedAttributes } from '../vouching/evidence.ts';
import { stateOf } from '../vouching/standing.ts';
import { nameOf } from '../vouching/tell.ts';
import type { AccountOptions, Handler } from './contract.ts';

export const vouchHome = '/account/vouch';

type At = Parameters<Handler>[0];

const twoSteps: Level = { identity: 'none', authenticator: 'medium' };
const now = (): number => Math.floor(Date.now() / 1000);
const dayAt = (seconds: number): string => londonDay(new Date(seconds * 1000));
const lastDay = ({ endsAt }: Vouch): string => dayAt(endsAt - 1);

export const showVouch: Handler = (at, options) => page(at, options, false);

async function page(at: At, options: AccountOptions, wrong: boolean): Promise<void> {
  const { pages, naming, vouches, acr } = options;
  const { authentication } = at.here;
  const all = await vouches.ofAccount(authentication.account);
  const live = all.filter((vouch) => stateOf(vouch, now()) === 'live');
  const done = (['claimed', 'stopped'] as const).find((one) => one === at.request.query.done);
  const account = naming.providers.get(authentication.provider)?.name;
  pages.show(
    at,
    {
      page: 'account-vouch',
      ...(account && { account }),
      vouches: live.map((vouch) => ({
        name: nameOf(vouch),
        checkedOn: dayAt(vouch.recordedAt),
        ends: lastDay(vouch),
        stop: `${vouchHome}/stop/${vouch.id}`,
      })),
      ...(atLeast(authentication.level, twoSteps) && { code: pages.form(`${vouchHome}/code`, at.here) }),
      // A wish alone would be content with the session as it is.
      signIn: pages.signInPath(at, { acr: acr.uriOf(twoSteps), maxAge: 0 }),
      wrong,
      ...(done && { done }),
      back: '/account',
    },
    wrong ? 400 : 200,
  );
}

/** The record that a code is for, where it may count for this account; the trail alone says why it may not. */
async function claimable(at: At, typed: string, options: AccountOptions): Promise<Vouch | undefined> {
  const code = readResumeCode(typed);
  const vouch = code && (await options.vouches.claimable(code));
  const why = vouch ? await objection(at, vouch, options) : 'unknown';
  if (vouch && !why) return vouch;
  const words = { reason: why ?? 'unknown', ...(vouch && { vouch: vouch.id }) };
  await options.trail({ event: 'vouch.not-claimed', person: at.here.authentication.person, words });
  return undefined;
}

/** Why a check may not count for an account: it is its officers' own, or it, or one before, speaks of somebody else. */
async function objection(
  at: At,
  vouch: Vouch,
  { people, vouches, isHeld }: AccountOptions,
): Promise<string | undefined> {
  const { person, account, level } = at.here.authentication;
  if (!atLeast(level, twoSteps)) return 'one-step';
  if (isHeld(person)) return 'held';
  if ([vouch.officer, vouch.events.approved?.by].includes(person)) return 'officer';
  const found = await people.find(account);
  if (!found || found.person !== person) return 'gone';
  const details = detailsIn(checkedAttributes(vouch.details));
  if (speaksAgainst(details, found, await people.accountsOf(person))) return 'somebody-else';
  const before = await vouches.inForce(account, person);
  return before && !continues(detailsIn(before.attributes), details) ? 'somebody-else' : undefined;
}

/** What was checked, to be looked at before it counts. */
export const checkCode: Handler = async (at, options) => {
  const { pages, naming } = options;
  const { code = '' } = pages.fields(at, at.here);
  await options.allow('codes', at.here.authentication.person);
  const vouch = await claimable(at, code, options);
  if (!vouch) return page(at, options, true);
  const account = naming.providers.get(at.here.authentication.provider)?.name;
  pages.show(at, {
    page: 'account-vouch-check',
    ...(account && { account }),
    name: nameOf(vouch),
    birthdate: vouch.details.birthdate,
    address: vouch.details.address ?? [],
    ends: lastDay(vouch),
    form: pages.form(`${vouchHome}/claim`, at.here),
    code: readResumeCode(code) ?? '',
    back: vouchHome,
  });
};

export const claimVouch: Handler = async (at, options) => {
  const { pages, vouches, trail } = options;
  const { code = '' } = pages.fields(at, at.here);
  await options.allow('codes', at.here.authentication.person);
  const { person, account } = at.here.authentication;
  const vouch = await claimable(at, code, options);
  if (!vouch || !(await vouches.claim(vouch.id, { account, person }))) return page(at, options, true);
  const words = { vouch: vouch.id, identity: vouch.identity };
  await trail({ event: 'vouch.claimed', person, account, words });
  pages.redirect(at, `${vouchHome}?done=claimed`);
};

/** One that counts for this account. @throws HubError `not_found` for any other */
async function named({ request, here }: At, { vouches }: AccountOptions): Promise<Vouch> {
  const all = await vouches.ofAccount(here.authentication.account);
  const found = all.find((vouch) => vouch.id === request.params.id && stateOf(vouch, now()) === 'live');
  if (!found) throw new HubError('not_found');
  return found;
}

export const askToStop: Handler = async (at, options) => {
  const vouch = await named(at, options);
  options.pages.show(at, {
    page: 'account-vouch-stop',
    name: nameOf(vouch),
    checkedOn: dayAt(vouch.recordedAt),
    form: options.pages.form(at.request.path, at.here),
    back: vouchHome,
  });
};

/** V4: at once, and for good. */
export const stopVouch: Handler = async (at, options) => {
  const { pages, vouches, trail } = options;
  pages.fields(at, at.here);
  const { id } = await named(at, options);
  const { person } = at.here.authentication;
  await vouches.end(id, 'repudiated', { by: person });
  await trail({ event: 'vouch.repudiated', person, words: { vouch: id, by: 'person' } });
  pages.redirect(at, `${vouchHome}?done=stopped`);
};
