// A case of matching as officers handle it: what it holds, who has opened it, and who has proposed what. Pure.
// It must never count one officer twice where two have to agree.
import type { Json } from '../connectors/contract.ts';
import type { Case } from '../store/contracts.ts';
import type { CaseReason } from '../views/staff-pages.ts';
import type { Compared } from './waterfall.ts';

/** `link` goes with one of the persons. */
export type CaseDecision = { kind: 'link'; person: string } | { kind: 'apart' } | { kind: 'ask' };

/** What a case of matching keeps (written in matching's apply.ts). */
export interface MatchContent {
  /** Whose the account was when the case was opened. */
  person: string;
  provider: string;
  reason: CaseReason;
  /** Who may be meant, likeliest first. */
  persons: string[];
  fourEyes: boolean;
  findings?: { model: string; candidates: (Compared & { person: string; account: string })[] };
  /** Until when it is open for which officer (a person), in seconds since 1970. */
  opened?: Record<string, number>;
  proposal?: { by: string; decision: CaseDecision };
}

export type MatchCase = Omit<Case, 'content'> & { content: MatchContent };

export const asMatchCase = (one: Case | undefined): MatchCase | undefined =>
  one?.kind === 'match' ? { ...one, content: one.content as unknown as MatchContent } : undefined;

export const asContent = (content: MatchContent): Json => content as unknown as Json;

export const isOpenFor = ({ content }: MatchCase, officer: string, now: number): boolean =>
  (content.opened?.[officer] ?? 0) > now;

/** The case with an officer let in until a moment; those whose time is over go. */
export function openedFor({ content }: MatchCase, officer: string, { now, until }: { now: number; until: number }) {
  const still = Object.entries(content.opened ?? {}).filter(([, end]) => end > now);
  return { ...content, opened: { ...Object.fromEntries(still), [officer]: until } };
}

const same = (a: CaseDecision, b: CaseDecision): boolean =>
  a.kind === b.kind && (a.kind !== 'link' || (b.kind === 'link' && a.person === b.person));

export type Weighed =
  /** To be carried out. */
  | { kind: 'decided' }
  /** Kept until another officer has decided. */
  | { kind: 'proposed'; content: MatchContent }
  /** Two officers disagree: neither counts. */
  | { kind: 'disagreed'; content: MatchContent };

/** What an officer's decision comes to. */
export function weigh({ content }: MatchCase, by: string, decision: CaseDecision): Weighed {
  const { proposal, ...rest } = content;
  if (!content.fourEyes) return { kind: 'decided' };
  if (!proposal || proposal.by === by) return { kind: 'proposed', content: { ...rest, proposal: { by, decision } } };
  return same(proposal.decision, decision) ? { kind: 'decided' } : { kind: 'disagreed', content: rest };
}
