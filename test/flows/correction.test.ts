// An address that is out of date, over the whole house (N6): what the person says goes along, and what was verified stays as it is.
import { expect } from 'chai';
import * as client from 'openid-client';
import { type House, startHouse } from '../support/hub.ts';
import { pageOf } from '../support/relying-party.ts';
import * as flow from './visits.ts';

describe('flows: an address that is out of date (N6)', () => {
  let house: House;
  before(async () => {
    house = await startHouse();
  });
  after(() => house.close());

  async function toShare() {
    const at = await flow.visit(house, 'parking-permit');
    const { asking, page } = await flow.arrive(at, { scope: 'openid profile address', prompt: 'consent' });
    const share = await flow.tryProvider(at, page, { provider: 'central' });
    expect(pageOf(share)).to.equal('share');
    return { at, asking, share };
  }

  async function told({ at, asking, share }: Awaited<ReturnType<typeof toShare>>, correction: string) {
    const back = await flow.press(at, share, { form: '/share', fields: { correction } });
    const { tokens, claims } = await flow.collected(at, asking, flow.answerIn(at, back));
    return { claims, userinfo: await client.fetchUserInfo(at.party.configuration, tokens.access_token, claims.sub) };
  }

  it('goes to userinfo beside the verified one, and nowhere else', async () => {
    const before = await told(await toShare(), '');
    const { claims, userinfo } = await told(await toShare(), '9 Other Road\r\nExampleton\r\nZZ1 4AA');
    expect(before.userinfo).to.not.have.property('address_stated');
    expect(userinfo.address_stated).to.deep.equal({ formatted: '9 Other Road\nExampleton\nZZ1 4AA' });
    expect(userinfo.address).to.deep.equal(before.userinfo.address);
    expect(JSON.stringify(claims)).not.to.include('Other Road');
    const rows = await house.hub.store.trail.read(0, 200);
    expect(JSON.stringify(rows)).to.include('"corrected":true');
    expect(JSON.stringify(rows)).not.to.include('Other Road');
  });

  it('comes back where it is too long, with what was typed, and nothing was shared', async () => {
    const { at, share } = await toShare();
    const typed = 'Exampleton\n'.repeat(9);
    const again = await flow.press(at, share, { form: '/share', fields: { correction: typed } });
    expect(pageOf(again)).to.equal('share');
    expect(again.text).to.include('Make your address shorter').and.include('Exampleton Exampleton');
  });
});
