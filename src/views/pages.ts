// Every page that the hub can show, with exactly what it needs: one type, so that a step cannot forget a word and a template
// cannot read what is not there. Nothing here may hold more of a person than the page shows.

import type { Level } from '../assurance/level.ts';
import type { AgeBand, AgePolicy, KnownBand } from '../config/schema/ages.ts';
import type { Language, Localised } from '../config/schema/common.ts';
import type { Question } from '../config/schema/question.ts';
import type { Organisation } from '../config/schema/services.ts';
import type { Send } from '../connectors/contract.ts';
import type { ErrorCode } from '../errors.ts';
import type { Relationship } from '../representation/words.ts';
import type { AccountPage } from './account-pages.ts';
import type { StaffAgePage } from './age-pages.ts';
import type { AssessmentPage } from './assessment-pages.ts';
import type { AuthorityPage } from './authority-pages.ts';
import type { ChoicePage } from './choice-pages.ts';
import type { Form } from './form.ts';
import type { StaffPage } from './staff-pages.ts';
import type { VouchPage } from './vouch-pages.ts';

/** What every page knows besides its own data. */
export interface Frame {
  language: Language;
  /** Path and query of this page in the other language; absent where switching makes no sense. */
  otherLanguage?: string;
  /** Whose service this is: name, colour, logo and help. Absent on pages that belong to no journey. */
  organisation?: Organisation;
  /** Name of the service that the person came from. */
  service?: Localised;
  /** CSP nonce for the page's own style and script. */
  nonce: string;
  /** What the person can tell whoever helps them, to be found by; on pages of a sign-in. */
  reference?: string;
  /** Form that gives up and goes back to the service; absent where there is none to go back to. */
  cancel?: Form;
  /** How long the page can be used; absent where it can be for ever. */
  time?: PageTime;
  /** The page with all the ways on; absent outside a sign-in. */
  ways?: string;
}

export interface PageTime {
  /** Milliseconds since 1970. */
  until: number;
  /** Seconds from now, so that a browser whose clock is wrong counts right. */
  left: number;
  /** Form that gets more time, or the address of a new sign-in that does; absent where there is no more to get. */
  more?: (Form & { back?: string }) | { href: string };
  /** Where to begin again when it is over. */
  over: string;
}

export type Page =
  | AccountPage
  | AuthorityPage
  | StaffPage
  | VouchPage
  | AssessmentPage
  | ChoicePage
  | StaffAgePage
  | {
      page: 'share';
      form: Form;
      provider: Localised;
      /** `purpose` is the service's own reason, as it wrote it. `age` is what stands for an age under `share.age`. */
      rows: { label: Localised; lines: string[]; age?: AgeBand | 'yes' | 'no'; purpose?: string }[];
      /** An address is among them: the form has a field for one that is not out of date. What was typed comes back where it was wrong. */
      correct?: { wrong: boolean; typed: string };
      /** What the service asked for and this account cannot give. */
      missing: Localised[];
      /** Some of them are not the account's: an officer has checked them in person. */
      checkedInPerson?: boolean;
      /** Whom the person acts for. */
      onBehalf?: string;
      /** The service asked to look up the same things later (offline access). */
      later: boolean;
      /** Somebody from the council helps the person, since a moment (milliseconds since 1970). */
      assisted?: { since: number };
    }
  | {
      /** The sign-in cannot go on today. The code leads back to it; the form goes on with another account. */
      page: 'waiting';
      form: Form;
      why: 'provider' | 'officer' | 'person';
      provider?: Localised;
      resumeCode: string;
      reference: string;
      /** The last day of the code (YYYY-MM-DD). */
      until: string;
    }
  | {
      /** Whether the person has used another account here; nothing of whoever they may be. */
      page: 'question';
      form: Form;
      /** There is a question, and a try left. */
      canAnswer: boolean;
      /** The person pressed Continue without choosing. */
      wrong: boolean;
    }
  | { page: 'question-answer'; form: Form; question: Question; wrong: 'empty' | 'pattern' | undefined }
  /** After an answer, right or wrong. */
  | { page: 'question-answered'; form: Form; again: boolean }
  | {
      /** Two accounts of one sitting: whether they are the same person's. */
      page: 'question-join';
      form: Form;
      accounts: Localised[];
      wrong: boolean;
    }
  | {
      /** The service's own matcher did not find the person: one question, in the service's words. */
      page: 'service-question';
      form: Form;
      question: Question;
      refused: 'empty' | 'pattern' | undefined;
    }
  | {
      /** People of this age do not come in by themselves: the rule, the ways on, and the way back (the frame's cancel form). */
      page: 'age';
      policy: Exclude<AgePolicy, 'allow'>;
      band: KnownBand;
      /** A parent can get codes at the council, with which the child comes in. */
      parentCode?: true;
      /** An officer has said no: from which day (YYYY-MM-DD) on the person can ask again. */
      askAgain?: string;
      /** Of the sign-in, or of the case that an officer looks at. */
      reference: string;
      /** Form that leads to the choice of another account. */
      again?: Form;
    }
  /** The service's own matcher gave no answer that can be used. The form asks it again. */
  | { page: 'matcher-unavailable'; form: Form; reference: string }
  | {
      /** For whom the sign-in is: for oneself, or for somebody whom one may act for. */
      page: 'acting-for';
      form: Form;
      people: { id: string; name: string; relationship: Relationship }[];
      wrong: boolean;
    }
  | { page: 'resume'; form: Form; wrong: boolean }
  | {
      /** The code was right: where to begin again, and what will happen then. */
      page: 'resumed';
      home: string;
      provider?: Localised;
      /** What was waited for has come. */
      answered: boolean;
      officer?: boolean;
    }
  | {
      /** The person signed in as somebody else than the one the browser is signed in as. */
      page: 'different-person';
      form: Form;
    }
  | {
      /**
       * On the way to another site after a form: a page and not a redirect, because browsers hold a form's redirects to the
       * page's `form-action`, and the other site may lead on to sites that nobody here knows. It goes on by itself (meta
       * refresh, no script) and has a link. A form for another site posts itself where there is script, and has a button.
       */
      page: 'leaving';
      send: Send;
    }
  | {
      page: 'sign-out';
      form: Form;
      xsrf: string;
      /** Where the person came from, and whether that session ends as well. */
      provider?: { name: Localised; endsThere: boolean };
    }
  | {
      page: 'signed-out';
      home?: { name: Localised; url: string };
    }
  | {
      page: 'error';
      code: ErrorCode | 'oidc';
      /** The OAuth error code, when a service made a mistake (`code` is then `oidc`). */
      oauth?: string;
      reference: string;
      /** Where to begin again. */
      again?: string;
    }
  /** An operator's trial sign-in has come back. */
  | { page: 'tried' }
  | {
      /** What every account's words are worth, and what a service reads; for those who build services, and for assessors. */
      page: 'assurance';
      providers: {
        name: Localised;
        rows: {
          word: string;
          level: Level;
          qualifiers: readonly { kind: string }[];
          status: string;
          acr: string;
          vot: string;
          asks: Readonly<Record<string, string>> | undefined;
        }[];
      }[];
      /** A question that was asked in the address. */
      question?: {
        service: string;
        provider: string;
        says: string;
        unknown?: 'service' | 'provider';
        answer?: {
          floor: Level;
          level: Level;
          sent?: Readonly<Record<string, string>>;
          sees?: { acr: string; vot: string };
          why: string;
        };
      };
    }
  /** The hub's own front page: what it is, that people start from a council's page, links for services. */
  | { page: 'home'; issuer: string };

/** Renders a page as a whole HTML document. */
export type Render = (frame: Frame, page: Page) => string;
