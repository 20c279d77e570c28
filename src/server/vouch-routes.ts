// `/vouch`: whoever was told by letter that an officer has checked who they are stops it here, without signing in (V4).
// It must never show anything of the person, say anything before a code is typed that it knows, nor take one from another site's form.
import express, { type Request, type Response, type Router } from 'express';
import { londonDay } from '../ages/calendar.ts';
import type { Organisation } from '../config/schema/services.ts';
import { HubError } from '../errors.ts';
import { randomText } from '../random.ts';
import type { FormTokens } from '../signin/form-token.ts';
import { readResumeCode } from '../signin/record.ts';
import type { Vouch, Vouches } from '../store/vouch-contracts.ts';
import type { Recorder } from '../trail/events.ts';
import type { Form } from '../views/form.ts';
import { otherLanguageLink, pageLanguage } from '../views/language.ts';
import type { Page } from '../views/pages.ts';
import { type Compose, send } from '../views/respond.ts';
import { stopPath } from '../vouching/tell.ts';
import { cookieOf } from './cookie.ts';
import { formFields } from './form-fields.ts';

export interface VouchRoutesOptions {
  issuer: string;
  vouches: Pick<Vouches, 'ofLetter' | 'end'>;
  organisations: ReadonlyMap<string, Organisation>;
  formTokens: FormTokens;
  compose: Compose;
  trail: Recorder;
}

/** Proves that a form of these pages was shown to this browser. */
const formCookie = 'gatehouse_vouch_form';
const purpose = (browser: string): string => `vouch:${browser}`;

export function createVouchRoutes(options: VouchRoutesOptions): Router {
  const router = express.Router();
  const form = express.urlencoded({ extended: false, limit: '8kb', parameterLimit: 5 });
  const at = (request: Request, response: Response): At => ({ request, response, options });
  router.get(stopPath, (request, response) => codePage(at(request, response), false));
  router.post(stopPath, form, (request, response) => ask(at(request, response)));
  router.post(`${stopPath}/stop`, form, (request, response) => stop(at(request, response)));
  return router;
}

interface At {
  request: Request;
  response: Response;
  options: VouchRoutesOptions;
}

/** The record whose letter has the code in the form. @throws HubError `forged_form` for a form that was made for another browser */
async function named({ request, options: { formTokens, vouches } }: At): Promise<Vouch | undefined> {
  const fields = formFields(request);
  const browser = cookieOf(request, formCookie);
  if (!browser || !formTokens.matches(purpose(browser), fields.token)) throw new HubError('forged_form');
  const code = readResumeCode(fields.code ?? '');
  return code === undefined ? undefined : vouches.ofLetter(code);
}

function codePage(at: At, wrong: boolean): void {
  show(at, { page: 'vouch-stop', form: formFor(at, stopPath), wrong });
}

async function ask(at: At): Promise<void> {
  const vouch = await named(at);
  if (!vouch) return codePage(at, true);
  const code = formFields(at.request).code ?? '';
  const checkedOn = londonDay(new Date(vouch.recordedAt * 1000));
  show(at, { page: 'vouch-stop-ask', form: formFor(at, `${stopPath}/stop`), code, checkedOn }, vouch);
}

async function stop(at: At): Promise<void> {
  const { vouches, trail } = at.options;
  const vouch = await named(at);
  if (!vouch) return codePage(at, true);
  const stopped = await vouches.end(vouch.id, 'repudiated');
  const person = vouch.events.claimed?.by;
  if (stopped)
    await trail({ event: 'vouch.repudiated', ...(person && { person }), words: { vouch: vouch.id, by: 'letter' } });
  show(at, { page: 'vouch-stopped', before: !stopped }, vouch);
}

function formFor({ request, response, options: { issuer, formTokens } }: At, action: string): Form {
  const browser = cookieOf(request, formCookie) ?? randomText(16);
  const secure = issuer.startsWith('https:');
  response.cookie(formCookie, browser, { httpOnly: true, sameSite: 'lax', path: stopPath, secure });
  return { action, token: formTokens.make(purpose(browser)) };
}

/** Once the letter is known, in the colours of whoever sent it. */
function show({ request, response, options }: At, page: Page, vouch?: Vouch): void {
  const url = new URL(request.originalUrl, options.issuer);
  const language = pageLanguage(request, url);
  const organisation = options.organisations.get(vouch?.organisation.id ?? '');
  const frame = {
    language,
    ...(request.method === 'GET' && { otherLanguage: otherLanguageLink(url, language) }),
    ...(organisation && { organisation }),
  };
  send(response, options.compose({ frame, page }));
}
