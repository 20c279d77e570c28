// Whatever an operator has turned off is off at every entry and for every grant: a service, a provider, a person. What was under way ends, too.
import { expect } from 'chai';
import * as client from 'openid-client';
import { createBrowser, type Page } from '../../support/http.ts';
import { type House, startHouse } from '../../support/hub.ts';
import { walk } from '../../support/relying-party.ts';
import * as flow from '../visits.ts';

const service = 'parking-permit';
const offline = { scope: 'openid profile offline_access', prompt: 'consent' };

/** How each kind is turned off, as the command line does it. */
const turned: Record<string, (house: House) => Promise<void>> = {
  'a service': ({ hub }) => hub.store.serviceFacts.put(service, 'switch', { off: true }),
  'a provider': ({ hub }) => hub.store.providerFacts.put('central', 'switch', { off: true }),
  'a person': async ({ hub }) => {
    const [row] = (await hub.store.trail.read(1, 10_000)).filter(({ event }) => event === 'person.new');
    await hub.store.people.block(String(row?.data.person));
  },
};

/** Everything that can be under way, begun while all was on. */
async function underWay(house: House) {
  const at = await flow.visit(house, service);
  const { tokens, claims } = await flow.signIn(at, offline);
  const asking = await at.party.ask();
  const answer = flow.answerIn(at, await at.browser.visit(asking.url.href, at.party.isHere));
  const choosing = await flow.visit(house, service);
  const choice = (await flow.arrive(choosing)).page;
  const sharing = await flow.visit(house, service);
  const share = await flow.tryProvider(sharing, (await flow.arrive(sharing, offline)).page, {
    provider: 'central',
  });
  const coming = await flow.visit(house, service);
  const there = await flow.press(coming, (await flow.arrive(coming)).page, {
    form: '/choice',
    fields: { provider: 'central' },
  });
  const back = await coming.browser.submit(there, { persona: 'hannah-fairweather' }, '/simulator/continue');
  const pushed = await at.party.ask({}, 'pushed');
  return { at, tokens, claims, asking, answer, choosing, choice, sharing, share, coming, back, pushed };
}

const codeIn = (page: Page) => page.location !== undefined && new URL(page.location).searchParams.has('code');
const fails = async (call: Promise<unknown>) =>
  expect((await Promise.allSettled([call]))[0]?.status).to.equal('rejected');

for (const [kind, turn] of Object.entries(turned)) {
  describe(`flows: ${kind} that is switched off`, () => {
    let house: House;
    let before_: Awaited<ReturnType<typeof underWay>>;
    before(async () => {
      house = await startHouse({ services: { [service]: { clientCredentials: true } } });
      before_ = await underWay(house);
      await turn(house);
      await house.hub.refreshSwitches();
    });
    after(() => house.close());

    it('gets no code by a new sign-in, a silent one, or a request that was pushed before', async () => {
      const { at, pushed } = before_;
      const fresh = await flow.visit(house, service);
      expect(await walk(fresh, await fresh.party.ask())).to.not.have.property('answer');
      for (const { url } of [await at.party.ask({ prompt: 'none' }), await at.party.ask(), pushed])
        expect(codeIn(await at.browser.visit(url.href, at.party.isHere)), url.href).to.equal(false);
    });

    it('gets no code from pages that were open, nor by an answer on its way', async () => {
      const { choosing, choice, sharing, share, coming, back } = before_;
      const next = await choosing.browser.follow(
        await choosing.browser.submit(choice, { provider: 'central' }, '/choice'),
        choosing.party.isHere,
      );
      expect(new URL(next.url).origin === house.issuer || kind === 'a person', next.url).to.equal(true);
      const shared = await sharing.browser.submit(share, {}, '/share');
      expect(codeIn(await sharing.browser.follow(shared, sharing.party.isHere))).to.equal(false);
      expect(codeIn(await coming.browser.follow(back, coming.party.isHere))).to.equal(false);
    });

    it('gets no tokens for a code or a refresh token, and nothing for an access token', async () => {
      const { at, asking, answer, tokens, claims } = before_;
      const { configuration } = at.party;
      await fails(at.party.collect(asking, answer));
      await fails(client.fetchUserInfo(configuration, tokens.access_token, claims.sub));
      const told = await client.tokenIntrospection(configuration, tokens.access_token).catch(() => ({ active: false }));
      expect(told.active).to.equal(false);
      await fails(client.refreshTokenGrant(configuration, tokens.refresh_token ?? ''));
    });

    if (kind !== 'a service')
      it('opens no page of the person’s own', async () => {
        const page = await flow.ownPage(before_.at, house, '/account');
        expect(page.text).to.not.include('Hannah').and.not.include('GOV.UK One Login account');
        expect(page.body).to.include('data-page="account-start"');
      });
  });
}

describe('flows: a service that is switched off', () => {
  let house: House;
  beforeEach(async () => {
    house = await startHouse({ services: { [service]: { clientCredentials: true } } });
  });
  afterEach(() => house.close());

  const turn = async (off: boolean) => {
    await house.hub.store.serviceFacts.put(service, 'switch', { off });
    await house.hub.refreshSwitches();
  };

  it('is refused by name wherever a service comes by itself, and told why', async () => {
    const { party } = await flow.visit(house, service);
    const { tokens } = await flow.signIn(await flow.visit(house, service), offline);
    await turn(true);
    const { configuration } = party;
    for (const call of [
      () => party.ask({}, 'pushed'),
      () => client.clientCredentialsGrant(configuration),
      () => client.refreshTokenGrant(configuration, tokens.refresh_token ?? ''),
      () => client.tokenIntrospection(configuration, tokens.access_token),
      () => client.tokenRevocation(configuration, tokens.access_token),
    ]) {
      const problem: unknown = await call().catch((error: unknown) => error);
      expect(problem, String(call)).to.include({ status: 401, error: 'invalid_client' });
      expect((problem as client.ResponseBodyError).error_description).to.include('switched this service off');
    }
  });

  it('says so to people on a page, in both languages, with the council’s help and no way into the service', async () => {
    const at = await flow.visit(house, service);
    const { tokens } = await flow.signIn(at, offline);
    const { page: choice } = await flow.arrive(await flow.visit(house, service));
    const open = await flow.visit(house, service);
    const { page: opened } = await flow.arrive(open);
    await turn(true);
    const url = (await at.party.ask()).url;
    const welsh = new URL(url);
    welsh.searchParams.set('ui_locales', 'cy');
    const leaving = new URL('/sign-out', house.issuer);
    leaving.searchParams.set('id_token_hint', tokens.id_token ?? '');
    leaving.searchParams.set('post_logout_redirect_uri', 'http://127.0.0.1:3001/');
    const pages = [
      await at.browser.visit(url.href, at.party.isHere),
      await at.browser.visit(leaving.href),
      await open.browser.visit(opened.url, open.party.isHere),
      await open.browser.submit(opened, { provider: 'central' }, '/choice'),
      await open.browser.submit(opened, {}, '/cancel'),
    ];
    for (const page of pages) {
      expect(page.status, page.url).to.equal(403);
      expect(page.text).to.include('This service is switched off').and.include('01632 960 001');
      expect(page.body).to.not.include('href="http://127.0.0.1:3001/"');
    }
    expect((await at.browser.visit(welsh.href, at.party.isHere)).text).to.include(
      'Mae’r gwasanaeth hwn wedi’i ddiffodd',
    );
    expect(choice.status).to.equal(200);
  });

  it('takes no code of a sign-in that waited, and keeps it for when it is on again', async () => {
    const at = await flow.visit(house, service);
    const there = await flow.press(at, (await flow.arrive(at)).page, {
      form: '/choice',
      fields: { provider: 'central' },
    });
    const pending = { persona: 'hannah-fairweather', x_fault: 'pending' };
    const waiting = await flow.press(at, there, { form: '/simulator/continue', fields: pending });
    const code = /data-resume-code>([^<]+)</.exec(waiting.body)?.[1] ?? '';
    const form = await at.browser.visit(`${house.issuer}/resume`);
    await turn(true);
    const refused = await at.browser.submit(form, { code }, '/resume');
    expect(refused.status).to.equal(403);
    expect(refused.text).to.include('This service is switched off');
    await turn(false);
    expect((await at.browser.submit(form, { code }, '/resume')).body).to.include('data-resumed');
  });

  it('leaves every other service alone, and goes on where it stood when it is on again', async () => {
    const at = await flow.visit(house, service);
    const { tokens } = await flow.signIn(at, offline);
    await turn(true);
    await flow.signIn(await flow.visit(house, 'bin-collection', at.browser));
    await turn(false);
    await client.refreshTokenGrant(at.party.configuration, tokens.refresh_token ?? '');
    await flow.passThrough(at, { scope: offline.scope });
  });

  it('stays off where its record says so, whatever the switch says', async () => {
    house.config.services.set(service, { ...(house.config.services.get(service) ?? expect.fail()), enabled: false });
    await house.restart();
    await turn(false);
    const at = await flow.visit(house, service);
    const page = await createBrowser().visit((await at.party.ask()).url.href, at.party.isHere);
    expect(page.status).to.equal(403);
  });
});
