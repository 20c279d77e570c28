// `/resume`: where a person goes on with a sign-in that waited. It stands outside any sign-in; what is typed there is kept for the next one.
// It must never say what a code stands for before it was typed, nor take a code from another site's form.
import type { Request, Response, Router } from 'express';
import express from 'express';
import type { IdentityProvider } from '../config/schema/identity-providers.ts';
import type { Organisation, Service } from '../config/schema/services.ts';
import { HubError } from '../errors.ts';
import type { Resumption } from '../pause/resume.ts';
import { isClaimedBy, receiptParameter } from '../signin/answer.ts';
import type { FormTokens } from '../signin/form-token.ts';
import { otherLanguageLink, pageLanguage } from '../views/language.ts';
import type { Frame, Page } from '../views/pages.ts';
import { type Compose, send } from '../views/respond.ts';
import { type BrowserForms, createBrowserForms } from './browser-forms.ts';
import { ownCookie } from './own-cookie.ts';

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

interface At {
  request: Request;
  response: Response;
  options: ResumeRoutesOptions;
  forms: BrowserForms;
}

/** What a browser keeps until the service sends it here again. */
export const resumeCookies = (issuer: string) => ({
  code: ownCookie(issuer, 'gatehouse_resume_code'),
  /** Of an answer that came for a sign-in that waited (signin/answer.ts). */
  receipt: ownCookie(issuer, 'gatehouse_resume_answer'),
});

export function createResumeRoutes(options: ResumeRoutesOptions): Router {
  const router = express.Router();
  const form = express.urlencoded({ extended: false, limit: '8kb', parameterLimit: 5 });
  const forms = createBrowserForms(options.issuer, options.formTokens, 'resume');
  const at = (request: Request, response: Response): At => ({ request, response, options, forms });
  router.get('/resume', (request, response) => ask(at(request, response), false));
  router.post('/resume', form, (request, response) => take(at(request, response)));
  return router;
}

function ask(at: At, wrong: boolean): void {
  show(at, { page: 'resume', form: at.forms.make(at, '/resume'), wrong });
}

async function take(at: At): Promise<void> {
  const { request, response, options, forms } = at;
  const { issuer, resumption, services, organisations, providers, lifetime } = options;
  const fields = forms.fieldsOf(request);
  const found = await resumption.find(fields.code ?? '');
  const service = services.get(found?.signIn.service ?? '');
  if (!found || !service) return ask(at, true);
  if (!service.enabled) throw new HubError('service_off');
  const cookies = resumeCookies(issuer);
  cookies.code.set(response, found.code, lifetime);
  const { unclaimed, waiting, language } = found.signIn;
  const answered = isClaimedBy(found.signIn, cookies.receipt.of(request));
  const provider = providers.get(unclaimed?.assertion.provider ?? waiting?.provider ?? '');
  const organisation = organisations.get(service.organisation);
  const page: Page = {
    page: 'resumed',
    home: service.home,
    answered,
    ...(waiting?.why === 'officer' && { officer: true }),
    ...(provider && { provider: provider.name }),
  };
  show(at, page, { language, service: service.name, ...(organisation && { organisation }) });
}

/** Keeps the receipt that a provider's answer came with, for a browser that has nothing else of the sign-in. */
export function rememberReceipt(request: Request, response: Response, issuer: string): void {
  const receipt = new URL(request.originalUrl, issuer).searchParams.get(receiptParameter);
  if (receipt) resumeCookies(issuer).receipt.set(response, receipt);
}

function show({ request, response, options }: At, page: Page, known: Partial<Frame> = {}): void {
  const url = new URL(request.originalUrl, options.issuer);
  const language = known.language ?? pageLanguage(request, url);
  const frame = {
    language,
    ...(request.method === 'GET' && { otherLanguage: otherLanguageLink(url, language) }),
    ...known,
  };
  send(response, options.compose({ frame, page }));
}
