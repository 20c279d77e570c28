// What the council knows of a browser that visits, its language and its session, both from cookies, and how it answers it.
// It must never make a session for somebody who only reads.
import type { Request, Response } from 'express';
import { type Language, languages } from '../../config/schema/common.ts';
import { type CouncilPage, createPages } from './pages.ts';
import { problemStatus } from './problems.ts';
import type { Resident } from './register.ts';
import type { RelyingParty } from './relying-party.ts';
import { createSessions, type Session, type Sessions } from './sessions.ts';

/** `reason` is a closed word, `error` a name, code and message: never claims or tokens, which errors of libraries carry. */
export type Report = (reason: string, error: string) => void;

/** What is settled when the council starts. */
export type Foundation = Pick<Council, 'url' | 'language' | 'parties' | 'report' | 'residents'>;

/** What all pages share. */
export interface Council {
  url: string;
  /** Until a visitor chooses. */
  language: Language;
  parties: ReadonlyMap<string, RelyingParty>;
  /** Hears of every problem, with its error; the page shows only its reason. */
  report: Report;
  /** Whom its matchers know. */
  residents: readonly Resident[];
  sessions: Sessions;
  sessionOf(request: Request): Session | undefined;
  /** Sends the session's cookie. */
  remember(response: Response, session: Session): void;
  show(request: Request, response: Response, page: CouncilPage): void;
}

export const sessionCookie = 'exampleton_session';
const languageCookie = 'exampleton_language';

/** Value of a cookie of the request, or undefined. */
export function cookieOf(request: Request, name: string): string | undefined {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}

const languageNamed = (value: unknown): Language | undefined => languages.find((language) => language === value);

/** The language of `?lang=`, remembered for a year, else of the cookie, else `fallback`. */
export function languageOf(request: Request, response: Response, fallback: Language): Language {
  const asked = languageNamed(request.query.lang);
  if (asked === undefined) return languageNamed(cookieOf(request, languageCookie)) ?? fallback;
  response.cookie(languageCookie, asked, { path: '/', httpOnly: true, sameSite: 'lax', maxAge: 365 * 86_400_000 });
  return asked;
}

function statusOf(page: CouncilPage): number {
  if (page.page === 'problem') return problemStatus[page.reason];
  if (page.page === 'not-found') return 404;
  return page.page === 'failed' ? 500 : 200;
}

/** Where the language links lead: the page itself where its address is one of ours, else the home page. */
function languageLink(request: Request, page: CouncilPage): string {
  if (page.page === 'not-found' || page.page === 'failed') return '/?';
  const path = (request.baseUrl + request.path).replace(/(?<=.)\/$/, '');
  return page.page === 'problem' ? `${path}?reason=${page.reason}&` : `${path}?`;
}

/** Makes what all pages share. The session's cookie is Lax, because people come back from the hub by a link from another site. */
export function createCouncil(foundation: Foundation): Council {
  const sessions = createSessions();
  const render = createPages();
  const secure = foundation.url.startsWith('https:');
  return {
    ...foundation,
    sessions,
    sessionOf: (request) => sessions.find(cookieOf(request, sessionCookie)),
    remember(response, session) {
      response.cookie(sessionCookie, session.id, { path: '/', httpOnly: true, sameSite: 'lax', secure });
    },
    show(request, response, page) {
      const frame = { language: response.locals.language as Language, path: languageLink(request, page) };
      response.status(statusOf(page)).type('html').send(render(frame, page));
    },
  };
}
