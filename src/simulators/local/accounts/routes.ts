// Accounts that people make for themselves, over HTTP: making one, and signing in with it in the middle of a service provider's request.
// Nobody must get in before the code of the letter was typed, and nobody is given more than a request asks for.
import { type Request, type Response, Router } from 'express';
import { readParameters } from '../../kit/parameters.ts';
import { createShelf } from '../../kit/shelf.ts';
import { noTrouble } from '../faults.ts';
import { type House, sendFailure, sendSuccess } from '../house.ts';
import { passwordClass } from '../messages.ts';
import { type Account, acceptable } from '../people.ts';
import { localeOf, over, politely } from '../polite.ts';
import type { Waiting } from '../requests.ts';
import { judge } from '../second-factor/codes.ts';
import { firstPage, newPage, postedPage, signInPage } from './pages.ts';
import { shortestPassword, userNameShape } from './register.ts';
import { says } from './words.ts';

/** Somebody whose password was right, before the code of their letter. */
interface Arrival {
  request: string;
  account: Account;
}

export function accountRoutes(house: House): Router {
  const router = Router();
  router.get(
    '/new',
    politely((request, response) => {
      const { request: handle } = readParameters(request.query);
      response.send(newPage({ locale: localeOf(request), request: handle, homes: house.homes, typed: {} }));
    }),
  );
  router.post(
    '/new',
    politely((request, response) => create(house, request, response)),
  );
  router.post(
    '/stop',
    politely((request, response) => {
      const { request: handle } = readParameters(request.body);
      sendFailure(house, response, { login: taken(house, handle), why: 'pending' });
    }),
  );
  signInRoutes(house, router);
  return router;
}

function signInRoutes(house: House, router: Router): void {
  const arrivals = createShelf<Arrival>(3600);
  router.get(
    '/sign-in',
    politely((request, response) => {
      const { request: handle } = readParameters(request.query);
      response.send(signInPage({ locale: waiting(house, handle).locale, request: handle }));
    }),
  );
  router.post(
    '/sign-in',
    politely(async (request, response) => {
      const { request: handle = '', userName = '', password = '' } = readParameters(request.body);
      const { locale } = waiting(house, handle);
      const found = await house.register.check(userName, password);
      if (!found) {
        const problem = { text: says[locale].wrong, field: 'userName' };
        response.status(400).send(signInPage({ locale, request: handle, typed: userName, problem }));
      } else if (found.active) await enter(house, response, { request: handle, account: found.account });
      else {
        const arrival = arrivals.put({ request: handle, account: found.account });
        response.send(firstPage({ locale, request: handle, handle: arrival }));
      }
    }),
  );
  router.post(
    '/first',
    politely(async (request, response) => {
      const { handle = '', code = '' } = readParameters(request.body);
      const arrival = arrivals.peek(handle);
      if (!arrival) throw over();
      const { locale } = waiting(house, arrival.request);
      const problem = tried(house, arrival.account, { code, say: says[locale] });
      if (problem === undefined) {
        arrivals.take(handle);
        house.register.activate(arrival.account);
        return enter(house, response, arrival);
      }
      const shown = { locale, request: arrival.request, handle, problem: { text: problem, field: 'code' } };
      response.status(400).send(firstPage(shown));
    }),
  );
  router.post(
    '/first/stop',
    politely((request, response) => {
      const arrival = arrivals.take(String(request.query.handle));
      sendFailure(house, response, { login: taken(house, arrival?.request), why: 'pending' });
    }),
  );
}

function waiting(house: House, handle: string | undefined): Waiting {
  const login = house.requests.peek(handle);
  if (!login) throw over();
  return login;
}

function taken(house: House, handle: string | undefined): Waiting {
  const login = house.requests.take(handle);
  if (!login) throw over();
  return login;
}

async function create(house: House, request: Request, response: Response): Promise<void> {
  const { request: handle, userName = '', password = '', home } = readParameters(request.body);
  const locale = localeOf(request);
  const say = says[locale];
  const shown = {
    locale,
    request: handle,
    homes: house.homes,
    typed: { userName, ...(home !== undefined && { home }) },
  };
  const wrong = (text: string, field: string) =>
    void response.status(400).send(newPage({ ...shown, problem: { text, field } }));
  const address = house.homes.find(({ id }) => id === home)?.lines;
  if (!userNameShape.test(userName)) return wrong(say.badName, 'userName');
  if ([...password].length < shortestPassword || password.length > 200) return wrong(say.badPassword, 'password');
  if (!address) return wrong(say.noHome, 'home');
  if (!(await house.register.create({ userName, password, address, locale }))) return wrong(say.taken, 'userName');
  response.send(postedPage({ locale, request: handle }));
}

/** Tries the code of the first letter. What is wrong, or nothing. */
function tried(
  { office }: House,
  account: Account,
  { code, say }: { code: string; say: (typeof says)['en'] },
): string | undefined {
  const letter = office.letterOf(account.id);
  if (!letter) return say.noLetter;
  const { verdict, left } = judge(letter.issued, code, office.now());
  office.keepLetter(account.id, left);
  if (verdict === 'right') return undefined;
  return left ? say.badCode : say.noLetter;
}

/** In with the password where that is enough; on to the second step where it is not. */
async function enter(house: House, response: Response, { request, account }: Arrival): Promise<void> {
  const login = taken(house, request);
  const trouble = house.desk.take();
  if (acceptable('password', login.classes))
    return sendSuccess(house, response, { login, trouble, account, classRef: passwordClass });
  if (acceptable('second-factor', login.classes))
    return response.redirect(303, `/second-factor/${house.office.visits.put({ login, account, trouble })}`);
  sendFailure(house, response, { login, why: 'no-context', trouble: noTrouble });
}
