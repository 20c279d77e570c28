// The audit trail's vocabulary: one named event a step of a sign-in, and what each may say. Every folder records through it.
// It must never hold personal data: people and accounts appear as keyed pseudonyms, everything else is a closed word or an id of configuration.

import type { Vault } from '../store/contracts.ts';
import type { TrailRows } from '../store/trail-contracts.ts';

export const trailEvents = [
  'sign-in.started',
  'provider.chosen',
  'provider.answered',
  'provider.refused-answer',
  'state.refused',
  'level.graded',
  'level.refused',
  'person.recognised',
  'person.new',
  'person.refused',
  'person.linked',
  'person.asked',
  'person.left-to-officer',
  'person.parted',
  'person.kept-apart',
  'person.erased',
  'person.downloaded',
  'question.answered',
  'question.settled',
  'person.blocked',
  'person.unblocked',
  'link.raised',
  'link.contradicted',
  'case.closed',
  'case.listed',
  'case.opened',
  'case.viewed',
  'case.proposed',
  'assessment.started',
  'assessment.ended',
  'assessment.deleted',
  'authority.granted',
  'authority.listed',
  'authority.viewed',
  'authority.claimed',
  'authority.used',
  'authority.used-for',
  'authority.ended',
  'vouch.listed',
  'vouch.recorded',
  'vouch.viewed',
  'vouch.approved',
  'vouch.refused',
  'vouch.claimed',
  'vouch.not-claimed',
  'vouch.revoked',
  'vouch.repudiated',
  'vouch.downloaded',
  'sign-in.paused',
  'sign-in.resumed',
  'sign-in.assisted',
  'sign-in.unassisted',
  'age.judged',
  'age.listed',
  'age.viewed',
  'age.decided',
  'age.taken-back',
  'matcher.answered',
  'matcher.failed',
  'share.agreed',
  'sign-in.finished',
  'sign-in.gave-up',
  'session.ended',
  'session.replaced',
  'tokens.issued',
  'tokens.reuse-detected',
  'keys.rotated',
  'signal.delivered',
  'signal.failed',
  'signal.given-up',
  'notice.sent',
  'notice.failed',
  'notice.given-up',
  'provider.switched',
  'service.switched',
  'provider.health-changed',
  'provider.metadata-changed',
  'provider.metadata-refused',
  'provider.tried',
  'provider.signed-out',
] as const;
export type TrailEvent = (typeof trailEvents)[number];

/** What happened. `person` and `account` are ids; they are written as pseudonyms. */
export interface Happening {
  event: TrailEvent;
  reference?: string;
  person?: string;
  account?: string;
  /** Ids of configuration and closed words: service, provider, level, outcome, reason. */
  words?: Readonly<Record<string, string | number | boolean>>;
}

/** Writes what happened, in order, durable when it resolves. */
export type Recorder = (...happenings: Happening[]) => Promise<void>;

/** Somebody as the trail names them: for an officer who did what happened. */
export const pseudonymOf = (person: string, vault: Pick<Vault, 'token'>): string => vault.token('trail:person', person);

/** Binds the vocabulary to the store. */
export function createTrail(rows: TrailRows, vault: Vault): Recorder {
  return (...happenings) =>
    rows.append(
      happenings.map(({ event, reference, person, account, words }) => ({
        event,
        ...(reference && { reference }),
        data: {
          ...words,
          ...(person && { person: pseudonymOf(person, vault) }),
          ...(account && { account: vault.token('trail:account', account) }),
        },
      })),
    );
}
