// A resident signs in to services with ScotAccount: identity from its attributes endpoint, and who is who.
import { expect } from 'chai';
import * as client from 'openid-client';
import { type House, startHouse } from '../support/hub.ts';
import { pageOf, type Walk } from '../support/relying-party.ts';
import { arrive, passThrough, signIn, tryProvider, visit } from './visits.ts';

const scotland = (persona: string): Walk => ({ provider: 'scotland', persona });

describe('flows: a service, ScotAccount', () => {
  let house: House;
  before(async () => {
    house = await startHouse({
      organisations: { otherton: {} },
      services: { 'otherton-bins': { organisation: 'otherton' } },
    });
  });
  after(() => house.close());

  it('signs in at medium, with name, birth date and address', async () => {
    const at = await visit(house, 'parking-permit');
    const { tokens, claims } = await signIn(at, { scope: 'openid profile address' }, scotland('morag-sutherland'));
    expect(claims).to.include({ acr: `${house.issuer}/assurance/medium/medium`, vot: 'Cl.Cm.P2' });
    const person = await client.fetchUserInfo(at.party.configuration, tokens.access_token, claims.sub);
    expect(person).to.include({ given_name: 'Morag Isobel', family_name: 'Sutherland', birthdate: '1974-01-25' });
    expect(person.address).to.include({ postal_code: 'ZZ40 1RS' });
  });

  it('releases no address for somebody whose account has none', async () => {
    const at = await visit(house, 'parking-permit');
    const { tokens, claims } = await signIn(at, { scope: 'openid profile address' }, scotland('cameron-strachan'));
    const person = await client.fetchUserInfo(at.party.configuration, tokens.access_token, claims.sub);
    expect(person).to.include({ family_name: 'Strachan' }).and.not.have.property('address');
  });

  it('signs in without identity where none is needed, at the account’s own level', async () => {
    const { claims } = await signIn(await visit(house, 'bin-collection'), {}, scotland('ewan-galbraith'));
    expect(claims).to.include({ acr: `${house.issuer}/assurance/none/medium`, vot: 'Cl.Cm' });
  });

  it('says no for somebody whom the check did not find, and offers the other providers', async () => {
    const at = await visit(house, 'parking-permit');
    const { page } = await arrive(at);
    const back = await tryProvider(at, page, { provider: 'scotland', persona: 'ewan-galbraith' });
    expect(pageOf(back)).to.equal('choice');
    expect(back.body).to.include('data-attempt="not-verified"');
  });

  it('tells twins apart, knows each again, and names them otherwise to another organisation', async () => {
    const sub = async (persona: string, service = 'bin-collection') =>
      (await signIn(await visit(house, service), {}, scotland(persona))).claims.sub;
    const callum = await sub('callum-strachan');
    expect(await sub('callum-strachan')).to.equal(callum);
    expect(await sub('cameron-strachan')).to.not.equal(callum);
    expect(await sub('callum-strachan', 'parking-permit')).to.equal(callum);
    expect(await sub('callum-strachan', 'otherton-bins')).to.not.equal(callum);
  });

  it('signs on to a second service without a page', async () => {
    const at = await visit(house, 'parking-permit');
    const { claims } = await signIn(at, {}, scotland('morag-sutherland'));
    const bins = await passThrough(await visit(house, 'bin-collection', at.browser));
    expect(bins.claims).to.include({ sub: claims.sub, acr: `${house.issuer}/assurance/medium/medium` });
  });
});
