// Sends what residents are still to be told, beside the sign-ins: again and again until GOV.UK Notify has it, will never take it, or it is too old.
// It must never send one notice twice while it can ask whether it went, nor write down whom it was for or what it said.
import type { NoticesConfig } from '../config/schema/notices.ts';
import { startOutbox, waitAfter } from '../outbox.ts';
import type { Notice, Notices } from '../store/notice-contracts.ts';
import type { Recorder } from '../trail/events.ts';
import type { Answer, NotifyDoor } from './notify-client.ts';

export interface NoticeSenderOptions {
  notices: Notices;
  templates: NoticesConfig['templates'];
  door: NotifyDoor;
  trail: Recorder;
  /** How often to look, in milliseconds. */
  every: number;
  failed(error: unknown): void;
}

/** How long one request to Notify may take, in milliseconds. */
export const requestLimit = 10_000;
/** How long a node has the notices that it takes: a look and a try of each, with as much again to spare. Seconds. */
const lease = (4 * requestLimit) / 1000;
/** How many a node takes at once. */
const batch = 10;
/** Seconds after which it is given up: as long as Notify can say whether it has a notice. */
const tooOld = 7 * 86_400;

/** Begins; returns how to stop. */
export function startNoticeSender(options: NoticeSenderOptions): () => Promise<void> {
  const { notices, every, failed } = options;
  return startOutbox({
    take: () => notices.take(lease, batch),
    send: (notice) => send(notice, options),
    every,
    failed,
  });
}

async function send(notice: Notice, options: NoticeSenderOptions): Promise<void> {
  const { notices, trail } = options;
  const { id, kind, channel, language, person, tries, createdAt } = notice;
  const answer = await answerFor(notice, options);
  const now = Math.floor(Date.now() / 1000);
  const happened = (event: 'notice.sent' | 'notice.failed' | 'notice.given-up', reason?: string) =>
    trail({
      event,
      ...(person !== undefined && { person }),
      words: { notice: id, kind, channel, language, tries, ...(reason !== undefined && { reason }) },
    });
  if (answer.kind === 'taken') {
    if (await notices.sent(id, answer.notifyId)) await happened('notice.sent');
  } else if (answer.kind === 'refused' || now - createdAt >= tooOld) {
    if (await notices.giveUp(id, answer.reason)) await happened('notice.given-up', answer.reason);
  } else {
    await notices.later(id, now + waitAfter(tries - 1, Math.random()), answer.reason);
    // Once is enough to know that something is wrong.
    if (tries === 1) await happened('notice.failed', answer.reason);
  }
}

async function answerFor(notice: Notice, { door, templates }: NoticeSenderOptions): Promise<Answer> {
  // An earlier try may have gone through without an answer, or the node that made it may have gone down.
  const before = notice.tries > 1 ? await door.find(notice) : undefined;
  if (before) return before;
  const templateId = templates[notice.kind]?.[notice.channel]?.[notice.language];
  if (templateId === undefined) return { kind: 'refused', reason: 'no-template' };
  return door.send(notice, templateId);
}
