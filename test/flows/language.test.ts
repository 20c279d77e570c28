// A language that somebody chose on a page outside a sign-in is the language of the next one.
import { expect } from 'chai';
import { type Browser, createBrowser } from '../support/http.ts';
import { type House, startHouse } from '../support/hub.ts';

describe('flows: a language that was chosen', () => {
  let house: House;
  let browser: Browser;
  before(async () => {
    house = await startHouse();
  });
  after(() => house.close());
  beforeEach(() => {
    browser = createBrowser();
  });

  const languageAt = async (path: string) => languageOf(await browser.visit(house.issuer + path));

  for (const path of ['/', '/account', '/staff', '/vouch', '/resume', '/assurance', '/tried', '/no-such-page'])
    it(`stays on every page that follows ${path}`, async () => {
      expect(await languageAt(path)).to.equal('en');
      expect(await languageAt(`${path}?language=cy`)).to.equal('cy');
      expect(await languageAt(path)).to.equal('cy');
      expect(await languageAt('/account')).to.equal('cy');
      expect(await languageAt(`${path}?language=en`)).to.equal('en');
      expect(await languageAt(path)).to.equal('en');
    });

  it('stays once a form is sent', async () => {
    const page = await browser.visit(`${house.issuer}/vouch?language=cy`);
    const wrong = await browser.submit(page, { code: 'BCDF-2345-GHJK-6789' }, '/vouch');
    expect(languageOf(wrong)).to.equal('cy');
  });

  it('can be chosen where something is wrong, too, but at an address that is good for one visit', async () => {
    for (const path of ['/no-such-page', '/sign-in/of-nobody', '/.//127.0.0.2/no-such-page']) {
      const wrong = await browser.visit(house.issuer + path);
      expect(wrong.body, path).to.include('href="?language=cy"');
      expect(languageOf(await browser.visit(`${house.issuer}${path}?language=cy`)), path).to.equal('cy');
      await browser.visit(`${house.issuer}/?language=en`);
    }
    const told = await browser.visit(`${house.issuer}/no-such-page?said=ZXQMARKER`);
    expect(told.body).to.include('href="?language=cy"').and.not.include('ZXQMARKER');
    const used = await browser.visit(`${house.issuer}/callback/central?state=used&code=secret`);
    expect(used.status).to.equal(400);
    expect(used.body).not.to.include('language=');
  });

  it('is nothing that the hub does not speak, and nothing that was only asked for', async () => {
    await browser.visit(`${house.issuer}/account?language=fr`);
    await browser.visit(`${house.issuer}/account?ui_locales=cy`);
    expect(browser.cookies(house.issuer)).not.to.have.property('gatehouse_language');
    expect(await languageAt('/account')).to.equal('en');
  });
});

const languageOf = ({ body }: { body: string }) => /<html lang="(\w+)"/.exec(body)?.[1];
