// The list of records, one record, and the letter that an officer hands over. Every view is in the trail.
// It must never show a code to anybody but the officer who hands it out, nor after it has done its work.
import { HubError } from '../errors.ts';
import type { Vouch } from '../store/vouch-contracts.ts';
import { languageParameter } from '../views/language.ts';
import type { At } from '../views/staff-room.ts';
import { type VouchDone, type VouchLine, type VouchPage, vouchDone } from '../views/vouch-pages.ts';
import { codesOf, printFor } from './codes.ts';
import { type Handler, isOnlyVouched, type Options, officerAt, recordAt, room, seconds, wordsOf } from './contract.ts';
import { type Objection, objectionTo } from './officers.ts';
import { dayAt, lineOf, referenceOf, shown } from './show.ts';
import { stateOf } from './standing.ts';
import { nameOf, stopPath } from './tell.ts';

/** Records on the list. */
const mostListed = 200;

const doneIn = ({ request }: At): { done?: VouchDone } => {
  const done = vouchDone.find((one) => one === request.query.done);
  return done ? { done } : {};
};

/** Records that wait for an officer, of the newest. */
export async function waitingIn({ vouches }: Pick<Options, 'vouches'>): Promise<number> {
  const now = seconds();
  return (await vouches.list(mostListed)).filter((vouch) => stateOf(vouch, now) === 'waiting').length;
}

export const list: Handler = async (at, options) => {
  const { pages, home, vouches, vault, trail } = options;
  const now = seconds();
  const lines = (await vouches.list(mostListed)).map((vouch) => lineOf(vouch, { officer: at.officer, now }));
  const by = vault.token('trail:person', at.officer);
  await trail({ event: 'vouch.listed', words: { by, records: lines.length } });
  const of = (...states: VouchLine['state'][]) => lines.filter(({ state }) => states.includes(state));
  pages.show(at, {
    page: 'staff-vouches',
    waiting: of('waiting'),
    current: of('unclaimed', 'live'),
    ended: of('refused', 'revoked', 'repudiated', 'parted', 'unused', 'expired'),
    record: `${room}/new`,
    ...doneIn(at),
    back: home,
  });
};

/** Why this officer cannot bring a record into force. */
export async function objection(at: At, vouch: Vouch, options: Options): Promise<Objection | undefined> {
  return objectionTo(officerAt(at), vouch) ?? ((await isOnlyVouched(at, options)) ? 'only-vouched' : undefined);
}

const pathOf = ({ id }: Vouch): string => `${room}/${id}`;

/** Whether an officer has the letter to hand over: they said so, and nobody has yet, or the hub could not send it. */
async function letterToHand(vouch: Vouch, options: Options): Promise<boolean> {
  const byHand = vouch.tell.way === 'hand' && stateOf(vouch, seconds()) === 'waiting';
  return byHand || (await isUntold(vouch, options));
}

/** Whether it is in force, and what was to tell the person could not be sent. */
async function isUntold({ events, ...vouch }: Vouch, { notices }: Options): Promise<boolean> {
  const { notice } = events.approved ?? {};
  if (notice === undefined || !['unclaimed', 'live'].includes(stateOf({ events, ...vouch }, seconds()))) return false;
  return (await notices.find(notice))?.state === 'given-up';
}

type Approve = Extract<VouchPage, { page: 'staff-vouch' }>['approve'];

async function approveOf(at: At, vouch: Vouch, options: Options): Promise<Approve> {
  const why = await objection(at, vouch, options);
  if (why) return { objection: why };
  return { form: options.pages.form(`${pathOf(vouch)}/approve`, at.here), byHand: vouch.tell.way === 'hand' };
}

export const view: Handler = async (at, options) => show(at, await recordAt(at, options), options);

/** One record; `wrong` where a form of its page was not whole. */
export async function show(at: At, vouch: Vouch, options: Options, wrong?: 'told' | 'reason'): Promise<void> {
  const { pages, vault, trail, issuer } = options;
  const state = stateOf(vouch, seconds());
  const person = vouch.events.claimed?.by;
  await trail({ event: 'vouch.viewed', ...(person && { person }), words: wordsOf(at, vouch.id, options) });
  const path = pathOf(vouch);
  const mine = vouch.officer === at.officer;
  const prints = mine && ['waiting', 'unclaimed'].includes(state) && seconds() - vouch.recordedAt <= printFor;
  const form = (action: string) => pages.form(`${path}/${action}`, at.here);
  const untold = await isUntold(vouch, options);
  const approve = state === 'waiting' ? await approveOf(at, vouch, options) : undefined;
  pages.show(
    at,
    {
      page: 'staff-vouch',
      reference: referenceOf(vouch),
      state,
      record: shown(vouch),
      since: vouch.recordedAt * 1000,
      mine,
      ...(prints && { code: { text: codesOf(vault, vouch.id).claim, address: `${issuer}/account/vouch` } }),
      ...(untold && { untold }),
      ...((await letterToHand(vouch, options)) && {
        letter: `${path}/letter?${languageParameter}=${vouch.tell.language}`,
      }),
      ...(approve && { approve }),
      ...(state === 'waiting' && { refuse: form('refuse') }),
      ...(['unclaimed', 'live'].includes(state) && { revoke: form('revoke') }),
      download: form('download'),
      ...(wrong && { wrong }),
      ...doneIn(at),
      back: room,
    },
    wrong ? 400 : 200,
  );
}

/** @throws HubError `not_found` where the hub tells the person itself, or it is in force or over */
export const letter: Handler = async (at, options) => {
  const { pages, issuer, organisation, vault, trail } = options;
  const vouch = await recordAt(at, options);
  if (!(await letterToHand(vouch, options))) throw new HubError('not_found');
  await trail({ event: 'vouch.viewed', words: { ...wordsOf(at, vouch.id, options), letter: true } });
  pages.show(at, {
    page: 'staff-vouch-letter',
    name: nameOf(vouch),
    checkedOn: dayAt(vouch.recordedAt),
    address: `${issuer}${stopPath}`,
    code: codesOf(vault, vouch.id).stop,
    help: organisation.help,
    back: pathOf(vouch),
  });
};
