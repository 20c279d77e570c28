// C3: an account without an identity, that a child can make: a user name, a password, and a letter. Over the whole house: made in the middle of
// a sign-in, opened days later, good for what needs no identity, refused with help elsewhere, and nobody else's, not even a parent's.
import { expect } from 'chai';
import * as client from 'openid-client';
import { newResumeCode } from '../../src/signin/record.ts';
import { createBrowser, type Page } from '../support/http.ts';
import { type House, startHouse } from '../support/hub.ts';
import { pageOf } from '../support/relying-party.ts';
import { codeOn, letPass, takeWay, typeCode, waysOn } from '../support/second-factor.ts';
import * as flow from './visits.ts';

const password = 'brown bread boat';
const home = '999000000116';
const parent = { provider: 'central', persona: 'rebecca-tennant' } as const;

describe('flows: an account without an identity (C3)', () => {
  let house: House;
  let local: string;
  before(async () => {
    const actingFor = { functions: ['bins'], minimumEvidence: 'officer-checked' as const };
    house = await startHouse({ services: { 'bin-collection': { actingFor }, 'council-tax': {} } });
    local = house.simulators.local.url;
  });
  after(() => house.close());

  let made = 0;
  /** From a service's request to the register's list of people. */
  async function toPeople(service: string, browser = createBrowser()) {
    const at = await flow.visit(house, service, browser);
    const { asking, page } = await flow.arrive(at);
    const there =
      pageOf(page) === 'choice' ? await flow.press(at, page, { form: '/choice', fields: { provider: 'local' } }) : page;
    return { at, asking, there };
  }
  const postOn = (at: flow.Visit, page: Page) => {
    const form = page.forms.find(({ fields }) => 'SAMLResponse' in fields);
    if (!form) throw new Error(`no answer on ${page.url}: ${page.text}`);
    return flow.press(at, page, { form: form.action });
  };
  const signInAs = async (at: flow.Visit, there: Page, typed: { userName: string; password: string }) => {
    const form = await at.browser.click(there, '/accounts/sign-in');
    return at.browser.follow(await at.browser.submit(form, typed, '/accounts/sign-in'));
  };
  /** The code of the letter that came to somebody. */
  async function letterTo(userName: string): Promise<string> {
    const channels = await letPass(createBrowser(), local, '3 days');
    const section = channels.body.split('<section').find((part) => part.includes(`To ${userName}<`)) ?? '';
    return /data-code>([\d ]+)</.exec(section)?.[1] ?? expect.fail(channels.text);
  }
  /** To the end, agreeing on the way. */
  async function end(at: flow.Visit, asking: Awaited<ReturnType<typeof toPeople>>['asking'], page: Page) {
    const last = pageOf(page) === 'share' ? await flow.press(at, page, { form: '/share' }) : page;
    return flow.collected(at, asking, flow.answerIn(at, last));
  }

  /** An account, made in the middle of a sign-in and opened with its letter in the next; and the browser that it is signed in with. */
  async function child() {
    made += 1;
    const userName = `maisie.${made}`;
    const { at, there } = await toPeople('bin-collection');
    const form = await at.browser.click(there, '/accounts/new');
    const posted = await at.browser.submit(form, { userName, password, home }, '/accounts/new');
    expect(posted.text).to.include('We have posted a letter to you');
    const waiting = await postOn(at, await at.browser.submit(posted, {}, '/accounts/stop'));
    expect(pageOf(waiting)).to.equal('waiting');
    const letter = await letterTo(userName);
    const later = await toPeople('bin-collection');
    const first = await signInAs(later.at, later.there, { userName, password });
    expect(first.text).to.include('Your first sign-in');
    const wrong = await later.at.browser.submit(first, { code: '12' }, '/accounts/first');
    expect(wrong.text).to.include('That code is not right');
    const answer = await later.at.browser.submit(wrong, { code: letter }, '/accounts/first');
    const signedIn = await end(later.at, later.asking, await postOn(later.at, answer));
    return { userName, at: later.at, ...signedIn };
  }

  it('C3, N5: a child gets in where no identity is needed: no name, no e-mail, no birth date, a subject that stays', async () => {
    const { userName, claims, tokens, at } = await child();
    expect(claims).to.include({ acr: `${house.issuer}/assurance/none/low` });
    const person = await client.fetchUserInfo(at.party.configuration, tokens.access_token, claims.sub);
    expect(Object.keys(person)).to.have.members(['sub', 'vot', 'vtm']);
    const again = await toPeople('bin-collection');
    const answer = await signInAs(again.at, again.there, { userName: userName.toUpperCase(), password });
    const { claims: later } = await end(again.at, again.asking, await postOn(again.at, answer));
    expect(later.sub).to.equal(claims.sub);
    const trail = JSON.stringify(await house.hub.store.trail.read(1, 1000));
    expect(trail).not.to.include(userName);
    const own = await flow.ownPage(at, house, '/account');
    expect(own.text).to.include('Exampleton account');
  });

  it('C3: where two factors are needed, the code card that came with the letter is the second', async () => {
    const { userName } = await child();
    const { at, asking, there } = await toPeople('council-tax');
    const ways = await signInAs(at, there, { userName, password });
    expect(
      waysOn(ways)
        .filter(([, obstacle]) => !obstacle)
        .map(([way]) => way),
    ).to.deep.equal(['card', 'letter', 'desk']);
    const card = await takeWay(at.browser, ways, 'card');
    const { claims } = await end(at, asking, await postOn(at, await typeCode(at.browser, card, codeOn(card))));
    expect(claims).to.include({ acr: `${house.issuer}/assurance/none/medium` });
  });

  it('C3: is refused with help where an identity is needed', async () => {
    const { at } = await child();
    const permit = await flow.visit(house, 'parking-permit', at.browser);
    const { asking, page } = await flow.arrive(permit);
    expect(pageOf(page)).to.equal('choice');
    const offered = flow.providersOn(page).find(({ value }) => value === 'local');
    expect(offered === undefined || offered.disabled).to.equal(true);
    expect(page.text).to.include('Get help by phone or in person');
    const forced = await flow.press(permit, page, { form: '/choice', fields: { provider: 'local' } });
    expect(pageOf(forced)).to.equal('choice');
    const back = await flow.press(permit, forced, { form: '/cancel' });
    expect(await flow.errorIn(permit, asking, flow.answerIn(permit, back))).to.be.oneOf([
      'access_denied',
      'unmet_authentication_requirements',
    ]);
  });

  it('C3, D1, D5: a parent’s authority is not a sign-in to the child’s account', async () => {
    const maisie = await child();
    const codes = { actor: newResumeCode(), holder: newResumeCode() };
    const id = await house.hub.store.authorities.grant(
      {
        name: 'Maisie Tennant',
        relationship: 'parent',
        evidence: 'registry',
        functions: ['bins'],
        endsAt: Math.floor(Date.now() / 1000) + 3600,
      },
      codes,
    );
    const useCode = async (at: flow.Visit, code: string) => {
      const page = await flow.ownPage(at, house, '/account/acting');
      return at.browser.follow(await at.browser.submit(page, { code }, '/account/acting/code'), flow.nowhere);
    };
    await useCode(maisie.at, codes.holder);
    const at = await flow.visit(house, 'bin-collection');
    const plain = await flow.signIn(at, {}, parent);
    await useCode(at, codes.actor);

    const { asking, page } = await flow.arrive(at, { scope: 'openid acting_for' });
    expect(pageOf(page), page.text).to.equal('acting-for');
    const next = await flow.press(at, page, { form: '/acting-for', fields: { for: id } });
    const { claims, tokens } = await end(at, asking, next);
    // The parent is who is here; the child is somebody beside it.
    expect(claims.sub).to.equal(plain.claims.sub).and.not.equal(maisie.claims.sub);
    const behalf = claims.on_behalf_of as { sub: string };
    expect(behalf.sub).to.not.equal(claims.sub);
    const person = await client.fetchUserInfo(at.party.configuration, tokens.access_token, claims.sub);
    expect(person.sub).to.equal(plain.claims.sub);

    // The parent's own page shows the parent's accounts only, and nothing of the child's can be taken out there.
    const own = await flow.ownPage(at, house, '/account');
    expect(own.text).to.include('GOV.UK One Login').and.not.include('Exampleton account');
    expect(own.text).to.not.include(maisie.userName);
    const theirs = await flow.ownPage(maisie.at, house, '/account');
    expect(theirs.text).to.include('Exampleton account').and.not.include('GOV.UK One Login');

    // Nor does it open the account where it lives: the letter was used, and the password is the child's.
    const tried = await toPeople('bin-collection');
    const refused = await signInAs(tried.at, tried.there, { userName: maisie.userName, password: 'a parent’s guess' });
    expect([refused.status, refused.text]).to.satisfy(
      ([status, text]: [number, string]) => status === 400 && text.includes('is not right'),
    );
  });

  it('says what is wrong with a new account, keeps what was typed but the password, and never tells who has one', async () => {
    const browser = createBrowser();
    const form = await browser.visit(`${local}/accounts/new`);
    const send = (changed: Record<string, string>) =>
      browser.submit(form, { userName: 'somebody.new', password, home, ...changed }, '/accounts/new');
    for (const [changed, text] of [
      [{ userName: 'm' }, 'Choose a user name of 3 to 30'],
      [{ userName: '<b>mai</b>' }, 'Choose a user name of 3 to 30'],
      [{ password: 'short' }, 'Choose a password of at least 10'],
      [{ home: '' }, 'Choose where you live'],
    ] as const) {
      const page = await send(changed);
      expect([page.status, page.text]).to.satisfy(
        ([status, said]: [number, string]) => status === 400 && said.includes(text),
      );
      expect(page.body).not.to.include(password);
    }
    expect((await send({})).text).to.include('We have posted a letter to you');
    const taken = await send({ userName: 'Somebody.New' });
    expect(taken.text).to.include('Somebody has this user name');
    const { at, there } = await toPeople('bin-collection');
    const said = async (userName: string) =>
      flow.lastingWords(await signInAs(at, there, { userName, password: 'not the password' })).replaceAll(userName, '');
    expect(await said('somebody.new')).to.equal(await said('nobody.here'));
    // A letter that nobody used sets the name free.
    await letPass(browser, local, '21 days');
    expect((await send({})).text).to.include('We have posted a letter to you');
  });

  it('ends a first letter after three wrong codes, and nobody gets in with the password alone', async () => {
    const userName = 'three.tries';
    const browser = createBrowser();
    const form = await browser.visit(`${local}/accounts/new`);
    await browser.submit(form, { userName, password, home }, '/accounts/new');
    const letter = await letterTo(userName);
    const { at, there } = await toPeople('bin-collection');
    let page = await signInAs(at, there, { userName, password });
    const wrong = letter === '000 000' ? '111111' : '000000';
    for (let turn = 0; turn < 3; turn += 1) page = await at.browser.submit(page, { code: wrong }, '/accounts/first');
    page = await at.browser.submit(page, { code: letter }, '/accounts/first');
    expect(page.text).to.include('There is no letter any more whose code works');
    const stopped = await postOn(at, await at.browser.submit(page, {}, '/accounts/first/stop'));
    expect(pageOf(stopped)).to.equal('waiting');
  });
});
