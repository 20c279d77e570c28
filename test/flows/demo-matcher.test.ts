// The demo council's matcher, as shipped, asked by the real hub: it finds people, or asks for their number, or opens an account for them.
import { expect } from 'chai';
import { freePort } from '../../src/commands/free-port.ts';
import { startCouncil } from '../../src/simulators/council/council.ts';
import { residentsOf } from '../../src/simulators/council/register.ts';
import { type House, startHouse } from '../support/hub.ts';
import { pageOf } from '../support/relying-party.ts';
import * as flow from './visits.ts';

const id = 'council-tax-account';

describe('the demo council’s matcher', () => {
  let house: House;
  let council: Awaited<ReturnType<typeof startCouncil>>;
  const reports: string[] = [];

  before(async () => {
    const port = await freePort('127.0.0.1');
    const question = {
      attribute: 'council_tax_number',
      label: { en: 'What is your council tax number?', cy: 'Beth yw eich rhif treth gyngor?' },
      hint: { en: 'It has 8 digits.', cy: 'Mae ganddo 8 digid.' },
      pattern: '^\\d{8}$',
      maxLength: 8,
      none: { en: 'I do not have one', cy: 'Nid oes gennyf un' },
    };
    const matcher = { url: `http://127.0.0.1:${port}/${id}/match`, question, accountCreation: ['family_name'] };
    const shipped = {
      attributes: ['given_name', 'family_name', 'birthdate', 'address'],
      minimumLevel: { identity: 'medium', authenticator: 'medium' },
    } as const;
    const record = { ...shipped, attributes: [...shipped.attributes], matcher };
    const again = { ...record, matcher: { ...matcher, url: matcher.url.replace(id, `${id}-again`) } };
    house = await startHouse({ services: { [id]: record, [`${id}-again`]: again } });
    council = await startCouncil({
      host: '127.0.0.1',
      port,
      hubIssuer: house.issuer,
      services: [...house.config.services.values()],
      privateJwk: house.privateJwk,
      residents: residentsOf(house.config.personas).map((one) =>
        one.councilTaxNumber === '99900037' ? { ...one, postcode: 'ZZ9 9ZZ' } : one,
      ),
      report: (reason, error) => void reports.push(`${reason}: ${error}`),
    });
  });
  after(async () => {
    await council.close();
    await house.close();
  });

  async function upTo(persona: string) {
    const at = await flow.visit(house, id);
    const { asking, page } = await flow.arrive(at);
    return { at, asking, page: await flow.tryProvider(at, page, { provider: 'central', persona }) };
  }

  it('finds a resident by name, birth date and postcode', async () => {
    const { at, asking, page } = await upTo('hannah-fairweather');
    const { claims } = await flow.collected(at, asking, flow.answerIn(at, page));
    expect(claims.match).to.equal('match');
  });

  for (const [answer, match] of [
    ['99900011', 'account-creation'],
    ['9990 0037', 'match'],
  ] as const)
    it(`does not find somebody who has moved, asks, and at ${answer} says ${match}`, async () => {
      // Nothing is remembered from the test before.
      const at = await flow.visit(house, match === 'match' ? id : `${id}-again`);
      const { asking, page } = await flow.arrive(at);
      const question = await flow.tryProvider(at, page, { provider: 'central', persona: 'priya-raman' });
      expect(pageOf(question)).to.equal('service-question');
      let next = await flow.press(at, question, { form: '/matcher', fields: { answer } });
      if (pageOf(next) === 'share') next = await flow.press(at, next, { form: '/share' });
      const { claims } = await flow.collected(at, asking, flow.answerIn(at, next));
      expect(claims.match).to.equal(match);
      expect(claims.account_creation).to.deep.equal(match === 'match' ? undefined : { family_name: 'Raman' });
    });

  it('answers nobody but the hub', async () => {
    const response = await fetch(`${council.url}/${id}/match`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'gatehouse-signature': 'e30..AA' },
      body: '{"matchId":"x","matchingDataset":{}}',
    });
    expect(response.status).to.equal(400);
    expect(await response.json()).to.deep.equal({ error: 'invalid_request' });
  });
});
