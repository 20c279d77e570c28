// A resident signs in to a service with the central account: the whole way, through the real hub.
import { expect } from 'chai';
import * as client from 'openid-client';
import { createBrowser } from '../support/http.ts';
import { type House, startHouse } from '../support/hub.ts';
import { relyingParty, walk } from '../support/relying-party.ts';

describe('flows: a service, the central account', () => {
  let house: House;
  before(async () => {
    house = await startHouse();
  });
  after(() => house.close());

  for (const way of ['query', 'pushed', 'signed'] as const) {
    it(`signs in, asked by ${way}`, async () => {
      const party = await relyingParty(house);
      const browser = createBrowser();
      const asking = await party.ask({ scope: 'openid profile address email' }, way);
      const walked = await walk({ browser, party }, asking);
      if (!('answer' in walked)) return expect.fail(`${walked.page.url}: ${walked.page.text}`);
      const tokens = await party.collect(asking, walked.answer);
      const claims = tokens.claims();
      expect(claims).to.include({
        iss: house.issuer,
        aud: 'parking-permit',
        acr: `${house.issuer}/assurance/medium/medium`,
        vot: 'Cl.Cm.P2',
      });
      expect(claims?.auth_time).to.be.a('number');
      const person = await client.fetchUserInfo(party.configuration, tokens.access_token, claims?.sub ?? '');
      expect(person).to.include({ given_name: 'Hannah Louise', family_name: 'Fairweather', birthdate: '1992-02-11' });
      expect(person.address).to.include({ postal_code: 'ZZ1 4QF' });
    });
  }
});
