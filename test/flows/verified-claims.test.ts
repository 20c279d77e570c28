// A service asks for verified claims through the claims parameter: what the person reads, and what the service gets.
import { expect } from 'chai';
import { createBrowser } from '../support/http.ts';
import { type House, startHouse } from '../support/hub.ts';
import { pageOf } from '../support/relying-party.ts';
import * as flow from './visits.ts';

const wish = (claims: object, verification: object = { trust_framework: { value: 'uk_diatf' } }) => ({
  verification,
  claims,
});
const asking = (verified: object, place = 'userinfo') => ({
  claims: JSON.stringify({ [place]: { verified_claims: verified } }),
});

describe('flows: verified claims', () => {
  let house: House;
  before(async () => {
    house = await startHouse();
  });
  after(() => house.close());

  const userInfo = async (token: string) => {
    const response = await fetch(`${house.issuer}/userinfo`, { headers: { authorization: `Bearer ${token}` } });
    return (await response.json()) as Record<string, unknown>;
  };

  it('come from userinfo, agreed to by the person, who reads the service’s reason', async () => {
    const visit = await flow.visit(house, 'parking-permit');
    const names = { given_name: { purpose: 'To print it on the permit' }, birthdate: null, nhs_number: null };
    const process = { trust_framework: null, assurance_level: null, assurance_process: { policy: null } };
    const { asking: request, page } = await flow.arrive(visit, asking(wish(names, process)));
    const share = await flow.tryProvider(visit, page, { provider: 'central' });
    expect(pageOf(share)).to.equal('share');
    expect(share.text)
      .to.include('To print it on the permit')
      .and.include('Date of birth')
      .and.not.include('Last name');
    const end = await flow.press(visit, share, { form: '/share' });
    const { tokens, claims } = await flow.collected(visit, request, flow.answerIn(visit, end));
    expect(claims).not.to.have.property('verified_claims');
    const { verified_claims: verified } = (await userInfo(tokens.access_token)) as {
      verified_claims: { claims: object };
    };
    expect(verified).to.deep.include({
      verification: { trust_framework: 'uk_diatf', assurance_level: 'medium', assurance_process: { policy: 'gpg45' } },
    });
    expect(Object.keys(verified.claims)).to.have.members(['given_name', 'birthdate']);
  });

  it('come in the ID token where they are asked for there', async () => {
    const visit = await flow.visit(house, 'parking-permit');
    const { tokens, claims } = await flow.signIn(visit, asking([wish({ family_name: null })], 'id_token'));
    expect(claims.verified_claims).to.deep.include({ verification: { trust_framework: 'uk_diatf' } });
    expect(await userInfo(tokens.access_token)).not.to.have.property('verified_claims');
  });

  it('are left out, and nothing is refused, where identity was not proven or another framework is wanted', async () => {
    const low = await flow.signIn(
      await flow.visit(house, 'bin-collection', createBrowser()),
      asking(wish({ email: null })),
    );
    expect(await userInfo(low.tokens.access_token)).not.to.have.property('verified_claims');
    const other = asking(wish({ family_name: null }, { trust_framework: { value: 'eidas' } }));
    const { tokens } = await flow.signIn(await flow.visit(house, 'parking-permit'), other);
    expect(await userInfo(tokens.access_token)).not.to.have.property('verified_claims');
  });

  it('are refused as invalid_request where the wish is malformed, by every way of asking', async () => {
    const visit = await flow.visit(house, 'parking-permit');
    expect(await flow.refusal(visit, asking({ claims: {} }))).to.equal('invalid_request');
    const pushed = await visit.party
      .ask(asking({ claims: {} }), 'pushed')
      .catch((error: { error?: string }) => error.error);
    expect(pushed).to.equal('invalid_request');
  });

  it('are announced', async () => {
    const document = (await (await fetch(`${house.issuer}/.well-known/openid-configuration`)).json()) as object;
    expect(document).to.deep.include({ verified_claims_supported: true, trust_frameworks_supported: ['uk_diatf'] });
  });
});
