// `/resume`: where a person goes on with a sign-in that waited. Outside any sign-in, so it has a cookie of its own for its form.
// It must never say what a code stands for before it was typed, nor take a code from another site's form.
import type { Request, Response, Router } from 'express';
import express from 'express';
import type { IdentityProvider } from '../config/schema/identity-providers.ts';
import type { Organisation, Service } from '../config/schema/services.ts';
import { HubError } from '../errors.ts';
import type { Resumption } from '../pause/resume.ts';
import { randomText } from '../random.ts';
import { isClaimedBy, receiptParameter } from '../signin/answer.ts';
import type { FormTokens } from '../signin/form-token.ts';
import { chosenLanguage, languageCookie, otherLanguageLink, pageLanguage } from '../views/language.ts';
import type { Frame, Page } from '../views/pages.ts';
import { type Compose, send } from '../views/respond.ts';
import { cookieOf } from './cookie.ts';
import { formFields } from './form-fields.ts';

export interface ResumeRoutesOptions {
  issuer: string;
  resumption: Resumption;
  services: ReadonlyMap<string, Service>;
  organisations: ReadonlyMap<string, Organisation>;
  providers: ReadonlyMap<string, IdentityProvider>;
  formTokens: FormTokens;
  compose: Compose;
  /** How long a browser remembers the code for the service's next request, in seconds. */
  lifetime: number;
}

/** Proves that a form of this page was shown to this browser. */
const formCookie = 'gatehouse_resume_form';
/** Holds the receipt of an answer that came for a sign-in that waited (signin/answer.ts). */
export const receiptCookie = 'gatehouse_resume_answer';
/** Holds the code until the service sends the browser here again. */
export const codeCookie = 'gatehouse_resume_code';

export function createResumeRoutes(options: ResumeRoutesOptions): Router {
  const router = express.Router();
  const form = express.urlencoded({ extended: false, limit: '8kb', parameterLimit: 5 });
  router.get('/resume', (request, response) => ask(request, response, options));
  router.post('/resume', form, (request, response) => take(request, response, options));
  return router;
}

function ask(request: Request, response: Response, options: ResumeRoutesOptions, wrong = false): void {
  const { issuer, formTokens } = options;
  const browser = cookieOf(request, formCookie) ?? randomText(16);
  response.cookie(formCookie, browser, cookie(issuer, '/resume'));
  const token = formTokens.make(`resume:${browser}`);
  show({ page: 'resume', form: { action: '/resume', token }, wrong }, { request, response, options });
}

async function take(request: Request, response: Response, options: ResumeRoutesOptions): Promise<void> {
  const { issuer, formTokens, resumption, services, organisations, providers, lifetime } = options;
  const fields = formFields(request);
  const browser = cookieOf(request, formCookie);
  if (!browser || !formTokens.matches(`resume:${browser}`, fields.token)) throw new HubError('forged_form');
  const found = await resumption.find(fields.code ?? '');
  const service = services.get(found?.signIn.service ?? '');
  if (!found || !service) return ask(request, response, options, true);
  if (!service.enabled) throw new HubError('service_off');
  response.cookie(codeCookie, found.code, { ...cookie(issuer, '/sign-in'), maxAge: lifetime * 1000 });
  const { unclaimed, waiting, language } = found.signIn;
  const answered = isClaimedBy(found.signIn, cookieOf(request, receiptCookie));
  const provider = providers.get(unclaimed?.assertion.provider ?? waiting?.provider ?? '');
  const organisation = organisations.get(service.organisation);
  const page: Page = {
    page: 'resumed',
    home: service.home,
    answered,
    ...(waiting?.why === 'officer' && { officer: true }),
    ...(provider && { provider: provider.name }),
  };
  show(
    page,
    { request, response, options },
    { language, service: service.name, ...(organisation && { organisation }) },
  );
}

/** Keeps the receipt that a provider's answer came with, for a browser that has nothing else of the sign-in. */
export function rememberReceipt(request: Request, response: Response, issuer: string): void {
  const receipt = new URL(request.originalUrl, issuer).searchParams.get(receiptParameter);
  if (receipt) response.cookie(receiptCookie, receipt, cookie(issuer, '/'));
}

const cookie = (issuer: string, path: string) =>
  ({ httpOnly: true, sameSite: 'lax', path, secure: issuer.startsWith('https:') }) as const;

interface Exchange {
  request: Request;
  response: Response;
  options: ResumeRoutesOptions;
}

function show(page: Page, { request, response, options }: Exchange, known: Partial<Frame> = {}): void {
  const url = new URL(request.originalUrl, options.issuer);
  const chosen = chosenLanguage(url);
  if (chosen) response.cookie(languageCookie, chosen, { httpOnly: true, sameSite: 'lax', path: '/' });
  const language = known.language ?? pageLanguage(request, url);
  const frame = {
    language,
    ...(request.method === 'GET' && { otherLanguage: otherLanguageLink(url, language) }),
    ...known,
  };
  send(response, options.compose({ frame, page }));
}
