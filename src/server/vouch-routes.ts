// `/vouch`: whoever was told by letter that an officer has checked who they are stops it here, without signing in (V4).
// It must never show anything of the person, say anything before a code is typed that it knows, nor take one from another site's form.
import express, { type Request, type Response, type Router } from 'express';
import { londonDay } from '../ages/calendar.ts';
import type { Organisation } from '../config/schema/services.ts';
import type { FormTokens } from '../signin/form-token.ts';
import { readResumeCode } from '../signin/record.ts';
import type { Vouch, Vouches } from '../store/vouch-contracts.ts';
import type { Recorder } from '../trail/events.ts';
import { otherLanguageLink, pageLanguage } from '../views/language.ts';
import type { Page } from '../views/pages.ts';
import { type Compose, send } from '../views/respond.ts';
import { stopPath } from '../vouching/tell.ts';
import { type BrowserForms, createBrowserForms } from './browser-forms.ts';

export interface VouchRoutesOptions {
  issuer: string;
  vouches: Pick<Vouches, 'ofLetter' | 'end'>;
  organisations: ReadonlyMap<string, Organisation>;
  formTokens: FormTokens;
  compose: Compose;
  trail: Recorder;
}

export function createVouchRoutes(options: VouchRoutesOptions): Router {
  const router = express.Router();
  const form = express.urlencoded({ extended: false, limit: '8kb', parameterLimit: 5 });
  const forms = createBrowserForms(options.issuer, options.formTokens, 'vouch');
  const at = (request: Request, response: Response): At => ({ request, response, options, forms });
  router.get(stopPath, (request, response) => codePage(at(request, response), false));
  router.post(stopPath, form, (request, response) => ask(at(request, response)));
  router.post(`${stopPath}/stop`, form, (request, response) => stop(at(request, response)));
  return router;
}

interface At {
  request: Request;
  response: Response;
  options: VouchRoutesOptions;
  forms: BrowserForms;
}

interface Typed {
  code: string;
  /** The record whose letter has this code. */
  vouch: Vouch | undefined;
}

/** @throws HubError `forged_form` for a form that was made for another browser */
async function typed({ request, options: { vouches }, forms }: At): Promise<Typed> {
  const { code = '' } = forms.fieldsOf(request);
  const read = readResumeCode(code);
  return { code, vouch: read === undefined ? undefined : await vouches.ofLetter(read) };
}

function codePage(at: At, wrong: boolean): void {
  show(at, { page: 'vouch-stop', form: at.forms.make(at, stopPath), wrong });
}

async function ask(at: At): Promise<void> {
  const { code, vouch } = await typed(at);
  if (!vouch) return codePage(at, true);
  const checkedOn = londonDay(new Date(vouch.recordedAt * 1000));
  show(at, { page: 'vouch-stop-ask', form: at.forms.make(at, `${stopPath}/stop`), code, checkedOn }, vouch);
}

async function stop(at: At): Promise<void> {
  const { vouches, trail } = at.options;
  const { vouch } = await typed(at);
  if (!vouch) return codePage(at, true);
  const stopped = await vouches.end(vouch.id, 'repudiated');
  const person = vouch.events.claimed?.by;
  if (stopped)
    await trail({ event: 'vouch.repudiated', ...(person && { person }), words: { vouch: vouch.id, by: 'letter' } });
  show(at, { page: 'vouch-stopped', before: !stopped }, vouch);
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
