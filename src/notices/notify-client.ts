// Talks to GOV.UK Notify with its public client library: sends one notice, or looks for one that may have been sent. It never rejects for what
// the other side did, and must never let out anything of a request or an answer but closed words: the library's errors hold both whole.
import type { NotifyClient } from 'notifications-node-client';
import { z } from 'zod';
import { readLimitedJson } from '../limited.ts';
import type { Notice } from '../store/notice-contracts.ts';

export type Answer =
  /** Notify has it, under this id of its own. */
  | { kind: 'taken'; notifyId: string }
  /** Notify will never take it like this. */
  | { kind: 'refused'; reason: string }
  /** Another try may go well. */
  | { kind: 'failed'; reason: string };

export interface NotifyDoor {
  send(notice: Notice, templateId: string): Promise<Answer>;
  /** `taken` when Notify has one with this notice's id for its reference; undefined when it has none. */
  find(notice: Pick<Notice, 'id'>): Promise<Answer | undefined>;
}

export interface NotifyDoorOptions {
  /** Without a trailing slash. */
  url: string;
  /** Name, service id and secret. */
  key: string;
  /** How long one request may take, in milliseconds. */
  limit: number;
}

const largestAnswer = 1_000_000;

const taken = z.object({ id: z.guid() });
const list = z.object({ notifications: z.array(taken) });
/** Notify's types of errors (REST API, "Error codes"); its messages may change, and are not read. */
const types = [
  'BadRequestError',
  'ValidationError',
  'AuthError',
  'RateLimitError',
  'TooManyRequestsError',
  'PDFNotReadyError',
  'NoResultFound',
] as const;
const refusal = z.object({ errors: z.array(z.object({ error: z.enum(types) })).min(1) });

/** Opens the door. Nothing is sent yet, and the library is loaded with the first notice: a hub serves before it needs it. */
export function createNotifyDoor(options: NotifyDoorOptions): NotifyDoor {
  let loading: Promise<NotifyClient> | undefined;
  const ready = () => {
    loading ??= load(options);
    return loading;
  };
  return {
    send: (notice, templateId) =>
      answerTo(async () => {
        const { status, data } = await post(await ready(), notice, templateId);
        const parsed = status === 201 ? taken.safeParse(data) : undefined;
        return parsed?.success ? { kind: 'taken', notifyId: parsed.data.id } : judged(status, data);
      }),
    find: ({ id }) =>
      answerTo(async () => {
        const { status, data } = await (await ready()).getNotifications(undefined, undefined, id);
        const parsed = status === 200 ? list.safeParse(data) : undefined;
        if (!parsed?.success) return notRefused(judged(status, data));
        const [first] = parsed.data.notifications;
        return first && ({ kind: 'taken', notifyId: first.id } as const);
      }),
  };
}

async function load({ url, key, limit }: NotifyDoorOptions): Promise<NotifyClient> {
  const { NotifyClient } = await import('notifications-node-client');
  const client = new NotifyClient(url, key);
  client.setClient(transport(limit) as unknown as Parameters<NotifyClient['setClient']>[0]);
  return client;
}

/** The address of a letter goes among its fields. */
function post(client: NotifyClient, { channel, to, id: reference, personalisation }: Notice, templateId: string) {
  const lines = [to].flat();
  const [first = ''] = lines;
  switch (channel) {
    case 'email':
      return client.sendEmail(templateId, first, { personalisation, reference });
    case 'sms':
      return client.sendSms(templateId, first, { personalisation, reference });
    case 'letter': {
      const address = Object.fromEntries(lines.map((line, index) => [`address_line_${index + 1}`, line]));
      return client.sendLetter(templateId, { personalisation: { ...personalisation, ...address }, reference });
    }
  }
}

/**
 * What an answer that is no yes means. 400 and 403 are about this notice, and would be said again. Where the key or the clock is wrong
 * (AuthError), nothing is wrong with the notice: it waits until somebody has mended that.
 */
function judged(status: number, data: unknown): Answer {
  const parsed = refusal.safeParse(data);
  const type = parsed.success ? parsed.data.errors[0]?.error : undefined;
  if ((status === 400 || status === 403) && type !== 'AuthError') return { kind: 'refused', reason: type ?? 'refused' };
  if (status >= 200 && status < 300) return { kind: 'failed', reason: 'unreadable' };
  if (status >= 300 && status < 400) return { kind: 'failed', reason: 'redirect' };
  return { kind: 'failed', reason: type ?? 'status' };
}

/** Looking for a notice says nothing about the notice itself. */
const notRefused = (answer: Answer): Answer => (answer.kind === 'refused' ? { ...answer, kind: 'failed' } : answer);

/** What the library asks of the HTTP client that it is given: one call, with an object. */
interface Wanted {
  method: string;
  url: string;
  headers: Record<string, string>;
  data?: unknown;
}

/**
 * The hub's own way over HTTP in place of the library's, which has no time limit, follows redirects with the key, reads answers of any length, and
 * obeys the environment's proxies.
 */
const transport =
  (limit: number) =>
  async ({ method, url, headers, data }: Wanted): Promise<{ status: number; data: unknown }> => {
    const response = await fetch(url, {
      method: method.toUpperCase(),
      headers: {
        ...headers,
        accept: 'application/json',
        ...(data !== undefined && { 'content-type': 'application/json' }),
      },
      ...(data !== undefined && { body: JSON.stringify(data) }),
      redirect: 'manual',
      signal: AbortSignal.timeout(limit),
    });
    return { status: response.status, data: await readLimitedJson(response, largestAnswer) };
  };

async function answerTo<T>(ask: () => Promise<T>): Promise<T | Answer> {
  try {
    return await ask();
  } catch (error) {
    const isLate = error instanceof Error && error.name === 'TimeoutError';
    return { kind: 'failed', reason: isLate ? 'too-slow' : 'no-connection' };
  }
}
