// Authorities as the store keeps them: who may act for whom. Types only, beside contracts.ts.
// Nothing here may stand in clear at rest: people are keyed tokens, the rest is sealed, codes are hashed.
import type { Language } from '../config/schema/common.ts';
import type { NewNotice } from '../notices/kinds.ts';
import type { Evidence, Relationship } from '../representation/words.ts';

/** Where somebody can be told something, as an officer wrote it down. */
export interface Contact {
  language: Language;
  email?: string;
  phone?: string;
  /** The lines of a letter's address, the postcode last. */
  address?: readonly string[];
}

/** What the council has looked at and written down. */
export interface NewAuthority {
  /** Its reference number; a random id where absent. */
  id?: string;
  /** Whom it is about, as the one who acts reads it. */
  name: string;
  relationship: Relationship;
  evidence: Evidence;
  /** What may be done: words that services are registered for. */
  functions: readonly string[];
  /** Seconds since 1970. */
  endsAt: number;
  /** Who may act, as the person who is acted for reads it. */
  actorName?: string;
  /** Where the person it is about can be told of it. */
  contact?: Contact;
  /** The officer (a person) who wrote it down: never one of the two. Absent for the command line. */
  writtenBy?: string;
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
  /** Persons who had a side before they went into the one who has it now. */
  followed?: readonly string[];
}

/** Which of the two a code was for. */
export type AuthoritySide = 'actor' | 'holder';

/** What comes with the use of a code. */
export interface Claim {
  /** An address that the account of whoever uses it has verified, and their language: the person acted for can be told there. */
  email?: string;
  language: Language;
  /** What the person acted for is told when it comes into force; kept in the same transaction. */
  granted(authority: Authority): NewNotice | undefined;
}

/** An authority that has ended, or was ended, is not there any more: whoever asks hears the same as if there had never been one. */
export interface Authorities {
  /**
   * `codes`: one for each side, each used once. Returns its id.
   * @throws HubError `changed_meanwhile` where one of that reference is there already: nothing is written
   */
  grant(given: NewAuthority, codes: Readonly<Record<AuthoritySide, string>>): Promise<string>;
  /**
   * Makes somebody the one that a code is for; undefined for a code that is not there, or for somebody who is the other side already or wrote it
   * down.
   */
  claim(
    code: string,
    person: string,
    claim?: Claim,
  ): Promise<{ side: AuthoritySide; authority: Authority } | undefined>;
  find(id: string): Promise<Authority | undefined>;
  /** Those that somebody may act by, or that are about them; oldest first. */
  of(side: AuthoritySide, person: string): Promise<Authority[]>;
  all(): Promise<Authority[]>;
  /** Whether somebody acts for somebody, or somebody for them. */
  involve(person: string): Promise<boolean>;
  /** Ends it at once. False where there is none. */
  end(id: string): Promise<boolean>;
}
