// Services that want their answer posted (OAuth 2.0 Form Post Response Mode), as .NET's do unless told otherwise: the page in between is the hub's own.
import { expect } from 'chai';
import * as client from 'openid-client';
import type { Page } from '../support/http.ts';
import { type House, startHouse } from '../support/hub.ts';
import { type Asking, pageOf } from '../support/relying-party.ts';
import * as flow from './visits.ts';

const posted = { response_mode: 'form_post', scope: 'openid email', prompt: 'consent' };
const heading = { en: 'You are on your way', cy: 'Rydych chi ar eich ffordd' };

describe('flows: an answer that is posted', () => {
  let house: House;
  before(async () => {
    house = await startHouse({});
  });
  after(() => house.close());

  /** Signs in up to the page that hands the answer on. */
  async function answered(parameters: Record<string, string> = {}) {
    const at = await flow.visit(house, 'bin-collection');
    const { asking, page } = await flow.arrive(at, { ...posted, ...parameters });
    const share = await flow.tryProvider(at, page, { provider: 'central' });
    return { at, asking, page: await flow.press(at, share, { form: '/share' }) };
  }

  /** What the service is sent, by the one form of the page. */
  function sentTo({ party }: flow.Visit, page: Page): Request {
    expect(page.forms.map(({ action }) => action)).to.deep.equal([party.redirectUri]);
    const body = new URLSearchParams(page.forms[0]?.fields as Record<string, string>);
    return new Request(party.redirectUri, { method: 'POST', body });
  }
  const collected = ({ party }: flow.Visit, { checks }: Asking, sent: Request) =>
    client.authorizationCodeGrant(party.configuration, sent, checks);

  it('comes with a page of the hub, whose form leads to the service only, and is good for tokens', async () => {
    const { at, asking, page } = await answered();
    expect([page.status, pageOf(page)]).to.deep.equal([200, 'leaving']);
    expect(page.text).to.include(heading.en).and.include('press the button');
    expect(page.body).to.include('lang="en"').and.not.include('language=cy');
    const policy = page.headers['content-security-policy'] ?? '';
    expect(/form-action ([^;]*)/.exec(policy)?.[1]?.split(' ')).to.deep.equal([new URL(at.party.redirectUri).origin]);
    const nonce = /script-src 'nonce-([^']+)'/.exec(policy)?.[1];
    expect(page.body).to.include(`<script nonce="${nonce}">document.forms[0].submit()</script>`);
    const tokens = await collected(at, asking, sentTo(at, page));
    expect(tokens.claims()).to.include({ iss: house.issuer, nonce: asking.checks.expectedNonce });
  });

  it('speaks the language that the service asked for, or that was chosen', async () => {
    expect((await answered({ ui_locales: 'cy' })).page.text).to.include(heading.cy);
    const at = await flow.visit(house, 'bin-collection');
    const { page } = await flow.arrive(at, { ...posted, ui_locales: 'cy' });
    const english = await at.browser.follow(await at.browser.click(page, 'language=en'));
    const share = await flow.tryProvider(at, english, { provider: 'central' });
    expect((await flow.press(at, share, { form: '/share' })).text).to.include(heading.en);
  });

  it('says what went wrong: to who turned back, and to a service that let nobody be asked', async () => {
    const errorIn = async (at: flow.Visit, asking: Asking, page: Page) => {
      expect(pageOf(page)).to.equal('leaving');
      const problem = await collected(at, asking, sentTo(at, page)).catch((error: unknown) => error);
      return problem instanceof client.AuthorizationResponseError ? problem.error : problem;
    };
    const at = await flow.visit(house, 'bin-collection');
    const { asking, page } = await flow.arrive(at, posted);
    expect(await errorIn(at, asking, await flow.press(at, page, { form: '/cancel' }))).to.equal('access_denied');
    const silent = await flow.arrive(at, { ...posted, prompt: 'none' });
    expect(await errorIn(at, silent.asking, silent.page)).to.equal('login_required');
  });

  it('writes whatever a service put into state as it is', async () => {
    const state = `"><script>alert('&amp;')</script>`;
    const { page } = await answered({ state });
    expect(page.body).to.not.include('<script>alert');
    expect(page.forms[0]?.fields).to.include({ state });
  });
});
