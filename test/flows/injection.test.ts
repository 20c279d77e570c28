// An answer counts only in the browser that brought it: whoever makes somebody else sign in at a provider for their own journey gets nothing.
import { expect } from 'chai';
import { createBrowser, type Page } from '../support/http.ts';
import { type House, startHouse } from '../support/hub.ts';
import { pageOf } from '../support/relying-party.ts';
import * as flow from './visits.ts';

describe('flows: an answer that somebody else brought', () => {
  let house: House;
  before(async () => {
    house = await startHouse();
  });
  after(() => house.close());

  for (const provider of ['central', 'local'] as const) {
    it(`does not sign the attacker in as the victim (${provider})`, async () => {
      const service = provider === 'local' ? 'bin-collection' : 'parking-permit';
      const attacker = await flow.visit(house, service);
      const { page } = await flow.arrive(attacker);
      // The victim opens the attacker's link to the provider and signs in there.
      const lure = await attacker.browser.submit(page, { provider }, '/choice');
      const victim = createBrowser();
      const there = await victim.visit(lure.location ?? '');
      let back: Page = await victim.follow(
        await victim.submit(there, { persona: 'hannah-fairweather' }, '/simulator/continue'),
      );
      const posted = back.forms.find(({ fields }) => 'SAMLResponse' in fields);
      if (posted) back = await victim.follow(await victim.submit(back, {}, posted.action));
      expect(back.status).to.be.at.least(400);
      // The attacker, who has the cookie, looks whether it worked.
      const uid = /\/sign-in\/([^/]+)/.exec(page.url)?.[1] ?? '';
      for (const path of ['', '/share', '/choice', '?answer=', '?answer=guess']) {
        const seen = await attacker.browser.visit(`${house.issuer}/sign-in/${uid}${path}`, attacker.party.isHere);
        expect(pageOf(seen), path).to.equal('choice');
        expect(seen.text).not.to.include('Hannah');
      }
    });
  }

  it('is not carried on by a code alone', async () => {
    const attacker = await flow.visit(house, 'parking-permit');
    const { page } = await flow.arrive(attacker);
    const lure = await flow.press(attacker, page, { form: '/choice', fields: { provider: 'central' } });
    const pending = { persona: 'hannah-fairweather', x_fault: 'pending' };
    const waiting = await flow.press(attacker, lure, { form: '/simulator/continue', fields: pending });
    const code = /data-resume-code>([^<]+)</.exec(waiting.body)?.[1] ?? '';
    const victim = createBrowser();
    await victim.follow(await victim.submit(lure, { persona: 'hannah-fairweather' }, '/simulator/continue'));
    const form = await attacker.browser.visit(`${house.issuer}/resume`);
    const resumed = await attacker.browser.follow(await attacker.browser.submit(form, { code }, '/resume'));
    expect(resumed.body).to.include('data-resumed="provider"');
    const next = await flow.arrive(await flow.visit(house, 'parking-permit', attacker.browser));
    expect(new URL(next.page.url).port).to.equal(new URL(house.simulators.central.url).port);
  });
});
