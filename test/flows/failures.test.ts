// Every way in which a sign-in fails, as the reference's table has them: what the service's client hears, and that the page leaves ways on.
import { expect } from 'chai';
import { createBrowser, type Page } from '../support/http.ts';
import { type House, startHouse } from '../support/hub.ts';
import { pageOf } from '../support/relying-party.ts';
import * as flow from './visits.ts';

describe('flows: the table of failures', () => {
  let house: House;
  before(async () => {
    const medium = { identity: 'medium', authenticator: 'medium' } as const;
    house = await startHouse({
      providers: { scotland: { temporarilyUnavailable: true } },
      services: {
        'only-scotland': { providers: ['scotland'], minimumLevel: medium },
        'only-central': { providers: ['central'], minimumLevel: medium },
        'only-local': { providers: ['local'] },
      },
    });
  });
  after(() => house.close());

  /** Help without the internet, and a way back to the service; on every page of failure. */
  function hasWaysOn(page: Page, other?: 'another account'): void {
    expect(page.text).to.include('01632 960 001').and.include('Exampleton Library');
    expect(
      page.forms.some(({ action }) => action.endsWith('/cancel')),
      'a way back',
    ).to.equal(true);
    const free = flow.providersOn(page).some(({ disabled }) => !disabled);
    expect(free || page.forms.some(({ action }) => action.endsWith('/waiting')), 'another account').to.equal(
      Boolean(other),
    );
  }

  async function failed(service: string, provider: 'central' | 'local', fault: string) {
    const visit = await flow.visit(house, service);
    const { asking, page } = await flow.arrive(visit);
    let back = await flow.tryProvider(visit, page, { provider, fault });
    const posted = back.forms.find(({ fields }) => 'SAMLResponse' in fields);
    if (posted) back = await flow.press(visit, back, { form: posted.action });
    return { page: back, told: () => told(visit, asking, back) };
  }
  async function told(visit: flow.Visit, asking: Awaited<ReturnType<typeof flow.arrive>>['asking'], page: Page) {
    const end = await flow.press(visit, page, { form: '/cancel' });
    return flow.errorIn(visit, asking, flow.answerIn(visit, end));
  }
  const outcomes = async () =>
    (await house.hub.store.trail.read(1, 5000))
      .filter(({ event }) => event === 'provider.answered')
      .map(({ data }) => data.outcome);

  it('the person cancels: access_denied', async () => {
    const { page, told: tells } = await failed('parking-permit', 'central', 'cancelled');
    hasWaysOn(page, 'another account');
    expect(await tells()).to.equal('access_denied');
  });

  it('the level is not reached after the step-ups on offer: unmet_authentication_requirements', async () => {
    const { page, told: tells } = await failed('only-central', 'central', 'lower-level');
    expect(pageOf(page)).to.equal('stopped');
    hasWaysOn(page);
    expect(await tells()).to.equal('unmet_authentication_requirements');
  });

  it('the provider is down and none other possible: temporarily_unavailable', async () => {
    const visit = await flow.visit(house, 'only-scotland');
    const { asking, page } = await flow.arrive(visit);
    expect(pageOf(page)).to.equal('stopped');
    hasWaysOn(page);
    expect(await told(visit, asking, page)).to.equal('temporarily_unavailable');
  });

  it('prompt=none and something would have to be shown: login_required, then consent_required', async () => {
    const browser = createBrowser();
    const visit = await flow.visit(house, 'parking-permit', browser);
    expect(await flow.refusal(visit, { prompt: 'none' })).to.equal('login_required');
    await flow.signIn(visit);
    expect(await flow.refusal(visit, { prompt: 'none', scope: 'openid profile' })).to.equal('consent_required');
  });

  it('a fraud signal: word for word the page and the error of a failed sign-in, told apart in the trail alone', async () => {
    const fraud = await failed('only-local', 'local', 'fraud');
    const honest = await failed('only-local', 'local', 'not-verified');
    const anonymous = ({ body }: Page) =>
      body
        .replaceAll(/\/sign-in\/[\w-]+|value="[\w-]{20,}"|nonce-?[="\w+/-]+|[B-Z2-9]{4}-[B-Z2-9]{4}/g, '…')
        // How long is left, which a second may change.
        .replaceAll(/data-left="\d+"|You have until [^<]*/g, '…');
    expect(anonymous(fraud.page)).to.equal(anonymous(honest.page));
    expect(fraud.page.body).to.include('data-attempt="not-verified"');
    hasWaysOn(fraud.page, 'another account');
    expect(await fraud.told()).to.equal(await honest.told());
    expect((await outcomes()).slice(-2)).to.deep.equal(['fraud', 'not-verified']);
  });

  it('the post is awaited: unmet_authentication_requirements, with a case reference and a resume code on the page', async () => {
    const { page, told: tells } = await failed('parking-permit', 'central', 'pending');
    expect(pageOf(page)).to.equal('waiting');
    expect(page.text)
      .to.match(/Your code ([B-Z2-9]{4}-){3}/)
      .and.match(/Reference number [B-Z2-9]{4}-/);
    hasWaysOn(page, 'another account');
    expect(await tells()).to.equal('unmet_authentication_requirements');
  });
});
