// The second step over HTTP: `/second-factor/:visit` lists the ways, `…/code` is the page of the one chosen. Only a right code leads to an
// answer with somebody in it; turning back, and waiting for the post or the desk, lead to the answers that say so.
import { type Request, type Response, Router } from 'express';
import { readParameters } from '../../kit/parameters.ts';
import { type House, sendFailure, sendSuccess } from '../house.ts';
import { over, politely } from '../polite.ts';
import type { Office, Visit } from './office.ts';
import { codePage, type Shown, waysPage } from './pages.ts';
import { attempt, begin, issuedIn, obstacleFor } from './step.ts';
import { classOfWay, wayNames } from './ways.ts';
import { says } from './words.ts';

interface At extends Shown {
  handle: string;
  request: Request;
  response: Response;
}

export function secondFactorRoutes(house: House): Router {
  const { office } = house;
  const router = Router();
  const at = (work: (at: At) => Promise<void> | void) =>
    politely((request, response) => {
      const handle = String(request.params.visit);
      const visit = office.visits.peek(handle);
      if (!visit) throw over();
      return work({ request, response, handle, visit, office, path: `/second-factor/${handle}` });
    });

  router.get(
    '/:visit',
    at(({ response, ...shown }) => void response.send(waysPage(shown))),
  );
  router.post(
    '/:visit',
    at((here) => chosen(office, here)),
  );
  router.get(
    '/:visit/code',
    at(({ response, ...shown }) => {
      const { way, issued } = shown.visit;
      const isUsedUp = !issued && way !== 'letter' && way !== 'desk';
      if (isUsedUp) response.redirect(303, shown.path);
      else response.send(codePage(shown));
    }),
  );
  router.post(
    '/:visit/code',
    at((here) => typed(house, here)),
  );
  router.post(
    '/:visit/again',
    at(({ response, handle, visit, path }) => {
      const { way } = visit;
      const isOpen = (way === 'text' || way === 'voice') && !obstacleFor(office, visit, way);
      if (isOpen) office.visits.set(handle, begin(office, visit, way));
      response.redirect(303, isOpen ? `${path}/code` : path);
    }),
  );
  router.post(
    '/:visit/order',
    at(({ response, handle, visit, path }) => {
      const { account, login, way } = visit;
      if (way !== 'letter') return response.redirect(303, path);
      office.order(account, { kind: 'code', locale: login.locale });
      stop({ house, response, handle, visit }, 'pending');
    }),
  );
  router.post(
    '/:visit/stop',
    at(({ response, handle, visit }) => stop({ house, response, handle, visit }, 'pending')),
  );
  router.post(
    '/:visit/cancel',
    at(({ response, handle, visit }) => stop({ house, response, handle, visit }, 'cancelled')),
  );
  return router;
}

function stop(
  { house, response, handle, visit }: { house: House; response: Response; handle: string; visit: Visit },
  why: 'pending' | 'cancelled',
): void {
  house.office.visits.take(handle);
  sendFailure(house, response, { login: visit.login, why });
}

/** A way was chosen: it begins, where it can be taken. */
function chosen(office: Office, { request, response, ...shown }: At): void {
  const { way } = readParameters(request.body);
  const known = wayNames.find((name) => name === way);
  if (!known || obstacleFor(office, shown.visit, known)) {
    response.status(400).send(waysPage({ ...shown, problem: says[shown.visit.login.locale].nothing }));
    return;
  }
  office.visits.set(shown.handle, begin(office, shown.visit, known));
  response.redirect(303, `${shown.path}/code`);
}

async function typed(house: House, { request, response, ...shown }: At): Promise<void> {
  const { office } = house;
  const { handle } = shown;
  const { visit, verdict } = attempt(office, shown.visit, readParameters(request.body).code ?? '');
  const { login, account, trouble, way } = visit;
  const say = says[login.locale];
  if (verdict === 'right' && way) {
    office.visits.take(handle);
    return sendSuccess(house, response, { login, trouble, account, classRef: classOfWay[way] });
  }
  office.visits.set(handle, visit);
  const problem =
    verdict === 'wrong'
      ? say.wrong(issuedIn(office, visit)?.tries ?? 1)
      : say.problem[verdict === 'right' ? 'none' : verdict];
  const isOver = verdict === 'no-more-tries' || !way;
  response.status(400).send((isOver ? waysPage : codePage)({ ...shown, visit, problem }));
}
