// `/sign-in/:uid` and the pages below it: the web side of the dispatcher. It must never act without the cookie of the same browser,
// which is bound to this very path, nor take a form that this hub did not make.
import type { Request, Response, Router } from 'express';
import express from 'express';
import { toldIn } from '../choice/reasons.ts';
import type { Organisation, Service } from '../config/schema/services.ts';
import type { Send } from '../connectors/contract.ts';
import { HubError } from '../errors.ts';
import type { Resumption } from '../pause/resume.ts';
import { claimed, isClaimedBy, receiptParameter } from '../signin/answer.ts';
import { refusalOf, run, type Stand, stepOf, submit } from '../signin/dispatcher.ts';
import type { FormTokens } from '../signin/form-token.ts';
import { pathOfSignIn } from '../signin/path.ts';
import { newReference, type SignIn } from '../signin/record.ts';
import type { Journey, Step, WaitingRequest } from '../signin/step.ts';
import type { Recorder } from '../trail/events.ts';
import type { Gathering } from '../trail/gather.ts';
import { otherLanguageLink } from '../views/language.ts';
import type { Frame, Page } from '../views/pages.ts';
import { type Compose, send } from '../views/respond.ts';
import { formFields } from './form-fields.ts';
import { keepChosenLanguage } from './keep-language.ts';
import { giveMoreTime, type MoreTimeOptions, moreTimePage, rowEnd, timeShown } from './more-time.ts';
import { rememberReceipt, resumeCookies } from './resume-routes.ts';

export interface SignInRoutesOptions extends MoreTimeOptions {
  issuer: string;
  /** In the order of a sign-in. The last one is always needed. */
  steps: readonly Step[];
  organisations: ReadonlyMap<string, Organisation>;
  open(request: Request, response: Response, uid: string): Promise<WaitingRequest & { service: Service }>;
  resumption: Pick<Resumption, 'carryOn'>;
  formTokens: FormTokens;
  compose: Compose;
  /** The page with all the ways on, for whoever is stuck at a page of the sign-in. */
  ways(journey: Journey, at: Page): Page;
  trail: Recorder;
  /** What the steps of one request tell the trail is written at once, before the answer. */
  gathered: Gathering['gathered'];
}

const waysPage = 'ways';

export function createSignInRoutes(options: SignInRoutesOptions): Router {
  const router = express.Router();
  const { steps } = options;
  const form = express.urlencoded({ extended: false, limit: '8kb', parameterLimit: 20 });

  router.get(`/sign-in/:uid/${waysPage}`, async (request, response) => {
    const reply = await options.gathered(async () => {
      const journey = await enter(request, response, options);
      if (journey.signIn.finished) return () => redirect(response, journey.request.resume);
      const stand = await run(journey, steps);
      const { turn } = stand;
      if (turn.turn === 'leave') return () => answer(stand, { request, response, options });
      return () => show(options.ways(stand.journey, turn.page), stand.journey, { request, response, options });
    });
    reply();
  });

  router.get('/sign-in/:uid{/:page}', async (request, response) => {
    const { page } = request.params;
    const reply = await options.gathered(async () => {
      const entered = await enterOrResume(request, response, options);
      if (!entered) return () => redirect(response, '/resume');
      const journey = await withAnswer(entered, options);
      if (journey.signIn.finished) return () => redirect(response, journey.request.resume);
      if (await told(journey, options)) return () => redirect(response, journey.path(''));
      // A page that is not the one expected now (the back button, a link kept): the browser is led to where the sign-in stands.
      const behind = page !== undefined && page !== stepOf(journey.signIn, steps).name;
      if (behind) return () => redirect(response, journey.path(''));
      const stand = await run(journey, steps);
      return () => answer(stand, { request, response, options });
    });
    reply();
  });

  router.post(`/sign-in/:uid/${moreTimePage}`, form, async (request, response) => {
    const journey = await enter(request, response, options);
    checkedFields(request, options);
    if (!journey.signIn.finished) await giveMoreTime(journey, options);
    redirect(response, journey.path(''));
  });

  router.post('/sign-in/:uid/cancel', form, async (request, response) => {
    const journey = await enter(request, response, options);
    checkedFields(request, options);
    if (journey.signIn.finished) redirect(response, journey.request.resume);
    else await cancel(journey, { request, response, options });
  });

  router.post('/sign-in/:uid/:page', form, async (request, response) => {
    const reply = await options.gathered(async () => {
      const journey = await enter(request, response, options);
      const fields = checkedFields(request, options);
      // Sent twice, or from a page that is behind: nothing changes, the browser is led to where the sign-in stands.
      const behind = journey.signIn.finished || request.params.page !== stepOf(journey.signIn, steps).name;
      const stand = behind ? undefined : await submit(journey, steps, fields);
      if (!stand) return () => redirect(response, journey.path(''));
      return () => answer(stand, { request, response, options });
    });
    reply();
  });
  return router;
}

interface Exchange {
  request: Request;
  response: Response;
  options: SignInRoutesOptions;
}

/** The journey with the answer that this browser has just brought from a provider, where it has the receipt for it. */
async function withAnswer(journey: Journey, { signIns }: SignInRoutesOptions): Promise<Journey> {
  const receipt = journey.query.get(receiptParameter) ?? undefined;
  if (!isClaimedBy(journey.signIn, receipt)) return journey;
  return { ...journey, signIn: await signIns.change(journey.signIn, (before) => claimed(before, receipt)) };
}

/** Keeps what the person said of themselves. It opens nothing, so it is asked for in an address, as the language is. */
async function told({ signIn, query }: Journey, { signIns }: SignInRoutesOptions): Promise<boolean> {
  const reasons = toldIn(query);
  if (reasons) await signIns.change(signIn, (before) => ({ ...before, reasons }));
  return reasons !== undefined;
}

/** Undefined for a sign-in that waits, where this browser has nothing to go on with but the person's code. */
async function enterOrResume(request: Request, response: Response, options: SignInRoutesOptions) {
  try {
    return await enter(request, response, options);
  } catch (error) {
    const lost = error instanceof HubError && (error.code === 'expired' || error.code === 'other_browser');
    const waiting = lost ? await options.signIns.find(String(request.params.uid)) : undefined;
    if (!waiting?.resumeCode) throw error;
    rememberReceipt(request, response, options.issuer);
    return undefined;
  }
}

/** Opens the record, or makes it at the first visit. */
async function enter(request: Request, response: Response, options: SignInRoutesOptions): Promise<Journey> {
  const uid = String(request.params.uid);
  const waiting = await options.open(request, response, uid).catch(async (error: unknown) => {
    throw await outOfTime(error, uid, options);
  });
  const organisation = options.organisations.get(waiting.service.organisation);
  if (!organisation) throw new HubError('internal', { detail: 'a service without organisation' });
  const known = await options.signIns.find(uid);
  const signIn = known ?? (await begin(waiting, { request, response, options }));
  return {
    signIn: await inLanguage(signIn, { request, response, options }),
    service: waiting.service,
    organisation,
    request: waiting,
    path: (name) => pathOfSignIn(uid, name),
    query: new URL(request.originalUrl, options.issuer).searchParams,
    formToken: options.formTokens.make(uid),
  };
}

/** A browser forgets its cookie when the time is over: then it is not another browser than the one that began. */
async function outOfTime(error: unknown, uid: string, { signIns }: SignInRoutesOptions): Promise<unknown> {
  if (!(error instanceof HubError) || error.code !== 'other_browser') return error;
  const { time } = (await signIns.find(uid)) ?? {};
  return time && time.endsAt <= Date.now() / 1000 ? new HubError('expired', { cause: error }) : error;
}

async function begin(waiting: WaitingRequest, { request, response, options }: Exchange): Promise<SignIn> {
  const { signIns, resumption, trail, lifetimes } = options;
  const time = { began: Math.floor(Date.now() / 1000), endsAt: waiting.endsAt };
  const begun: SignIn = { ...(await waiting.begin()), reference: newReference(), attempts: [], time };
  const kept = resumeCookies(options.issuer);
  const code = kept.code.of(request);
  const signIn = code ? await resumption.carryOn({ code, receipt: kept.receipt.of(request) }, begun) : begun;
  // For another service's sign-in the browser keeps both: the person has yet to come to the right one.
  if (signIn !== begun) {
    kept.code.clear(response);
    kept.receipt.clear(response);
  }
  await signIns.open(signIn, rowEnd(time.endsAt, lifetimes.journey));
  await trail({ event: 'sign-in.started', reference: signIn.reference, words: { service: signIn.service } });
  return signIn;
}

/** Keeps a language that was chosen just now. */
async function inLanguage(signIn: SignIn, { request, response, options }: Exchange): Promise<SignIn> {
  const language = keepChosenLanguage(request, response, options.issuer);
  if (!language || language === signIn.language) return signIn;
  return options.signIns.change(signIn, (before) => ({ ...before, language }));
}

function answer({ turn, journey, step }: Stand, exchange: Exchange): void {
  if (turn.turn === 'leave') leave(turn.send, journey, exchange);
  else if (exchange.request.path !== journey.path(step.name)) redirect(exchange.response, journey.path(step.name));
  else show(turn.page, journey, exchange);
}

/** A redirect where the browser came by a link; after a form a page that leads on (see `leaving` in views/pages.ts). */
function leave(send: Send, journey: Journey, exchange: Exchange): void {
  if (send.kind === 'redirect' && exchange.request.method === 'GET') redirect(exchange.response, send.url);
  else show({ page: 'leaving', send }, journey, exchange);
}

async function cancel(journey: Journey, exchange: Exchange): Promise<void> {
  const { signIn, request, service } = journey;
  const { steps, signIns, trail } = exchange.options;
  const refusal = await refusalOf(journey, steps);
  const url = await request.refuse(refusal);
  await signIns.change(signIn, givenUp);
  await trail({ event: 'sign-in.gave-up', reference: signIn.reference, words: { service: service.id, refusal } });
  leave({ kind: 'redirect', url }, journey, exchange);
}

/** What stays of a sign-in that its person gave up: an answer only where they may go on with it by a code. */
function givenUp({ assertion: _unused, unclaimed, ...before }: SignIn): SignIn {
  return { ...before, ...(unclaimed && before.resumeCode && { unclaimed }), finished: true };
}

function checkedFields(request: Request, { formTokens }: SignInRoutesOptions): Record<string, string> {
  const fields = formFields(request);
  if (!formTokens.matches(String(request.params.uid), fields.token)) throw new HubError('forged_form');
  return fields;
}

/** Without the page that express would write for browsers that cannot follow. */
function redirect(response: Response, url: string): void {
  response.status(303).location(url).set('Cache-Control', 'no-store').end();
}

function show(page: Page, journey: Journey, { request, response, options }: Exchange): void {
  const { signIn, service, organisation, path, formToken } = journey;
  const url = new URL(request.originalUrl, options.issuer);
  const frame: Omit<Frame, 'nonce'> = {
    language: signIn.language,
    organisation,
    service: service.name,
    ...(request.method === 'GET' && { otherLanguage: otherLanguageLink(url, signIn.language) }),
    reference: signIn.reference,
    ...(page.page !== 'leaving' && {
      cancel: { action: path('cancel'), token: formToken },
      ways: path(waysPage),
    }),
    // A sign-in that waits goes on by its code, whenever that is.
    ...(!['leaving', 'waiting'].includes(page.page) && { time: timeShown(journey, options) }),
  };
  send(response, options.compose({ frame, page }));
}
