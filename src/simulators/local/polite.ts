// How the register's pages are asked for: a refusal is a page, and the language is the browser's.
// It must never swallow what is no refusal.
import type { Request, RequestHandler, Response } from 'express';
import { Refusal } from '../kit/refusal.ts';
import { sendRefusalPage } from './pages.ts';
import type { Locale } from './words.ts';

/** Runs a handler; a Refusal that it throws becomes a page. */
export const politely =
  (work: (request: Request, response: Response) => Promise<void> | void): RequestHandler =>
  async (request, response) => {
    try {
      await work(request, response);
    } catch (problem) {
      if (!(problem instanceof Refusal)) throw problem;
      sendRefusalPage(response, problem);
    }
  };

export const localeOf = (request: Request): Locale => (request.acceptsLanguages('en', 'cy') === 'cy' ? 'cy' : 'en');

/** A sign-in that nobody waits for any more. */
export const over = () =>
  new Refusal('over', 'This sign-in is over or never began. Go back to the service and start again.');
