// What becomes of a record: an officer brings it into force, refuses or ends it, or takes it along as a file.
// It must never bring one into force without somebody being told of it (V4), nor by an officer who may not (V1).
import { HubError } from '../errors.ts';
import { codesOf } from './codes.ts';
import { type Handler, recordAt, room, seconds, wordsOf } from './contract.ts';
import { recordAsFile } from './evidence.ts';
import { referenceOf } from './show.ts';
import { stateOf } from './standing.ts';
import { noticeOf } from './tell.ts';
import { objection, show } from './view.ts';
import { endReasons } from './words.ts';

export const approve: Handler = async (at, options) => {
  const { pages, vouches, vault, trail, issuer, organisation } = options;
  const fields = pages.fields(at, at.here);
  const vouch = await recordAt(at, options);
  if (await objection(at, vouch, options)) return show(at, vouch, options);
  const { stop: code } = codesOf(vault, vouch.id);
  const notice = noticeOf(vouch, { issuer, organisation, code });
  // Nobody is told by the hub: then an officer has to have done it.
  if (!notice && fields.told !== 'yes') return show(at, vouch, options, 'told');
  if (!(await vouches.approve(vouch.id, at.officer, notice))) throw new HubError('changed_meanwhile');
  await trail({ event: 'vouch.approved', words: { ...wordsOf(at, vouch.id, options), told: vouch.tell.way } });
  pages.redirect(at, `${room}/${vouch.id}?done=approved`);
};

/** Ends one that waits, or one that was approved; each with a reason. */
const ending =
  (how: 'refused' | 'revoked', from: readonly string[]): Handler =>
  async (at, options) => {
    const { pages, vouches, trail } = options;
    const fields = pages.fields(at, at.here);
    const vouch = await recordAt(at, options);
    if (!from.includes(stateOf(vouch, seconds()))) throw new HubError('changed_meanwhile');
    const reason = endReasons.find((one) => one === fields.reason);
    if (!reason) return show(at, vouch, options, 'reason');
    if (!(await vouches.end(vouch.id, how, { by: at.officer, reason }))) throw new HubError('changed_meanwhile');
    const person = vouch.events.claimed?.by;
    const words = { ...wordsOf(at, vouch.id, options), reason };
    await trail({ event: `vouch.${how}`, ...(person && { person }), words });
    pages.redirect(at, `${room}?done=${how}`);
  };

export const refuse = ending('refused', ['waiting']);
export const revoke = ending('revoked', ['unclaimed', 'live']);

export const download: Handler = async (at, options) => {
  const { pages, vault, trail } = options;
  pages.fields(at, at.here);
  const vouch = await recordAt(at, options);
  const person = vouch.events.claimed?.by;
  await trail({ event: 'vouch.downloaded', ...(person && { person }), words: wordsOf(at, vouch.id, options) });
  const file = recordAsFile(vouch, (one) => vault.token('trail:person', one));
  pages.file(at, `check-${referenceOf(vouch)}.json`, file);
};
