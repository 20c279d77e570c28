// Writing a check down: the form, what it comes to, and the record. Nothing is kept before the officer has seen what it comes to.
// It must never record anything that the form or the rules about officers (V1) refuse, nor lose what was typed.
import { randomUUID } from 'node:crypto';
import type { VouchContent } from '../store/vouch-contracts.ts';
import type { At } from '../views/staff-room.ts';
import { claimFor, codesOf } from './codes.ts';
import { type Handler, isOnlyVouched, type Options, officerAt, room, seconds, staffFor, wordsOf } from './contract.ts';
import { readVouch, typed, type VouchFields, type Written, type Wrong } from './form.ts';
import { endOfVouch, type VouchedLevel, vouchedLevel } from './level.ts';
import { isAboutThemselves } from './officers.ts';
import { shown } from './show.ts';
import type { WayToHear } from './words.ts';

/** Also by hand, for whom neither a letter nor an e-mail reaches; by hand alone where the hub cannot tell anybody. */
const waysOf = ({ told }: Options): WayToHear[] => [...told, 'hand'];

export const askForRecord: Handler = async (at, options) => form(at, options, {});

function form(at: At, options: Options, fields: VouchFields, wrong?: readonly Wrong[]): void {
  const { pages } = options;
  pages.show(
    at,
    {
      page: 'staff-vouch-new',
      form: pages.form(`${room}/new`, at.here),
      values: typed(fields),
      ...(wrong && { wrong }),
      ways: waysOf(options).map((way) => ({ way })),
      until: (at.here.authentication.authenticatedAt + staffFor) * 1000,
      signIn: pages.signInPath(at, { maxAge: 0 }),
      back: room,
    },
    wrong ? 400 : 200,
  );
}

/** What the form says and what that comes to, or everything that is wrong with it. */
async function judged(
  at: At,
  fields: VouchFields,
  options: Options,
): Promise<{ written: Written; level: VouchedLevel; now: Date } | { wrong: Wrong[] }> {
  const now = new Date();
  const read = readVouch(fields, { now, ways: waysOf(options) });
  if ('wrong' in read) return read;
  const { written } = read;
  if (await isOnlyVouched(at, options)) return { wrong: [{ field: 'given_name', problem: 'only-vouched' }] };
  if (isAboutThemselves(officerAt(at), written.details)) return { wrong: [{ field: 'given_name', problem: 'self' }] };
  const level = vouchedLevel(written, options.gpg45);
  return level ? { written, level, now } : { wrong: [{ field: 'evidence_1_type', problem: 'no-level' }] };
}

function contentOf(
  at: At,
  { written, level }: { written: Written; level: VouchedLevel },
  options: Options,
): VouchContent {
  const { id, name } = options.organisation;
  return { ...written, ...level, officer: at.officer, organisation: { id, name: name.en } };
}

const anId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Shows what it comes to, or the form again with what is wrong; with `change`, the form as it was. */
export const confirmRecord: Handler = async (at, options) => {
  const { pages } = options;
  const fields = pages.fields(at, at.here);
  if (fields.change) return form(at, options, fields);
  const found = await judged(at, fields, options);
  if ('wrong' in found) return form(at, options, fields, found.wrong);
  const endsAt = endOfVouch(found.written.details.birthdate, found.now);
  pages.show(at, {
    page: 'staff-vouch-confirm',
    form: pages.form(`${room}/record`, at.here),
    change: pages.form(`${room}/new`, at.here),
    id: randomUUID(),
    values: typed(fields),
    record: shown({ ...contentOf(at, found, options), endsAt }),
  });
};

/** Writes it down. Sent twice, it is there once. */
export const record: Handler = async (at, options) => {
  const { pages, vouches, vault, trail } = options;
  const fields = pages.fields(at, at.here);
  const found = await judged(at, fields, options);
  const { id = '' } = fields;
  if ('wrong' in found) return form(at, options, fields, found.wrong);
  if (!anId.test(id)) return form(at, options, fields);
  const content = contentOf(at, found, options);
  const recordedAt = seconds();
  const endsAt = endOfVouch(content.details.birthdate, found.now);
  const times = { recordedAt, claimUntil: Math.min(recordedAt + claimFor, endsAt), endsAt };
  if (await vouches.record({ id, content, times, codes: codesOf(vault, id) })) {
    const words = { ...wordsOf(at, id, options), identity: content.identity, profile: content.profile };
    await trail({ event: 'vouch.recorded', words });
  }
  pages.redirect(at, `${room}/${id}?done=recorded`);
};
