// What the model knows of one run: browsers, what each of them proved and where, journeys, and all that was handed out to be used once.
// It must know nothing from the hub but what a person or a service could see.
import type { Level } from '../../../src/assurance/level.ts';
import type { Service } from '../../../src/config/schema/services.ts';
import { type Browser, createBrowser, type Page } from '../../support/http.ts';
import type { Asking, RelyingParty } from '../../support/relying-party.ts';
import type { Met } from '../run.ts';
import type { Person } from './people.ts';
import type { World } from './world.ts';

/** What a service asked for, beyond what it is registered for. */
export interface Wish {
  parameters: Record<string, string>;
  way: 'query' | 'pushed' | 'signed';
  /** Below this it must get nothing. */
  required?: Level;
  /** The person has to sign in anew. */
  fresh?: true;
  /** The person has to agree anew. */
  askAgain?: true;
  silent?: true;
}

/** A request of a service, and what its own browser did for it. */
export interface Journey {
  owner: Hand;
  id: string;
  service: Service;
  party: RelyingParty;
  wish: Wish;
  asking: Asking;
  /** Ids of the people as whom somebody signed in on its way. */
  provedHere: Set<string>;
  /** Ids of the people whose details were on its share page when somebody agreed there. */
  agreed: Set<string>;
  refused: boolean;
  /** A code of a sign-in that waited, which its browser had typed before. */
  carries?: Resume;
}

/** A page, and on whose way it was shown: whatever the tab has begun since, what is done on it is done there. */
export interface Shown {
  page: Page;
  journey: Journey;
}

export interface Tab extends Shown {
  /** What was shown before, oldest first. */
  past: Shown[];
}

/** One browser and whoever sits before it. */
export interface Hand {
  name: string;
  browser: Browser;
  /** Who sits there, most of the time. */
  own: Person;
  tabs: (Tab | undefined)[];
  /** As whom this browser signed in at a provider, and what was proven by that. */
  proved: Map<string, Level[]>;
  /** Whether it is signed in at the hub; undefined where nobody can tell. */
  signedIn: boolean | undefined;
  carries?: Resume;
}

/** Something that may be used once. */
export interface Code {
  journey: Journey;
  hand: Hand;
  url: URL;
  uses: number;
  /** The service got something for it. */
  won: boolean;
  /** Nothing happened since it came. */
  fresh: boolean;
}

export interface Refresh {
  journey: Journey;
  person: Person;
  sub: string;
  token: string;
  idToken: string;
  uses: number;
  /** The service got something for it. */
  won: boolean;
}

export interface Resume {
  code: string;
  service: string;
  spent: boolean;
}

export interface Scene {
  world: World;
  met: Met;
  cast: readonly Person[];
  hands: readonly Hand[];
  codes: Code[];
  refreshes: Refresh[];
  /** Answers of providers, as a browser was to bring them. */
  replies: Shown[];
  resumes: Resume[];
  idTokens: { hand: Hand; token: string; journey: Journey }[];
  /** Organisation and subject → whose it is. */
  subjects: Map<string, string>;
  /** Person and service that agreed, whenever and wherever. */
  agreements: Set<string>;
  /** Pairs of people whom one browser proved to be, and said to be one. */
  joined: Set<string>;
  /** Requests that began. */
  begun: number;
  /** Something below the hub is failing right now: 503 and errors are fair answers. */
  failing: boolean;
  /** Something failed in this run: where the hub stands is not known exactly. */
  failed: boolean;
}

export function createScene(world: World, cast: readonly Person[], met: Met): Scene {
  const hands = cast.map((own, at) => ({
    name: `browser ${at}`,
    browser: createBrowser(),
    own,
    tabs: [],
    proved: new Map<string, Level[]>(),
    signedIn: false,
  }));
  return {
    world,
    met,
    cast,
    hands,
    codes: [],
    refreshes: [],
    replies: [],
    resumes: [],
    idTokens: [],
    subjects: new Map(),
    agreements: new Set(),
    joined: new Set(),
    begun: 0,
    failing: false,
    failed: false,
  };
}

/** What does not hold. */
export class Broken extends Error {
  override name = 'Broken';
}

export const pairOf = (one: string, other: string): string => [one, other].sort().join(' + ');
