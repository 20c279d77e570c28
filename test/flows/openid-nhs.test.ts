// A resident signs in to services with NHS login: the level, the NHS number, and who is who for whom.
import { expect } from 'chai';
import * as client from 'openid-client';
import { type House, startHouse } from '../support/hub.ts';
import { pageOf, type Walk } from '../support/relying-party.ts';
import { arrive, passThrough, signIn, tryProvider, visit } from './visits.ts';

const level = { identity: 'medium', authenticator: 'medium' } as const;
const nhs = (persona: string): Walk => ({ provider: 'nhs', persona });

describe('flows: a service, NHS login', () => {
  let house: House;
  before(async () => {
    house = await startHouse({
      organisations: { otherton: { name: { en: 'Otherton Council', cy: 'Cyngor Otherton' } } },
      services: {
        'social-care': { attributes: ['given_name', 'family_name', 'birthdate', 'nhs_number'], minimumLevel: level },
        'otherton-parking': { organisation: 'otherton', attributes: ['email'], minimumLevel: level },
      },
    });
  });
  after(() => house.close());

  it('signs in at medium and gives the NHS number to a service that may have it', async () => {
    const at = await visit(house, 'social-care');
    const { tokens, claims } = await signIn(at, { scope: 'openid profile nhs' }, nhs('hannah-fairweather'));
    expect(claims).to.include({ acr: `${house.issuer}/assurance/medium/medium`, vot: 'Cl.Cm.P2' });
    const person = await client.fetchUserInfo(at.party.configuration, tokens.access_token, claims.sub);
    expect(person).to.include({ nhs_number: '9991000003', family_name: 'Fairweather', birthdate: '1992-02-11' });
  });

  it('keeps the NHS number from a service that may not have it', async () => {
    const at = await visit(house, 'parking-permit');
    const { tokens, claims } = await signIn(at, { scope: 'openid profile' }, nhs('hannah-fairweather'));
    const person = await client.fetchUserInfo(at.party.configuration, tokens.access_token, claims.sub);
    expect(person).to.include({ family_name: 'Fairweather' }).and.not.have.property('nhs_number');
  });

  it('knows an account again, in another browser, and takes nobody else for it', async () => {
    const subject = async (persona: string) =>
      (await signIn(await visit(house, 'social-care'), { scope: 'openid' }, nhs(persona))).claims.sub;
    const hannah = await subject('hannah-fairweather');
    expect(await subject('hannah-fairweather')).to.equal(hannah);
    expect(await subject('simon-pemberton')).to.not.equal(hannah);
  });

  it('names a person alike for two services of one organisation, and otherwise for another organisation', async () => {
    const at = await visit(house, 'social-care');
    const { claims } = await signIn(at, { scope: 'openid' }, nhs('hannah-fairweather'));
    const permit = await passThrough(await visit(house, 'parking-permit', at.browser));
    const elsewhere = await passThrough(await visit(house, 'otherton-parking', at.browser));
    expect(permit.claims.sub).to.equal(claims.sub);
    expect(elsewhere.claims.sub).to.be.a('string').and.not.equal(claims.sub);
    const later = await signIn(await visit(house, 'otherton-parking'), {}, nhs('hannah-fairweather'));
    expect(later.claims.sub).to.equal(elsewhere.claims.sub);
  });

  it('offers another way to somebody whose details are only in the register (P5)', async () => {
    const at = await visit(house, 'parking-permit');
    const { page } = await arrive(at);
    const back = await tryProvider(at, page, { provider: 'nhs', persona: 'daniel-mensah' });
    expect(pageOf(back)).to.equal('choice');
    expect(back.body).to.include('data-attempt="not-verified"');
  });
});
