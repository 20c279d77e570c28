// The second step of the register, page by page, over HTTP and without JavaScript: every way, and everything that can go wrong on it.
import { expect } from 'chai';
import { says as accountWords } from '../../src/simulators/local/accounts/words.ts';
import { passwordClass } from '../../src/simulators/local/messages.ts';
import { says as secondWords } from '../../src/simulators/local/second-factor/words.ts';
import { signedQuery } from '../../src/simulators/local/sign.ts';
import { words as sharedWords } from '../../src/simulators/local/words.ts';
import { textsIn } from '../../src/simulators/local/xml.ts';
import { type Browser, createBrowser, type Page } from '../support/http.ts';
import {
  codeFor,
  codeOn,
  letPass,
  officerSees,
  otherThan,
  takeWay,
  toWays,
  typeCode,
  waysOn,
} from '../support/second-factor.ts';
import { grade } from '../views/reading.ts';
import {
  assertionIn,
  byRedirect,
  mobileClass,
  packed,
  type Rig,
  requestText,
  startRig,
  statusIn,
  tokenClass,
} from './local-rig.ts';

const twoFactors = 'https://refeds.org/profile/mfa';
const anyTwo = [mobileClass, tokenClass, twoFactors];

describe('simulators/local: the second step', () => {
  let rig: Rig;
  let browser: Browser;
  beforeEach(async () => {
    rig = await startRig();
    browser = createBrowser();
  });
  afterEach(() => rig.close());

  const people = (classes: readonly string[] = anyTwo, options = {}) =>
    browser.get(
      `${rig.local.url}/sso?${signedQuery(packed(requestText(rig, { classes })), rig.shown.signing.privateKey)}`,
      options,
    );
  const waysFor = async (persona: string, classes?: readonly string[]) =>
    toWays(browser, await people(classes), persona);
  const to = async (persona: string, way: string) => takeWay(browser, await waysFor(persona), way);

  /** What the page that posts itself back holds. */
  function answered(page: Page): string {
    const value = page.forms[0]?.fields.SAMLResponse;
    if (typeof value !== 'string') throw new Error(`no answer: ${page.status} ${page.text}`);
    return Buffer.from(value, 'base64').toString();
  }
  const said = async (page: Page) =>
    textsIn((await assertionIn(rig, answered(page))) ?? '', 'AuthnContextClassRef')[0] ??
    statusIn(answered(page)).join(' ');

  it('N2: lists every way in one order, says what is missing and what to do, and offers help in person', async () => {
    const order = ['app', 'text', 'voice', 'card', 'key', 'letter', 'desk'];
    const seen: Record<string, (string | undefined)[]> = {};
    for (const persona of ['hannah-fairweather', 'margaret-whitcombe', 'albert-thwaite', 'priya-raman']) {
      const page = await waysFor(persona);
      expect(waysOn(page).map(([way]) => way)).to.deep.equal(order);
      seen[persona] = waysOn(page).map(([, obstacle]) => obstacle);
      const offered = page.forms[0]?.choices.map(({ value }) => value);
      expect(offered).to.deep.equal(
        waysOn(page)
          .filter(([, obstacle]) => !obstacle)
          .map(([way]) => way),
      );
      expect(page.text)
        .to.include('Get help in person')
        .and.include('01632 960 012')
        .and.include('Go back to the service');
    }
    const free = undefined;
    expect(seen).to.deep.equal({
      'hannah-fairweather': [free, free, 'no-landline', free, 'no-key', free, free],
      'margaret-whitcombe': ['no-smartphone', 'no-mobile', free, free, 'no-key', free, free],
      'albert-thwaite': ['no-smartphone', free, free, 'no-card', 'no-key', free, free],
      'priya-raman': [free, free, 'no-landline', free, free, free, free],
    });
  });

  for (const [way, persona, classRef] of [
    ['app', 'hannah-fairweather', tokenClass],
    ['text', 'albert-thwaite', mobileClass],
    ['voice', 'margaret-whitcombe', twoFactors],
    ['card', 'margaret-whitcombe', twoFactors],
    ['key', 'priya-raman', twoFactors],
  ] as const)
    it(`N1: ${way}: a wrong code is said in clear words, the right one gets in, and the answer says no more than that`, async () => {
      const page = await to(persona, way);
      expect(page.text).to.include('Simulated').and.include('Get help in person').and.include('Take another way');
      const wrong = await typeCode(browser, page, otherThan(codeOn(page)));
      expect([wrong.status, wrong.text]).to.satisfy(
        ([status, text]: [number, string]) =>
          status === 400 && text.includes('That code is not right. You have 2 more tries'),
      );
      const end = await typeCode(browser, wrong, codeOn(wrong));
      expect(await said(end)).to.equal(classRef);
      // The same page again leads nowhere.
      expect((await typeCode(browser, wrong, codeOn(wrong))).text).to.include('This sign-in is over');
    });

  it('N4: a code field takes what is pasted, with gaps, and the digits of a phone’s keyboard', async () => {
    const page = await to('albert-thwaite', 'text');
    const field = /<input id="code"[^>]*>/.exec(page.body)?.[0];
    expect(field).to.include('inputmode="numeric"').and.include('autocomplete="one-time-code"');
    expect(field).not.to.match(/maxlength|pattern|required/);
    const slip = await typeCode(browser, page, '12 34');
    expect(slip.text).to.include('Type the 6 digits of the code');
    expect(await said(await typeCode(browser, slip, ` ${codeOn(slip).replace(' ', ' - ')}\n`))).to.equal(mobileClass);
  });

  it('N2: three wrong codes shut a way for an hour, in a new sign-in too, and the others stay', async () => {
    let page = await to('albert-thwaite', 'voice');
    for (let turn = 0; turn < 3; turn += 1) page = await typeCode(browser, page, otherThan(codeOn(page)));
    expect(page.text).to.include('The code was wrong three times. Take another way, or get help in person');
    expect(waysOn(page)[2]).to.deep.equal(['voice', 'locked']);
    expect(waysOn(await waysFor('albert-thwaite'))[2]).to.deep.equal(['voice', 'locked']);
    const forced = await browser.submit(page, { way: 'voice' }, '/second-factor/');
    expect([forced.status, waysOn(forced).length]).to.deep.equal([400, 7]);
    const text = await takeWay(browser, page, 'text');
    expect(await said(await typeCode(browser, text, codeOn(text)))).to.equal(mobileClass);
    await letPass(browser, rig.local.url, '20 minutes');
    await letPass(browser, rig.local.url, '3 days');
    expect(waysOn(await waysFor('albert-thwaite'))[2]).to.deep.equal(['voice', undefined]);
  });

  it('a code that is too old is said to be, and a new one gets in', async () => {
    const page = await to('margaret-whitcombe', 'voice');
    await letPass(browser, rig.local.url, '20 minutes');
    const old = await typeCode(browser, page, codeOn(page));
    expect(old.text).to.include('This code is too old. Ask for a new one');
    const again = await browser.follow(await browser.submit(old, {}, '/again'));
    expect(await said(await typeCode(browser, again, codeOn(again)))).to.equal(twoFactors);
  });

  it('asks for one square of the card in one visit, however often it is begun', async () => {
    const page = await to('margaret-whitcombe', 'card');
    const square = /row ([A-F]), number (\d)/.exec(page.text)?.[0];
    const ways = await browser.click(page, 'Take another way');
    for (let turn = 0; turn < 5; turn += 1)
      expect((await takeWay(browser, ways, 'card')).text).to.include(square ?? 'a square');
  });

  it('N1: letter: the order ends the sign-in as pending; its code works when it has come, for 21 days, once', async () => {
    const first = await to('margaret-whitcombe', 'letter');
    expect(first.text).to.include('3 Almshouse Row').and.include('The code works for 21 days');
    const stopped = await browser.submit(first, {}, '/order');
    expect(statusIn(answered(stopped))).to.deep.equal(['Responder', 'NoAuthnContext']);
    expect(answered(stopped)).to.include('loa-pending');
    const marker = 'data-letter="margaret-whitcombe"';
    const channels = await browser.visit(`${rig.local.url}/simulator/channels`);
    expect(() => codeFor(channels, marker)).to.throw();

    const early = await to('margaret-whitcombe', 'letter');
    expect(early.text).to.include('The letter is on its way');
    const stop = await browser.submit(early, {}, '/stop');
    expect(answered(stop)).to.include('loa-pending');

    const code = codeFor(await letPass(browser, rig.local.url, '3 days'), marker);
    const page = await to('margaret-whitcombe', 'letter');
    expect(codeOn(page)).to.equal(code);
    expect(await said(await typeCode(browser, page, code))).to.equal(twoFactors);
    // Used: the next one has to be ordered.
    expect((await to('margaret-whitcombe', 'letter')).text).to.include('Post me a letter');

    await browser.submit(await to('margaret-whitcombe', 'letter'), {}, '/order');
    const again = await to('margaret-whitcombe', 'letter');
    await letPass(browser, rig.local.url, '21 days');
    expect((await typeCode(browser, again, '123456')).text).to.include('There is no code yet');
  });

  it('a new letter ends the one before, and three wrong codes end it too', async () => {
    await browser.submit(await to('margaret-whitcombe', 'letter'), {}, '/order');
    const marker = 'data-letter="margaret-whitcombe"';
    const old = codeFor(await letPass(browser, rig.local.url, '3 days'), marker);
    await browser.submit(await to('margaret-whitcombe', 'letter'), {}, '/order');
    let page = await to('margaret-whitcombe', 'letter');
    const code = codeFor(await letPass(browser, rig.local.url, '3 days'), marker);
    if (code !== old) page = await typeCode(browser, page, old);
    for (let turn = 0; turn < (code === old ? 3 : 2); turn += 1) page = await typeCode(browser, page, otherThan(code));
    expect(page.text).to.include('wrong three times');
    expect((await takeWay(browser, page, 'letter')).text).to.include('Post me a letter');
  });

  it('N1: desk: the officer gives a code to whoever came, and it gets in, once', async () => {
    const page = await to('priya-raman', 'desk');
    expect((await typeCode(browser, page, '123456')).text).to.include('There is no code yet');
    const stopped = await browser.submit(page, {}, '/stop');
    expect(answered(stopped)).to.include('loa-pending');
    const code = codeFor(await officerSees(browser, rig.local.url, 'priya-raman'), 'data-call="priya-raman"');
    const back = await to('priya-raman', 'desk');
    expect(await said(await typeCode(browser, back, code))).to.equal(twoFactors);
    expect((await typeCode(browser, await to('priya-raman', 'desk'), code)).text).to.include('There is no code yet');
  });

  it('turns back to the service, and says that the person did', async () => {
    const end = await browser.submit(await waysFor('margaret-whitcombe'), {}, '/cancel');
    expect(answered(end)).to.include('authn-cancel');
  });

  it('offers only what the service takes, and goes past where no second factor is asked for', async () => {
    const page = await waysFor('priya-raman', [mobileClass]);
    expect(waysOn(page).map(([, obstacle]) => obstacle)).to.deep.equal([
      ...['not-here', undefined, 'no-landline', 'not-here', 'not-here', 'not-here', 'not-here'],
    ]);
    const plain = await browser.submit(
      await people([passwordClass]),
      { persona: 'joan-whitlock', second: 'walk' },
      '/continue',
    );
    expect(await said(plain)).to.equal(passwordClass);
    expect((await people([passwordClass])).body).not.to.include('name="second"');
  });

  it('goes wrong as was ordered, at the end of the walk', async () => {
    rig.local.fault('no-level');
    const page = await to('margaret-whitcombe', 'card');
    expect(await said(await typeCode(browser, page, codeOn(page)))).to.equal('Success');
  });

  it('knows no visit but its own', async () => {
    for (const path of ['', '/code']) {
      const page = await browser.get(`${rig.local.url}/second-factor/nobody${path}`);
      expect([page.status, page.text]).to.satisfy(
        ([status, text]: [number, string]) => status === 400 && text.includes('over'),
      );
    }
    const ways = await waysFor('margaret-whitcombe');
    const nothing = await browser.submit(ways, {}, '/second-factor/');
    expect(nothing.text).to.include('Choose one of the ways');
    expect((await browser.visit(`${ways.url}/code`)).url).to.equal(ways.url);
  });

  it('speaks Welsh on every page of it', async () => {
    const welsh = { headers: { 'accept-language': 'cy' } };
    const ways = await toWays(browser, await people(anyTwo, welsh), 'margaret-whitcombe');
    expect(ways.body).to.include('<html lang="cy">').and.include('Cael help gan berson');
    for (const [way, text] of [
      ['voice', 'Mae’r llais ar y ffôn yn dweud'],
      ['card', 'Edrychwch ar eich cerdyn'],
      ['letter', 'Postiwch lythyr ataf'],
      ['desk', 'Dewch at y ddesg'],
    ] as const)
      expect((await takeWay(browser, ways, way)).text).to.include(text);
  });

  it('N4: its words are easy to read, and there in both languages', () => {
    const flat = (words: object): string[] =>
      Object.values(words).flatMap((value: unknown) => {
        if (typeof value === 'string') return [value];
        if (typeof value === 'function') return [String(value('2', '2'))];
        return typeof value === 'object' && value !== null ? flat(value) : [];
      });
    for (const words of [secondWords, accountWords, sharedWords]) {
      expect(grade(flat(words.en))).to.be.at.most(6);
      expect(flat(words.cy)).to.have.length(flat(words.en).length);
      expect(flat(words.cy).filter((text) => /[a-z]{4}/.test(text) && flat(words.en).includes(text))).to.deep.equal([]);
    }
  });

  it('is quick for whoever asks for nothing: the person’s usual way, in one step', async () => {
    const page = await byRedirect(rig, requestText(rig, { classes: anyTwo }));
    expect(await page.text()).to.include('<option value="">Without asking (simulated)</option>');
    const end = await browser.submit(await people(), { persona: 'hannah-fairweather' }, '/simulator/continue');
    expect(await said(end)).to.equal(mobileClass);
  });
});
