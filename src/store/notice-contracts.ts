// What is still to be told to residents, as the store keeps it. Interfaces only, beside contracts.ts.
// Nothing here may hold personal data in clear: recipients and what they are told are sealed, and wiped when they are needed no more.
import type { Language } from '../config/schema/common.ts';
import type { Channel, Kind, NewNotice, NoticeContent } from '../notices/kinds.ts';

/** A notice that a node has taken to send it. */
export interface Notice extends NoticeContent {
  /** Stays the same however often it is sent: GOV.UK Notify's `reference`. */
  id: string;
  kind: Kind;
  channel: Channel;
  language: Language;
  person?: string;
  /** How often it was taken, with this time. From 2 on, nobody knows if an earlier try went through. */
  tries: number;
  /** Seconds since 1970. */
  createdAt: number;
}

/** How a notice stands. */
export interface NoticeStanding {
  state: 'waiting' | 'sent' | 'given-up';
  tries: number;
  /** Notify's own id, once it was sent. */
  notifyId?: string;
  /** Why the last try failed, or why it was given up: a closed word. */
  reason?: string;
  /** When it was sent or given up; seconds since 1970. */
  endedAt?: number;
}

/** What residents are still to be told. */
export interface Notices {
  /**
   * Keeps one to be sent, and returns its id; with `once`, only the first of that name in 30 days.
   * @throws HubError `internal` where its kind does not allow it
   */
  put(notice: NewNotice, once?: string): Promise<string>;
  /** Some that are due, oldest first: they are this node's for so many seconds. */
  take(seconds: number, most: number): Promise<Notice[]>;
  /** Notify has it. Its content is wiped. False when it was not waiting any more. */
  sent(id: string, notifyId: string): Promise<boolean>;
  /** It cannot be sent. Its content is wiped. False when it was not waiting any more. */
  giveUp(id: string, reason: string): Promise<boolean>;
  /** It is due again at a moment (seconds since 1970). */
  later(id: string, dueAt: number, reason: string): Promise<void>;
  /** Undefined when it is unknown, erased or swept. */
  find(id: string): Promise<NoticeStanding | undefined>;
  /** How many wait, and since when the oldest does (seconds since 1970). */
  waiting(): Promise<{ count: number; since?: number }>;
}
