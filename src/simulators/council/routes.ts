// The way of one service: its page, out to the hub, back from it, and out of it again.
// It must never show details of a sign-in that this browser did not do.
import { randomBytes, timingSafeEqual } from 'node:crypto';
import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import { errors as joseErrors } from 'jose';
import { ResponseBodyError } from 'openid-client';
import type { Language } from '../../config/schema/common.ts';
import { finishSignIn, refreshSignIn } from './answer.ts';
import { createMatcher } from './matcher.ts';
import { words } from './pages.ts';
import { inWords, isProblem, type Problem, problemOf } from './problems.ts';
import { readable } from './received.ts';
import type { RelyingParty } from './relying-party.ts';
import { prepareSignIn } from './request.ts';
import { createSecurityEventVerifier } from './security-events.ts';
import type { Session } from './sessions.ts';
import { createLogoutTokenVerifier, LogoutTokenError, signOutUrl } from './sign-out.ts';
import { type Council, cookieOf, sessionCookie } from './visit.ts';

/** A visit to one service. */
interface Visit {
  council: Council;
  party: RelyingParty;
  request: Request;
  response: Response;
  language: Language;
}

type Act = (visit: Visit) => Promise<void> | void;

const home = (visit: Visit): string => `/${visit.party.service.id}`;

function fail(visit: Visit, reason: Problem): void {
  visit.response.redirect(303, `${home(visit)}/problem?reason=${reason}`);
}

function failBy(visit: Visit, error: unknown, reason = problemOf(error)): void {
  visit.council.report(reason, inWords(error));
  fail(visit, reason);
}

const isToken = (session: Session | undefined, given: unknown): session is Session => {
  const [expected, token] = [
    Buffer.from(session?.formToken ?? ''),
    Buffer.from(typeof given === 'string' ? given : ''),
  ];
  return session !== undefined && expected.length === token.length && timingSafeEqual(expected, token);
};

const received = (visit: Visit, session: Session | undefined) => {
  const signIn = session?.signIns.get(visit.party.service.id);
  const { attributes } = visit.party.service;
  return signIn && readable(signIn, { attributes, words: words[visit.language], language: visit.language });
};

const start: Act = (visit) => {
  const { council, party, request, response } = visit;
  const session = council.sessionOf(request);
  const seen = received(visit, session);
  const isSignedIn = seen !== undefined;
  const formToken = session?.formToken;
  council.show(request, response, { page: 'service', party, isSignedIn, who: seen?.who, formToken });
};

const signIn: Act = async (visit) => {
  const { council, party, request, response, language } = visit;
  const wish = { language, proof: request.query.proof === 'yes', later: request.query.later === 'yes' };
  try {
    const { url, attempt } = await prepareSignIn(party, wish);
    const session = council.sessionOf(request) ?? council.sessions.open();
    council.sessions.addAttempt(session, attempt);
    council.remember(response, session);
    response.redirect(303, url.href);
  } catch (error) {
    failBy(visit, error);
  }
};

const isAnswer = (request: Request): boolean => ['code', 'error', 'state'].some((name) => name in request.query);

const signedIn: Act = async (visit) => {
  const { council, party, request, response } = visit;
  if (isAnswer(request)) return finish(visit);
  const session = council.sessionOf(request);
  const seen = received(visit, session);
  if (!session || !seen) return response.redirect(303, home(visit));
  council.show(request, response, { page: 'received', party, received: seen, formToken: session.formToken });
};

/** Takes the answer once. Goes on without the code in the address, so that a reload asks nothing twice. */
async function finish(visit: Visit): Promise<void> {
  const { council, party, request, response } = visit;
  const id = cookieOf(request, sessionCookie);
  const session = council.sessions.findToFinish(id);
  const attempt = session?.attempts.get(String(request.query.state));
  if (!session || attempt?.service !== party.service.id) return fail(visit, 'unknown_state');
  session.attempts.delete(attempt.state);
  try {
    const done = await finishSignIn(party, new URL(request.originalUrl, council.url), attempt);
    session.signIns.set(party.service.id, done);
  } catch (error) {
    return failBy(visit, error);
  }
  if (session.id === id) {
    council.sessions.renew(session);
    council.remember(response, session);
  }
  response.redirect(303, `${home(visit)}/signed-in`);
}

const problem: Act = ({ council, party, request, response }) => {
  const { reason } = request.query;
  if (!isProblem(reason)) return response.redirect(303, `/${party.service.id}`);
  council.show(request, response, { page: 'problem', service: party.service, reason });
};

const refresh: Act = async (visit) => {
  const { council, party, request, response } = visit;
  const session = council.sessionOf(request);
  const before = session?.signIns.get(party.service.id);
  if (!isToken(session, request.body?.token) || before?.refreshToken === undefined) {
    return response.redirect(303, home(visit));
  }
  try {
    const after = await refreshSignIn(party, before, before.refreshToken);
    if (session.signIns.get(party.service.id) === before) session.signIns.set(party.service.id, after);
    response.redirect(303, `${home(visit)}/signed-in`);
  } catch (error) {
    const isOver = error instanceof ResponseBodyError && error.error === 'invalid_grant';
    if (isOver) delete before.refreshToken;
    failBy(visit, error, isOver ? 'lookup_ended' : undefined);
  }
};

/** Ends our own session first: whatever happens to the hub, the person has left here. */
const signOut: Act = async (visit) => {
  const { council, party, request, response, language } = visit;
  const session = council.sessionOf(request);
  const leaver = session?.signIns.get(party.service.id);
  if (!isToken(session, request.query.token) || !leaver) return response.redirect(303, home(visit));
  session.signIns.delete(party.service.id);
  session.leaving = randomBytes(16).toString('base64url');
  const { leaving: state } = session;
  try {
    const returnTo = new URL('/', council.url).href;
    const url = await signOutUrl(party, { idToken: leaver.idToken, state, returnTo, language });
    response.redirect(303, url.href);
  } catch {
    response.redirect(303, `/?state=${state}`);
  }
};

/** Answers as Back-Channel Logout 1.0, section 2.8 wants: 200, or 400 with a reason; 503 asks the hub to come again. */
function backChannelLogout(): Act {
  const verify = createLogoutTokenVerifier();
  return async ({ council, party, request, response }) => {
    try {
      const named = await verify(party, String(request.body?.logout_token));
      council.sessions.end(party.service.id, named);
      response.status(200).end();
    } catch (error) {
      const isForged = error instanceof LogoutTokenError || error instanceof joseErrors.JOSEError;
      const isLater = !isForged && problemOf(error) === 'unreachable';
      council.report('back_channel_logout', inWords(error));
      response.status(isLater ? 503 : 400).json({ error: isLater ? 'temporarily_unavailable' : 'invalid_request' });
    }
  };
}

/**
 * A subject of ours has changed (docs/add-a-service.md, "When somebody becomes somebody else"). A service with records would move them to the
 * new subject, or look at them; this one has none, so it ends what was opened under the old one.
 */
function securityEvent(): Act {
  const verify = createSecurityEventVerifier();
  return async ({ council, party, request, response }) => {
    try {
      const event = await verify(party, typeof request.body === 'string' ? request.body : '');
      if (event) council.sessions.end(party.service.id, { sub: event.sub });
      if (event) council.report('security_event', event.kind);
      response.status(202).end();
    } catch (error) {
      const isLater = problemOf(error) === 'unreachable';
      council.report('security_event', error instanceof Error ? error.name : typeof error);
      if (isLater) response.status(503).end();
      else response.status(400).json({ err: 'invalid_request', description: 'the token is not to be believed' });
    }
  };
}

/** The hub asks whether this service knows somebody (docs/add-a-service.md, "Find your own record"). */
function match(council: Council): Act {
  const isMatch = createMatcher(council.residents);
  return async ({ party, request, response }) => {
    const url = new URL(`/${party.service.id}/match`, council.url).href;
    try {
      const signature = request.get('gatehouse-signature') ?? '';
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const result = await isMatch({ body, signature, url, hubKeys: await party.hubKeys() });
      response.status(200).json({ result });
    } catch (error) {
      // The name of the error alone: what was asked is about a person.
      council.report('match', error instanceof Error ? error.name : typeof error);
      response.status(400).json({ error: 'invalid_request' });
    }
  };
}

/** Routes below `/{service}`; an unknown service falls through to "not found". */
export function serviceRoutes(council: Council): Router {
  const router = Router({ mergeParams: true });
  const act =
    (one: Act): RequestHandler<{ service?: string }> =>
    async (request, response, next) => {
      const party = council.parties.get(request.params.service ?? '');
      if (!party) return next();
      await one({ council, party, request, response, language: response.locals.language });
    };
  const form = express.urlencoded({ extended: false, limit: '16kb' });
  router.get('/', act(start));
  router.get('/sign-in', act(signIn));
  router.get('/signed-in', act(signedIn));
  router.get('/problem', act(problem));
  router.post('/refresh', form, act(refresh));
  router.get('/sign-out', act(signOut));
  router.post('/back-channel-logout', form, act(backChannelLogout()));
  router.post(
    '/security-events',
    express.text({ type: 'application/secevent+jwt', limit: '16kb' }),
    act(securityEvent()),
  );
  router.post('/match', express.raw({ type: 'application/json', limit: '16kb' }), act(match(council)));
  return router;
}
