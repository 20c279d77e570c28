// What was sent, and how Notify's API tells of it (REST API, "Get message data"). In memory only, and the newest only.
import { randomUUID } from 'node:crypto';
import type { Channel } from '../../notices/kinds.ts';
import type { Order } from './requests.ts';

export interface Sent extends Order {
  id: string;
  createdAt: string;
}

const most = 1000;

export interface Outgoing {
  add(order: Order): Sent;
  find(id: string): Sent | undefined;
  /** Newest first. */
  all(): Sent[];
}

export function createOutgoing(): Outgoing {
  const kept = new Map<string, Sent>();
  return {
    add(order) {
      const sent = { ...order, id: randomUUID(), createdAt: new Date().toISOString() };
      kept.set(sent.id, sent);
      const [oldest] = kept.keys();
      if (kept.size > most && oldest !== undefined) kept.delete(oldest);
      return sent;
    },
    find: (id) => kept.get(id),
    all: () => [...kept.values()].reverse(),
  };
}

interface Where {
  url: string;
  serviceId: string;
}

/** The answer to the request that sent it: 201. */
export function created({ id, reference, template, subject, body }: Sent, { url, serviceId }: Where): object {
  const content: Record<Channel, object> = {
    email: { subject, body, from_email: 'simulated.council@notifications.example', one_click_unsubscribe_url: null },
    sms: { body, from_number: 'COUNCIL' },
    letter: { subject, body },
  };
  return {
    id,
    reference,
    content: content[template.channel],
    uri: `${url}/v2/notifications/${id}`,
    template: { id: template.id, version: 1, uri: `${url}/services/${serviceId}/templates/${template.id}` },
    scheduled_for: null,
  };
}

/** One notification as a GET tells of it: every key is there, most of them empty. */
export function told({ id, reference, template, subject, body, to, createdAt }: Sent, { url }: Where): object {
  const { channel } = template;
  const line = (number: number) => (channel === 'letter' ? (to[number - 1] ?? null) : null);
  return {
    id,
    reference,
    email_address: channel === 'email' ? (to[0] ?? null) : null,
    phone_number: channel === 'sms' ? (to[0] ?? null) : null,
    line_1: line(1),
    line_2: line(2),
    line_3: line(3),
    line_4: line(4),
    line_5: line(5),
    line_6: line(6),
    line_7: line(7),
    postcode: null,
    postage: channel === 'letter' ? 'second' : null,
    type: channel,
    status: channel === 'letter' ? 'accepted' : 'delivered',
    template: { id: template.id, version: 1, uri: `${url}/v2/template/${template.id}/version/1` },
    subject: subject ?? null,
    body,
    created_at: createdAt,
    created_by_name: null,
    sent_at: createdAt,
    completed_at: channel === 'letter' ? null : createdAt,
    scheduled_for: null,
  };
}
