// Authorities as the store keeps them: who may act for whom. Types only, beside contracts.ts.
// Nothing here may stand in clear at rest: people are keyed tokens, the rest is sealed, codes are hashed.
import type { Evidence, Relationship } from '../representation/words.ts';

/** What the council has looked at and written down. */
export interface NewAuthority {
  /** Whom it is about, as the one who acts reads it. */
  name: string;
  relationship: Relationship;
  evidence: Evidence;
  /** What may be done: words that services are registered for. */
  functions: readonly string[];
  /** Seconds since 1970. */
  endsAt: number;
}

export interface Authority extends NewAuthority {
  id: string;
  /** The person it is about: a person of the hub, or an id for somebody without an account. Services know them by its subject. */
  subject: string;
  /** Who may act; absent until they have used their code. */
  actor?: string;
  /** The person it is about, with an account of their own; absent until they have used their code. */
  holder?: string;
  grantedAt: number;
}

/** Which of the two a code was for. */
export type AuthoritySide = 'actor' | 'holder';

/** An authority that has ended, or was ended, is not there any more: whoever asks hears the same as if there had never been one. */
export interface Authorities {
  /** `codes`: one for each side, each used once. */
  grant(given: NewAuthority, codes: Readonly<Record<AuthoritySide, string>>): Promise<string>;
  /** Makes somebody the one that a code is for; undefined for a code that is not there, or for somebody who is the other side already. */
  claim(code: string, person: string): Promise<{ side: AuthoritySide; authority: Authority } | undefined>;
  find(id: string): Promise<Authority | undefined>;
  /** Those that somebody may act by, or that are about them; oldest first. */
  of(side: AuthoritySide, person: string): Promise<Authority[]>;
  all(): Promise<Authority[]>;
  /** Whether somebody acts for somebody, or somebody for them. */
  involve(person: string): Promise<boolean>;
  /** Ends it at once. False where there is none. */
  end(id: string): Promise<boolean>;
}
