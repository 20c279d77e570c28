// One browser, several services: signing on without a page, agreeing once, another person in between, leaving everything at once.
import { expect } from 'chai';
import * as client from 'openid-client';
import { createBrowser } from '../support/http.ts';
import { type House, startHouse } from '../support/hub.ts';
import { pageOf } from '../support/relying-party.ts';
import { type BackChannel, startBackChannel } from './back-channel.ts';
import * as flow from './visits.ts';

const email = { scope: 'openid email' };
const more = { scope: 'openid email profile' };
const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout';

describe('flows: single sign-on', () => {
  let house: House;
  let backChannel: BackChannel;
  before(async () => {
    backChannel = await startBackChannel();
    const told = (id: string) => ({ [id]: { backchannelLogoutUri: backChannel.uriOf(id) } });
    house = await startHouse({ services: { ...told('bin-collection'), ...told('parking-permit') } });
  });
  after(async () => {
    await house.close();
    await backChannel.close();
  });

  /** A browser that is signed in to parking-permit, and a visit of the same browser to bin-collection. */
  async function signedIn(parameters: Record<string, string> = {}) {
    const permit = await flow.visit(house, 'parking-permit');
    const first = await flow.signIn(permit, parameters);
    return { permit, first, bins: await flow.visit(house, 'bin-collection', permit.browser) };
  }
  const taken = (service: string) => backChannel.taken(service, house.issuer);

  describe('what is shared', () => {
    it('is agreed to once per service; after that no page is shown, in this browser or another', async () => {
      const way = { provider: 'nhs', persona: 'rebecca-tennant' } as const;
      const at = await flow.visit(house, 'bin-collection');
      const { asking, page } = await flow.arrive(at, email);
      const share = await flow.tryProvider(at, page, way);
      expect(pageOf(share)).to.equal('share');
      expect(share.text).to.include('rebecca.tennant@example.org');
      const end = await flow.press(at, share, { form: '/share' });
      const { claims } = await flow.collected(at, asking, flow.answerIn(at, end));
      expect((await flow.passThrough(at, email)).claims.sub).to.equal(claims.sub);

      const elsewhere = await flow.visit(house, 'bin-collection');
      const again = await flow.arrive(elsewhere, email);
      const direct = await flow.tryProvider(elsewhere, again.page, way);
      const later = await flow.collected(elsewhere, again.asking, flow.answerIn(elsewhere, direct));
      expect(later.claims.sub).to.equal(claims.sub);
    });

    it('is asked for again by another service, when it grows, and for prompt=consent', async () => {
      const way = { provider: 'central', persona: 'simon-pemberton' } as const;
      const permit = await flow.visit(house, 'parking-permit');
      await flow.signIn(permit, email, way);
      const bins = await flow.visit(house, 'bin-collection', permit.browser);
      const asked = async (at: flow.Visit, parameters: Record<string, string>) => {
        const { asking, page } = await flow.arrive(at, parameters);
        expect(pageOf(page)).to.equal('share');
        const end = await flow.press(at, page, { form: '/share' });
        return flow.collected(at, asking, flow.answerIn(at, end));
      };
      await asked(bins, email);
      const { tokens, claims } = await asked(permit, more);
      const person = await client.fetchUserInfo(permit.party.configuration, tokens.access_token, claims.sub);
      expect(person).to.include({ given_name: 'Simon George', email: 'simon.pemberton@example.org' });
      await flow.passThrough(permit, more);
      await flow.passThrough(permit, email);
      await asked(permit, { ...more, prompt: 'consent' });
    });

    it('stays apart: what one request did not ask for is not released by an earlier agreement', async () => {
      const { permit } = await signedIn(more);
      const { tokens, claims } = await flow.passThrough(permit, email);
      const person = await client.fetchUserInfo(permit.party.configuration, tokens.access_token, claims.sub);
      expect(person).to.have.property('email');
      expect(person).to.not.have.any.keys('given_name', 'family_name', 'birthdate');
    });
  });

  describe('another person', () => {
    async function steppedUpAs(persona: string) {
      const bins = await flow.visit(house, 'bin-collection');
      const { claims } = await flow.signIn(bins);
      const permit = await flow.visit(house, 'parking-permit', bins.browser);
      const { asking, page } = await flow.arrive(permit);
      const shown = await flow.tryProvider(permit, page, { provider: 'central', persona });
      expect(pageOf(shown)).to.equal('different-person');
      return { bins, permit, asking, shown, before: claims };
    }

    it('is explained, takes the browser over when they say so, and the first one’s services are told', async () => {
      const { bins, permit, asking, shown, before } = await steppedUpAs('simon-pemberton');
      await taken('bin-collection');
      const end = await flow.press(permit, shown, { form: '/different-person' });
      const { claims } = await flow.collected(permit, asking, flow.answerIn(permit, end));
      expect(claims.sub).to.be.a('string').and.not.equal(before.sub);
      expect((await flow.passThrough(bins)).claims.sub).to.equal(claims.sub);
      const told = await taken('bin-collection');
      expect(told.map(({ sub, sid }) => ({ sub, sid }))).to.deep.equal([{ sub: before.sub, sid: before.sid }]);
    });

    it('can turn back, and the first one stays signed in', async () => {
      const { bins, permit, asking, shown, before } = await steppedUpAs('simon-pemberton');
      const end = await flow.press(permit, shown, { form: '/cancel' });
      expect(await flow.errorIn(permit, asking, flow.answerIn(permit, end))).to.equal('access_denied');
      expect((await flow.passThrough(bins)).claims.sub).to.equal(before.sub);
    });

    it('is refused, once, where the service asked for a certain person', async () => {
      const { permit, first } = await signedIn();
      const hint: Record<string, string> = { id_token_hint: first.tokens.id_token ?? '' };
      expect((await flow.passThrough(permit, hint)).claims.sub).to.equal(first.claims.sub);
      const claims = JSON.stringify({ id_token: { sub: { value: first.claims.sub } } });
      for (const wanted of [hint, { claims }]) {
        const other = await flow.visit(house, 'parking-permit');
        expect(await flow.refusal(other, wanted, { persona: 'simon-pemberton' })).to.equal('login_required');
      }
      const same = await flow.signIn(await flow.visit(house, 'parking-permit'), hint);
      expect(same.claims.sub).to.equal(first.claims.sub);
    });
  });

  describe('leaving', () => {
    const leave = async ({ browser, party }: flow.Visit, idToken: string, button: Record<string, string>) => {
      const url = client.buildEndSessionUrl(party.configuration, {
        id_token_hint: idToken,
        post_logout_redirect_uri: 'http://127.0.0.1:3001/',
        state: 'left',
      });
      const page = await browser.visit(url.href);
      expect(pageOf(page)).to.equal('sign-out');
      const isBack = (next: URL) => next.origin === 'http://127.0.0.1:3001';
      return browser.follow(await browser.submit(page, button, '/sign-out/confirm'), isBack);
    };

    it('asks nothing where nobody is signed in: a page of its own leads on, in the language of the service', async () => {
      const { first } = await signedIn();
      const { browser, party } = await flow.visit(house, 'parking-permit');
      const url = client.buildEndSessionUrl(party.configuration, {
        id_token_hint: first.tokens.id_token ?? '',
        post_logout_redirect_uri: 'http://127.0.0.1:3001/',
        ui_locales: 'cy',
      });
      const page = await browser.visit(url.href);
      expect(pageOf(page)).to.equal('leaving');
      expect(page.text).to.include('Rydych chi ar eich ffordd');
      const allowed = /form-action ([^;]*)/.exec(page.headers['content-security-policy'] ?? '')?.[1]?.split(' ');
      expect(allowed).to.deep.equal([house.issuer, 'http://127.0.0.1:3001']);
      expect((await browser.submit(page)).location).to.equal('http://127.0.0.1:3001/');

      const bare = await flow.ownPage({ browser }, house, '/sign-out');
      expect(pageOf(bare)).to.equal('leaving');
      const end = await browser.follow(await browser.submit(bare));
      expect(pageOf(end)).to.equal('signed-out');
    });

    it('stays in the language of its first page to the last, whether the service asked for it or the person chose it', async () => {
      for (const asked of ['ui_locales=cy', 'language=cy'])
        for (const { browser } of [(await signedIn()).permit, await flow.visit(house, 'parking-permit')]) {
          const page = await browser.visit(`${house.issuer}/sign-out?${asked}`);
          const fields: Record<string, string> = pageOf(page) === 'sign-out' ? { logout: 'yes' } : {};
          const end = await browser.follow(await browser.submit(page, fields, '/sign-out/confirm'));
          expect(pageOf(end)).to.equal('signed-out');
          expect(end.headers['content-language'], asked).to.equal('cy');
        }
    });

    it('ends single sign-on, tells both services, and leads back to the one it came from', async () => {
      const { permit, first, bins } = await signedIn();
      const second = await flow.passThrough(bins);
      await Promise.all(['bin-collection', 'parking-permit'].map(taken));
      const end = await leave(permit, first.tokens.id_token ?? '', { logout: 'yes' });
      expect(end.location).to.equal('http://127.0.0.1:3001/?state=left');
      for (const [service, { claims }] of Object.entries({ 'parking-permit': first, 'bin-collection': second })) {
        const told = await taken(service);
        expect(told, service).to.have.length(1);
        expect(told[0]).to.deep.include({ sub: claims.sub, sid: claims.sid, events: { [logoutEvent]: {} } });
        expect(told[0]).to.not.have.property('nonce');
      }
      expect(first.claims.sid).to.not.equal(second.claims.sid);
      expect(pageOf((await flow.arrive(bins)).page)).to.equal('choice');
      expect(await flow.refusal(permit, { prompt: 'none' })).to.equal('login_required');
    });

    it('ends every token of the session, and not what was given for later', async () => {
      const { permit, first } = await signedIn(email);
      const { configuration } = permit.party;
      const second = await flow.passThrough(permit, email);
      const later = await flow.signIn(permit, { scope: 'openid email offline_access', prompt: 'consent' });
      await leave(permit, first.tokens.id_token ?? '', { logout: 'yes' });
      for (const { tokens, claims } of [first, second]) {
        const answer = client.fetchUserInfo(configuration, tokens.access_token, claims.sub);
        const problem: unknown = await answer.catch((error: unknown) => error);
        expect(problem).to.be.instanceOf(client.WWWAuthenticateChallengeError).and.include({ status: 401 });
        expect(await client.tokenIntrospection(configuration, tokens.access_token)).to.deep.equal({ active: false });
      }
      const refreshed = await client.refreshTokenGrant(configuration, later.tokens.refresh_token ?? '');
      expect(refreshed.claims()?.sub).to.equal(first.claims.sub);
    });

    it('changes nothing for the others when they stay signed in', async () => {
      const { permit, first, bins } = await signedIn();
      await leave(permit, first.tokens.id_token ?? '', {});
      await flow.passThrough(bins);
    });

    it('shows a plain page for a foreign return address', async () => {
      const { permit, first } = await signedIn();
      const url = client.buildEndSessionUrl(permit.party.configuration, {
        id_token_hint: first.tokens.id_token ?? '',
        post_logout_redirect_uri: 'http://127.0.0.1:3001/elsewhere',
      });
      const page = await permit.browser.visit(url.href);
      expect(page).to.include({ status: 400, location: undefined });
      expect(pageOf(page)).to.equal('error');
    });
  });

  describe('hints', () => {
    it('takes a login_hint', async () => {
      const at = await flow.visit(house, 'bin-collection');
      const { claims } = await flow.signIn(at, { login_hint: 'hannah.fairweather@example.org' });
      expect(claims.sub).to.be.a('string');
    });

    it('speaks Welsh for ui_locales=cy, here and at the provider', async () => {
      const at = await flow.visit(house, 'bin-collection');
      const { page } = await flow.arrive(at, { ui_locales: 'fr cy-GB en' });
      expect(page.body).to.include('<html lang="cy"').and.include('Casglu biniau');
      const there = await flow.press(at, page, { form: '/choice', fields: { provider: 'central' } });
      expect(there.url).to.include(house.simulators.central.url).and.include('ui_locales=cy');
      const english = await flow.arrive(await flow.visit(house, 'bin-collection'));
      expect(english.page.body).to.include('<html lang="en"');
    });

    it('goes straight to the provider that idp_hint names', async () => {
      const { page } = await flow.arrive(await flow.visit(house, 'bin-collection'), { idp_hint: 'nhs' });
      expect(page.url).to.include(house.simulators.nhs.url);
    });

    it('shows the choice where the provider named cannot serve, and refuses a name of no provider', async () => {
      const at = await flow.visit(house, 'bin-collection', createBrowser());
      const { page } = await flow.arrive(at, { idp_hint: 'staff' });
      expect(pageOf(page)).to.equal('choice');
      expect(await flow.refusal(at, { idp_hint: 'nobody' })).to.equal('invalid_request');
    });
  });
});
