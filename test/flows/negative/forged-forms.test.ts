// Every form of the hub carries a token of the page and the browser that it was made for (docs/decisions/009). The routes are read from the running
// hub: whoever adds one that changes something without a token finds it named here.
import { expect } from 'chai';
import type { Browser } from '../../support/http.ts';
import { type House, startHouse } from '../../support/hub.ts';
import { routesOf } from '../../support/routes.ts';
import { officerAt } from '../staffed.ts';
import * as flow from '../visits.ts';

/** Posts that come from other sites by design, and what they are held by instead. */
const fromElsewhere: Record<string, string> = {
  '/authorize': 'a service’s request: it goes on as a GET, and changes nothing by itself',
  '/callback/:provider': 'the one-time state, and the receipt that only the browser with the cookie can use',
  '/sign-out/done': 'the one-time state; the session has ended before',
};

const fieldsOf = (text: string): Record<string, string> => Object.fromEntries(new URLSearchParams(text));

describe('flows: a form that the hub did not make for this page and browser', () => {
  let house: House;
  let routes: string[];
  /** Browsers that may be where a route is, by the route's first step. */
  let browsers: Record<string, Browser[]>;
  let uid: string;
  before(async () => {
    house = await startHouse();
    routes = (await routesOf(house)).post;
    const at = await flow.visit(house, 'parking-permit');
    await flow.signIn(at);
    const { page } = await flow.arrive(await flow.visit(house, 'council-tax', at.browser), { prompt: 'login' });
    uid = new URL(page.url).pathname.split('/')[2] ?? '';
    const staff = [await officerAt(house), await officerAt(house, 'asha-assessor')].map(({ at }) => at.browser);
    for (const path of ['/resume', '/vouch', '/account']) await at.browser.visit(house.issuer + path);
    browsers = { staff };
    for (const first of ['sign-in', 'account', 'resume', 'vouch']) browsers[first] = [at.browser];
  });
  after(() => house.close());

  it('is known by its route: there are forms for people, staff and those who go on later, and three posts from elsewhere', () => {
    expect(routes).to.include.members(['/sign-in/:uid/:page', '/account/delete', '/resume', '/staff/sign-out']);
    expect(routes).to.include.members(Object.keys(fromElsewhere));
    expect(routes.length).to.be.greaterThan(30);
  });

  it('signs nobody out: the library’s own form has a token, too', async () => {
    const at = await flow.visit(house, 'parking-permit');
    await flow.signIn(at);
    await at.browser.visit(`${house.issuer}/sign-out`);
    for (const fields of ['logout=yes', 'logout=yes&xsrf=', 'logout=yes&xsrf=guess'].map(fieldsOf))
      expect((await at.browser.post(`${house.issuer}/sign-out/confirm`, fields)).status).to.equal(400);
    await flow.passThrough(at);
  });

  it('is refused, without a token and with that of another form, on every route', async () => {
    const other = (await browsers.account?.[0]?.visit(`${house.issuer}/resume`))?.forms[0]?.fields.token ?? '';
    const let_in: string[] = [];
    for (const route of routes.filter((route) => !(route in fromElsewhere))) {
      const path = route.replace(':uid', uid).replaceAll(/:\w+/g, 'x');
      for (const fields of ['', 'token=', `token=${other}x`].map(fieldsOf)) {
        const answers = await Promise.all(
          (browsers[route.split('/')[1] ?? ''] ?? []).map((browser) => browser.post(house.issuer + path, fields)),
        );
        const refused = answers.some(
          ({ status, text }) => status === 403 && text.includes('We could not check that form'),
        );
        const done = answers.some(({ status }) => status < 400 && status !== 303);
        if (!refused || done)
          let_in.push(
            `${route} ${JSON.stringify(fields)} ${answers.map(({ status, location }) => [status, location])}`,
          );
      }
    }
    expect(let_in).to.deep.equal([]);
  });
});
