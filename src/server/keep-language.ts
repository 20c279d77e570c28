// Stands before the pages outside a sign-in, and is asked by those of one: keeps the language that somebody chose by the link on a page.
// It must never keep one that nobody chose: what a service asked for, or a browser.
import type { Request, RequestHandler, Response } from 'express';
import type { Language } from '../config/schema/common.ts';
import { chosenLanguage, languageCookie } from '../views/language.ts';

/** Until the browser is closed. Returns the language; undefined where none was chosen just now. */
export function keepChosenLanguage(request: Request, response: Response, issuer: string): Language | undefined {
  const language = chosenLanguage(new URL(request.originalUrl, issuer));
  const secure = issuer.startsWith('https:');
  if (language) response.cookie(languageCookie, language, { httpOnly: true, sameSite: 'lax', path: '/', secure });
  return language;
}

/** For all pages that come after it in the app. */
export function keepingChosenLanguage(issuer: string): RequestHandler {
  return (request, response, next) => {
    keepChosenLanguage(request, response, issuer);
    next();
  };
}
