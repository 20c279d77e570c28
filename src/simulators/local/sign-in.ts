// A sign-in at the register: the request, the page that lists the people, and what comes of the choice.
// Whoever is chosen must never be given a level that was not asked for or that they do not reach.
import type { Request, Response } from 'express';
import { readParameters } from '../kit/parameters.ts';
import { endsBadly } from './answer.ts';
import { parseFaultOrder } from './faults.ts';
import { type House, sendFailure, sendSuccess } from './house.ts';
import { choosePage } from './pages.ts';
import { acceptable, classesOf, levels } from './people.ts';
import { localeOf, over } from './polite.ts';
import type { Sent, Waiting } from './requests.ts';

export const sentBy = (request: Request, url: string): Sent => ({
  method: request.method,
  address: `${url}${request.path}`,
  query: request.originalUrl.split('?')[1] ?? '',
  fields: request.body ?? {},
});

/** `/sso`: the request of a service provider. */
export async function signOn(house: House, request: Request, response: Response): Promise<void> {
  const login = { ...(await house.reader.receiveLogin(sentBy(request, house.url))), locale: localeOf(request) };
  if (login.isPassive) return sendFailure(house, response, { login, why: 'passive' });
  response.send(choosePage(choiceOf(house, house.requests.put(login), login)));
}

function choiceOf({ accounts, desk }: House, handle: string, { classes, locale }: Waiting) {
  const asked = levels.filter((level) => acceptable(level, classes));
  return { handle, accounts, asked, waiting: desk.peek().fault, locale };
}

/**
 * POST /simulator/continue: `request`, `persona`, and if wanted `level`, `x_fault` and `second`, as the page sends them. With
 * `second=walk` the person walks through the second step, where one is taken; without, it is done for them.
 */
export async function goOn(house: House, request: Request, response: Response): Promise<void> {
  const form = readParameters(request.body);
  const login = house.requests.peek(form.request);
  if (!login) throw over();
  const wanted = form.x_fault && form.x_fault !== 'none' ? parseFaultOrder({ fault: form.x_fault }) : undefined;
  const account = house.accounts.find(({ id }) => id === form.persona);
  if (!account && !endsBadly(wanted?.fault ?? '')) {
    response.status(400).send(choosePage({ ...choiceOf(house, form.request ?? '', login), nobodyChosen: true }));
    return;
  }
  house.requests.take(form.request);
  const trouble = wanted ?? house.desk.take();
  const { fault } = trouble;
  if (endsBadly(fault)) return sendFailure(house, response, { login, why: fault, trouble });
  const walks = form.second === 'walk' && form.level !== 'password' && acceptable('second-factor', login.classes);
  if (account && walks) {
    response.redirect(303, `/second-factor/${house.office.visits.put({ login, account, trouble })}`);
    return;
  }
  const possible = levels.filter((level) => account?.reaches.includes(level) && acceptable(level, login.classes));
  const level = form.level ? possible.find((one) => one === form.level) : possible.at(-1);
  if (!account || !level) return sendFailure(house, response, { login, why: 'no-context', trouble });
  const classRef = classesOf[level].find((name) => login.classes.includes(name)) ?? classesOf[level][0] ?? '';
  await sendSuccess(house, response, { login, trouble, account, classRef });
}
