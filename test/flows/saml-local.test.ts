// A resident signs in with their council's own account: SAML, through the real hub, to the simulated register and back.
import { expect } from 'chai';
import * as client from 'openid-client';
import { createBrowser } from '../support/http.ts';
import { type House, startHouse } from '../support/hub.ts';
import { relyingParty, walk } from '../support/relying-party.ts';

const minimumLevel = { identity: 'none', authenticator: 'medium' } as const;
const service = { minimumLevel, attributes: ['given_name', 'family_name', 'birthdate', 'address', 'email'] };

describe('flows: a service, the council’s own accounts', () => {
  let house: House;
  afterEach(() => house.close());

  for (const binding of ['redirect', 'post'] as const) {
    it(`signs in, asked by ${binding}`, async () => {
      house = await startHouse({ services: { library: service }, providers: { local: { binding } } });
      const party = await relyingParty(house, 'library');
      const asking = await party.ask({ scope: 'openid profile address email' });
      const walked = await walk({ browser: createBrowser(), party }, asking, { provider: 'local' });
      if (!('answer' in walked)) return expect.fail(`${walked.page.url}: ${walked.page.text}`);
      const tokens = await party.collect(asking, walked.answer);
      const claims = tokens.claims();
      expect(claims).to.include({ acr: `${house.issuer}/assurance/none/medium` });
      const person = await client.fetchUserInfo(party.configuration, tokens.access_token, claims?.sub ?? '');
      expect(person).to.include({ given_name: 'Hannah Louise', family_name: 'Fairweather', birthdate: '1992-02-11' });
      expect(person.address).to.include({ postal_code: 'ZZ1 4QF' });
    });
  }
});
