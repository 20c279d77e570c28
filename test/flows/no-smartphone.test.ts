// N1, in one walk: from the council's page to what the service received, by every way that needs no smartphone, no app, no text message and
// no JavaScript. The browser of these tests runs no script: whoever posts itself on in life waits for its button here.
import { expect } from 'chai';
import { type CouncilHouse, startCouncilHouse } from '../support/council-house.ts';
import { type Browser, createBrowser, type Page } from '../support/http.ts';
import { pageOf } from '../support/relying-party.ts';
import { codeFor, codeOn, letPass, officerSees, takeWay, toWays, typeCode, waysOn } from '../support/second-factor.ts';
import { linkIn } from './visits.ts';

const service = 'council-tax';

describe('flows: no smartphone, no app, no text message, no JavaScript (N1)', () => {
  let at: CouncilHouse;
  let local: string;
  before(async () => {
    at = await startCouncilHouse([service]);
    local = at.house.simulators.local.url;
  });
  after(() => at.close());

  /** Presses the button of a page that would post itself on. */
  const postOn = async (browser: Browser, page: Page): Promise<Page> => {
    const form = page.forms.find(({ fields }) => 'SAMLRequest' in fields || 'SAMLResponse' in fields);
    if (!form) throw new Error(`nothing to post on ${page.url}: ${page.text}`);
    return browser.follow(await browser.submit(page, {}, form.action));
  };

  /** From the council's page to the list of ways, through the hub's choice; or through the hub alone, where it knows where to go. */
  async function toSecondStep(browser: Browser, persona: string): Promise<Page> {
    const start = await browser.visit(`${at.council}/${service}`);
    let page = await browser.follow(await browser.get(new URL(linkIn(start, /^\s*Sign in/), start.url).href));
    if (pageOf(page) === 'choice')
      page = await browser.follow(await browser.submit(page, { provider: 'local' }, '/choice'));
    if (page.forms.some(({ fields }) => 'SAMLRequest' in fields)) page = await postOn(browser, page);
    return toWays(browser, page, persona);
  }

  /** From a right code to the page on which the council shows what it received. */
  async function toReceived(browser: Browser, coded: Page): Promise<void> {
    let page = await postOn(browser, coded);
    if (pageOf(page) === 'share') page = await browser.follow(await browser.submit(page, {}, '/share'));
    expect(page.url, page.text).to.match(new RegExp(`^${at.council}/${service}/signed-in`));
    expect(page.text).to.include('You are signed in').and.include(`${at.house.issuer}/assurance/none/medium`);
  }

  /** The sign-in is put off: the hub's page gives a code. The council hears that it came to nothing for now. */
  async function putOff(browser: Browser, stopped: Page): Promise<string> {
    const waiting = await postOn(browser, stopped);
    expect(pageOf(waiting)).to.equal('waiting');
    const code = /data-resume-code>([^<]+)</.exec(waiting.body)?.[1] ?? '';
    const left = await browser.follow(await browser.submit(waiting, {}, '/cancel'));
    expect(left.url).to.include(`${at.council}/${service}/problem`);
    return code;
  }

  /** Another day, another device: the code leads back to the service, and from there straight to the council accounts. */
  async function resumed(code: string, persona: string): Promise<{ browser: Browser; ways: Page }> {
    const browser = createBrowser();
    const form = await browser.visit(`${at.house.issuer}/resume`);
    const page = await browser.follow(await browser.submit(form, { code: code.toLowerCase() }, '/resume'));
    expect(page.body).to.include('data-resumed="provider"');
    expect(page.links.map(({ href }) => href)).to.include(`${at.council}/`);
    return { browser, ways: await toSecondStep(browser, persona) };
  }

  for (const [way, persona] of [
    ['card', 'margaret-whitcombe'],
    ['voice', 'margaret-whitcombe'],
    ['key', 'priya-raman'],
  ] as const)
    it(`N1: by ${{ card: 'a printed code card', voice: 'a call to a landline', key: 'a hardware key' }[way]}`, async () => {
      const browser = createBrowser();
      const page = await takeWay(browser, await toSecondStep(browser, persona), way);
      await toReceived(browser, await typeCode(browser, page, codeOn(page)));
    });

  it('N1, N3: by letter: the sign-in waits, and days later the resume code and the letter’s lead in, on another device', async () => {
    const first = createBrowser();
    const page = await takeWay(first, await toSecondStep(first, 'margaret-whitcombe'), 'letter');
    const code = await putOff(first, await first.submit(page, {}, '/order'));
    const channels = await letPass(createBrowser(), local, '3 days');
    const letter = codeFor(channels, 'data-letter="margaret-whitcombe"');
    const { browser, ways } = await resumed(code, 'margaret-whitcombe');
    await toReceived(browser, await typeCode(browser, await takeWay(browser, ways, 'letter'), letter));
  });

  it('N1, N3: from an officer’s desk, with the sign-in waiting meanwhile', async () => {
    const first = createBrowser();
    const page = await takeWay(first, await toSecondStep(first, 'priya-raman'), 'desk');
    const code = await putOff(first, await first.submit(page, {}, '/stop'));
    const seen = await officerSees(createBrowser(), local, 'priya-raman');
    const { browser, ways } = await resumed(code, 'priya-raman');
    const given = codeFor(seen, 'data-call="priya-raman"');
    await toReceived(browser, await typeCode(browser, await takeWay(browser, ways, 'desk'), given));
  });

  it('N2: whoever has nothing at all still has ways, and can turn back to where all the others are', async () => {
    const browser = createBrowser();
    const ways = await toSecondStep(browser, 'margaret-whitcombe');
    expect(
      waysOn(ways)
        .filter(([, obstacle]) => !obstacle)
        .map(([way]) => way),
    ).to.include.members(['letter', 'desk']);
    const back = await postOn(browser, await browser.submit(ways, {}, '/cancel'));
    expect([pageOf(back), back.body.includes('data-attempt="cancelled"')]).to.deep.equal(['choice', true]);
    expect(back.text).to.include('Get help by phone or in person');
  });
});
