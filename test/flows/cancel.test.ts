// What goes wrong on the way: people who turn back, providers that refuse, fail or lie; and how the person still gets on.
import { expect } from 'chai';
import type { Page } from '../support/http.ts';
import { type House, startHouse } from '../support/hub.ts';
import { pageOf } from '../support/relying-party.ts';
import * as flow from './visits.ts';

type ProviderName = 'central' | 'nhs' | 'scotland';

/** How the hub has to take each fault, at a provider where the fault can happen. */
const faults: [ProviderName, string, string][] = [
  // Without return codes the central account answers alike to somebody who turned back and somebody it could not identify.
  ['central', 'cancelled', 'not-verified'],
  ['central', 'not-verified', 'not-verified'],
  ['central', 'pending', 'pending'],
  ['central', 'unavailable', 'unavailable'],
  ['central', 'down', 'unavailable'],
  ['central', 'wrong-nonce', 'invalid'],
  ['central', 'wrong-issuer', 'invalid'],
  ['central', 'wrong-audience', 'invalid'],
  ['central', 'wrong-key', 'invalid'],
  ['central', 'bad-signature', 'invalid'],
  ['central', 'expired', 'invalid'],
  ['central', 'replayed-code', 'invalid'],
  ['central', 'empty-subject', 'invalid'],
  ['central', 'higher-level', 'level-too-low'],
  ['central', 'lower-level', 'level-too-low'],
  ['central', 'no-level', 'level-too-low'],
  ['nhs', 'cancelled', 'cancelled'],
  ['nhs', 'not-verified', 'not-verified'],
  ['nhs', 'bad-signature', 'invalid'],
  ['nhs', 'higher-level', 'level-too-low'],
  ['scotland', 'cancelled', 'cancelled'],
  ['scotland', 'not-verified', 'not-verified'],
  ['scotland', 'wrong-nonce', 'invalid'],
];

const personas = { central: 'hannah-fairweather', nhs: 'hannah-fairweather', scotland: 'morag-sutherland' } as const;
const others = { central: 'nhs', nhs: 'scotland', scotland: 'central' } as const;
const attemptOn = (page: Page) => /data-attempt="([a-z-]+)"/.exec(page.body)?.[1];
const open = (page: Page) =>
  flow
    .providersOn(page)
    .filter(({ disabled }) => !disabled)
    .map(({ value }) => value);

describe('flows: turning back and going wrong', () => {
  let house: House;
  before(async () => {
    house = await startHouse();
  });
  after(() => house.close());

  describe('giving up', () => {
    it('on the choice page tells the service access_denied', async () => {
      const at = await flow.visit(house, 'parking-permit');
      const { asking, page } = await flow.arrive(at);
      const end = await flow.press(at, page, { form: '/cancel' });
      expect(await flow.errorIn(at, asking, flow.answerIn(at, end))).to.equal('access_denied');
    });

    it('on the share page tells the service access_denied, and nothing was agreed', async () => {
      const at = await flow.visit(house, 'parking-permit');
      const share = async () => {
        const { asking, page } = await flow.arrive(at, { scope: 'openid profile' });
        return { asking, page: await flow.tryProvider(at, page, { provider: 'central', persona: 'priya-raman' }) };
      };
      const { asking, page } = await share();
      expect(pageOf(page)).to.equal('share');
      const end = await flow.press(at, page, { form: '/cancel' });
      expect(await flow.errorIn(at, asking, flow.answerIn(at, end))).to.equal('access_denied');
      expect(pageOf((await share()).page)).to.equal('share');
    });

    it('after a failed attempt still tells the service access_denied: there was a way on', async () => {
      const at = await flow.visit(house, 'parking-permit');
      const { asking, page } = await flow.arrive(at);
      const back = await flow.tryProvider(at, page, { provider: 'central', fault: 'cancelled' });
      const end = await flow.press(at, back, { form: '/cancel' });
      expect(await flow.errorIn(at, asking, flow.answerIn(at, end))).to.equal('access_denied');
    });
  });

  describe('an attempt that fails', () => {
    for (const [provider, fault, how] of faults) {
      it(`${fault} at ${provider}: is named (${how}), and another provider still leads there`, async () => {
        const at = await flow.visit(house, 'parking-permit');
        const { asking, page } = await flow.arrive(at);
        let back = await flow.tryProvider(at, page, { provider, persona: personas[provider], fault });
        if (how === 'pending') {
          expect(pageOf(back)).to.equal('waiting');
          back = await flow.press(at, back, { form: '/waiting' });
        }
        expect(pageOf(back)).to.equal('choice');
        expect(attemptOn(back)).to.equal(how);
        const other = others[provider];
        expect(open(back)).to.include(other);
        const end = await flow.tryProvider(at, back, { provider: other, persona: personas[other] });
        const { claims } = await flow.collected(at, asking, flow.answerIn(at, end));
        expect(claims.acr).to.equal(`${house.issuer}/assurance/medium/medium`);
      });
    }

    it('can be made again at the same provider, where that can help', async () => {
      const at = await flow.visit(house, 'parking-permit');
      const { asking, page } = await flow.arrive(at);
      const first = await flow.tryProvider(at, page, { provider: 'nhs', fault: 'unavailable' });
      const second = await flow.tryProvider(at, first, { provider: 'nhs', fault: 'cancelled' });
      expect(attemptOn(second)).to.equal('cancelled');
      const end = await flow.tryProvider(at, second, { provider: 'nhs' });
      expect((await flow.collected(at, asking, flow.answerIn(at, end))).claims.sub).to.be.a('string');
    });

    it('goes on when the provider has just replaced its signing key', async () => {
      const at = await flow.visit(house, 'parking-permit');
      const { claims } = await flow.signIn(at, {}, { provider: 'nhs', fault: 'rotated-keys' });
      expect(claims.acr).to.equal(`${house.issuer}/assurance/medium/medium`);
    });

    it('leaves the sign-in as it is for an answer with another state', async () => {
      const at = await flow.visit(house, 'parking-permit');
      const { asking, page } = await flow.arrive(at);
      const wrong = await flow.tryProvider(at, page, { provider: 'central', fault: 'wrong-state' });
      expect(pageOf(wrong)).to.equal('error');
      expect(wrong.status).to.equal(400);
      const end = await flow.tryProvider(at, page, { provider: 'nhs' });
      expect((await flow.collected(at, asking, flow.answerIn(at, end))).claims.sub).to.be.a('string');
    });

    it('never shows a provider’s own words', async () => {
      const at = await flow.visit(house, 'parking-permit');
      const { page } = await flow.arrive(at);
      const there = await flow.press(at, page, { form: '/choice', fields: { provider: 'central' } });
      const state = new URL(there.url).searchParams.get('state') ?? '';
      const words = new URLSearchParams({ state, error: 'access_denied', error_description: 'MARKER <b>words</b>' });
      const back = await at.browser.visit(`${house.issuer}/callback/central?${words}`);
      expect(attemptOn(back)).to.be.a('string');
      expect(back.body).to.not.include('MARKER');
    });
  });
});
