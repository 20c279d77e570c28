// How sure the service wants the hub to be: floor, essential and voluntary levels, vectors, step-up, fresh sign-ins and silent ones.
// Every ID token of this file is checked to name a published level, and nothing else, in `acr`.
import { expect } from 'chai';
import type { Browser } from '../support/http.ts';
import { createBrowser } from '../support/http.ts';
import { type House, startHouse } from '../support/hub.ts';
import { pageOf, type Walk } from '../support/relying-party.ts';
import * as flow from './visits.ts';

const essential = (acr: object) => JSON.stringify({ id_token: { acr: { essential: true, ...acr } } });
const substantial = 'http://eidas.europa.eu/LoA/substantial';
const high = 'http://eidas.europa.eu/LoA/high';

describe('flows: levels', () => {
  let house: House;
  const uri = (level: string) => `${house.issuer}/assurance/${level}`;
  const at = (service: string, browser?: Browser) => flow.visit(house, service, browser);
  const signIn = async (service: string, parameters?: Record<string, string>, way?: Walk & { browser?: Browser }) => {
    const visit = await at(service, way?.browser);
    const { claims } = await flow.signIn(visit, parameters, way);
    expect(visit.party.configuration.serverMetadata().acr_values_supported).to.include(claims.acr);
    return claims;
  };
  before(async () => {
    house = await startHouse({
      services: {
        'only-central': { providers: ['central'] },
        'few-vectors': { vectors: ['Cl', 'Cl.Cm'] },
        'two-ways': {
          providers: ['central', 'nhs'],
          minimumLevel: { identity: 'medium', authenticator: 'medium' },
        },
      },
    });
  });
  after(() => house.close());

  describe('what is asked', () => {
    it('gives the level of the service’s record when it asks for nothing', async () => {
      expect(await signIn('bin-collection')).to.include({ acr: uri('none/low'), vot: 'Cl' });
      expect(await signIn('parking-permit')).to.include({ acr: uri('medium/medium'), vot: 'Cl.Cm.P2' });
    });

    it('names the essential value that was met, by the name the service used', async () => {
      const one = await signIn('bin-collection', { claims: essential({ value: 'Cl.Cm.P1' }) });
      expect(one).to.include({ acr: 'Cl.Cm.P1', vot: 'Cl.Cm.P1' });
      const several = await signIn('bin-collection', { claims: essential({ values: [high, substantial] }) });
      expect(several).to.include({ acr: substantial, vot: 'Cl.Cm.P2' });
    });

    it('never goes below the floor for an essential value that is lower', async () => {
      const claims = await signIn('parking-permit', { claims: essential({ value: uri('none/low') }) });
      expect(claims).to.include({ acr: uri('none/low'), vot: 'Cl.Cm.P2' });
    });

    it('takes vectors, and names the one that was met', async () => {
      expect(await signIn('bin-collection', { vtr: '["Cl.Cm.P2"]' })).to.include({ acr: 'Cl.Cm.P2', vot: 'Cl.Cm.P2' });
      expect(await signIn('bin-collection', { vtr: '["Cm.Cl"]' })).to.include({ acr: 'Cl.Cm', vot: 'Cl.Cm' });
    });

    for (const vtr of ['["Cl.Xx"]', '["Cl.Cm.P2","Cl"]', 'Cl', '[]']) {
      it(`refuses the vector wish ${vtr}`, async () => {
        expect(await flow.refusal(await at('bin-collection'), { vtr })).to.equal('invalid_request');
      });
    }

    it('refuses a vector that is not registered for this service', async () => {
      expect(await flow.refusal(await at('few-vectors'), { vtr: '["Cl.Cm.P2"]' })).to.equal('invalid_request');
      expect(await signIn('few-vectors', { vtr: '["Cl.Cm"]' })).to.include({ acr: 'Cl.Cm' });
    });

    it('reaches a voluntary level where it can', async () => {
      expect(await signIn('bin-collection', { acr_values: `unheard-of ${substantial}` })).to.include({
        acr: substantial,
      });
    });

    it('goes on without a voluntary level that was not reached', async () => {
      const claims = await signIn('bin-collection', { acr_values: 'Cl.Cm.P2' }, { fault: 'lower-level' });
      expect(claims).to.include({ acr: uri('low/medium'), vot: 'Cl.Cm.P1' });
    });

    it('lets somebody in who cannot prove what was only wished for', async () => {
      const visit = await at('bin-collection');
      const { asking, page } = await flow.arrive(visit, { acr_values: 'Cl.Cm.P2' });
      const way = { provider: 'central', persona: 'daniel-mensah' } as const;
      const back = await flow.tryProvider(visit, page, way);
      expect(back.body).to.include('data-attempt="not-verified"');
      const there = await flow.tryProvider(visit, back, way);
      const { claims } = await flow.collected(visit, asking, flow.answerIn(visit, there));
      expect(claims).to.include({ acr: uri('none/low'), vot: 'Cl' });
    });
  });

  describe('step-up', () => {
    it('asks again for more under single sign-on, once, with the same account', async () => {
      const browser = createBrowser();
      const low = await signIn('bin-collection', {}, { browser });
      const { page } = await flow.arrive(await at('parking-permit', browser));
      expect(pageOf(page)).to.equal('choice');
      const raised = await signIn('parking-permit', {}, { browser });
      expect(raised).to.include({ sub: low.sub, acr: uri('medium/medium') });
      const after = await flow.passThrough(await at('bin-collection', browser));
      expect(after.claims).to.include({ sub: low.sub, acr: uri('medium/medium') });
    });

    it('leaves the session as it was when the step-up fails', async () => {
      const browser = createBrowser();
      const low = await signIn('bin-collection', {}, { browser });
      const visit = await at('only-central', browser);
      const { asking, page } = await flow.arrive(visit, { claims: essential({ value: 'Cl.Cm.P2' }) });
      const stopped = await flow.tryProvider(visit, page, { provider: 'central', fault: 'lower-level' });
      const end = await flow.press(visit, stopped, { form: '/cancel' });
      const error = await flow.errorIn(visit, asking, flow.answerIn(visit, end));
      expect(error).to.equal('unmet_authentication_requirements');
      const { claims } = await flow.passThrough(await at('bin-collection', browser));
      expect(claims).to.include({ sub: low.sub, acr: uri('none/low') });
    });

    it('does not ask for less than it has', async () => {
      const browser = createBrowser();
      await signIn('parking-permit', {}, { browser });
      const bins = await at('bin-collection', browser);
      const { claims } = await flow.passThrough(bins, { claims: essential({ value: 'Cl.Cm.P1' }) });
      expect(claims).to.include({ acr: 'Cl.Cm.P1', vot: 'Cl.Cm.P2' });
    });
  });

  describe('a level that is not reached', () => {
    it('offers the providers that are left, stops when none is, and tells the service why', async () => {
      const visit = await at('two-ways');
      const { asking, page } = await flow.arrive(visit);
      const second = await flow.tryProvider(visit, page, { provider: 'central', fault: 'lower-level' });
      expect(pageOf(second)).to.equal('choice');
      expect(second.body).to.include('data-attempt="level-too-low"');
      const choices = flow.providersOn(second).map(({ value, disabled }) => [value, disabled]);
      expect(choices).to.deep.equal([
        ['central', true],
        ['nhs', false],
      ]);
      const stopped = await flow.tryProvider(visit, second, { provider: 'nhs', fault: 'lower-level' });
      expect(pageOf(stopped)).to.equal('stopped');
      const end = await flow.press(visit, stopped, { form: '/cancel' });
      const error = await flow.errorIn(visit, asking, flow.answerIn(visit, end));
      expect(error).to.equal('unmet_authentication_requirements');
    });

    it('stops at once where no provider can reach an essential level', async () => {
      const visit = await at('bin-collection');
      const { asking, page } = await flow.arrive(visit, { claims: essential({ value: high }) });
      expect(pageOf(page)).to.equal('stopped');
      const end = await flow.press(visit, page, { form: '/cancel' });
      const error = await flow.errorIn(visit, asking, flow.answerIn(visit, end));
      expect(error).to.equal('unmet_authentication_requirements');
    });

    it('does not believe a provider that says more than it is accredited for', async () => {
      const visit = await at('only-central');
      const { page } = await flow.arrive(visit, { claims: essential({ value: 'Cl.Cm.P2' }) });
      const back = await flow.tryProvider(visit, page, { provider: 'central', fault: 'higher-level' });
      expect(pageOf(back)).to.equal('stopped');
    });
  });

  describe('silent and fresh sign-ins', () => {
    it('answers prompt=none by what there is: nobody, too low, not agreed, agreed', async () => {
      const silent = { prompt: 'none', scope: 'openid email' };
      const browser = createBrowser();
      const bins = await at('bin-collection', browser);
      const permit = await at('parking-permit', browser);
      expect(await flow.refusal(bins, silent)).to.equal('login_required');
      const { sub } = await signIn('bin-collection', {}, { browser });
      expect(await flow.refusal(permit, silent)).to.equal('login_required');
      expect(await flow.refusal(bins, silent)).to.equal('consent_required');
      await signIn('bin-collection', { scope: 'openid email' }, { browser });
      const { claims } = await flow.passThrough(bins, silent);
      expect(claims).to.include({ sub, acr: uri('none/low') });
    });

    for (const fresh of [{ prompt: 'login' }, { max_age: '0' }] as Record<string, string>[]) {
      it(`asks again, once, for ${JSON.stringify(fresh)}`, async () => {
        const browser = createBrowser();
        const before = await signIn('bin-collection', {}, { browser });
        const visit = await at('bin-collection', browser);
        const { asking, page } = await flow.arrive(visit, fresh);
        expect(pageOf(page)).to.equal('choice');
        const there = await flow.press(visit, page, { form: '/choice', fields: { provider: 'central' } });
        expect(new URL(there.url).searchParams.get('max_age')).to.equal('0');
        const fields = { persona: 'hannah-fairweather' };
        const end = await flow.press(visit, there, { form: '/simulator/continue', fields });
        const { claims } = await flow.collected(visit, asking, flow.answerIn(visit, end));
        expect(claims.sub).to.equal(before.sub);
        expect(claims.auth_time).to.be.at.least(before.auth_time ?? Number.POSITIVE_INFINITY);
      });
    }

    it('refuses prompt=none beside another prompt', async () => {
      expect(await flow.refusal(await at('bin-collection'), { prompt: 'none login' })).to.equal('invalid_request');
    });

    it('does not ask again within max_age', async () => {
      const browser = createBrowser();
      const { auth_time } = await signIn('bin-collection', {}, { browser });
      const { claims } = await flow.passThrough(await at('bin-collection', browser), { max_age: '600' });
      expect(claims.auth_time).to.equal(auth_time);
    });

    it('asks for a fresh sign-in and more at the same time', async () => {
      const browser = createBrowser();
      await signIn('bin-collection', {}, { browser });
      const raised = await signIn('parking-permit', { prompt: 'login', max_age: '0' }, { browser });
      expect(raised.acr).to.equal(uri('medium/medium'));
    });
  });
});
