// Officers' checks over the whole house: written down, agreed to, bound by a code, served, and ended in every way that they end.
import { expect } from 'chai';
import * as client from 'openid-client';
import type { Service } from '../../src/config/schema/services.ts';
import { createBrowser } from '../support/http.ts';
import { type House, startHouse } from '../support/hub.ts';
import { rawQuery } from '../support/raw-database.ts';
import { pageOf } from '../support/relying-party.ts';
import * as flow from './visits.ts';
import * as vouch from './vouched.ts';

const scope = 'openid profile address email';
const wish = {
  verification: {
    trust_framework: null,
    assurance_level: null,
    assurance_process: { policy: null, procedure: null },
    time: null,
    evidence: [{ type: { value: 'vouch' }, attestation: { voucher: { organization: null } } }],
  },
  claims: { family_name: null, birthdate: null, email: null },
};
const claims = JSON.stringify({ userinfo: { verified_claims: wish } });

describe('flows: officers’ checks', () => {
  let house: House;
  const services: Record<string, Partial<Service>> = {
    'council-tax': { refreshTokens: true },
    'no-checks': { vouching: false, minimumLevel: { identity: 'medium', authenticator: 'medium' } },
    young: { minimumLevel: { identity: 'none', authenticator: 'medium' }, attributes: ['age_band', 'given_name'] },
  };

  beforeEach(async () => {
    house = await startHouse({ services });
  });
  afterEach(() => house.close());

  const userInfo = async (token: string) => {
    const response = await fetch(`${house.issuer}/userinfo`, { headers: { authorization: `Bearer ${token}` } });
    return { status: response.status, body: (await response.json().catch(() => ({}))) as Record<string, unknown> };
  };
  const events = async () => (await house.hub.store.trail.read(1, 10_000)).map(({ event }) => event);
  const at = (service: string, browser = createBrowser()) => flow.visit(house, service, browser);

  /** Signs in to the parking permit in a new browser, saying that an officer has checked who one is. */
  async function permit(parameters: Record<string, string> = {}, service = 'parking-permit') {
    const visit = await at(service);
    const { asking, page } = await flow.arrive(visit, { scope, ...parameters });
    const after = await vouch.sayChecked(visit, page);
    return { visit, asking, after };
  }

  /** The same to the end. */
  async function permitted(parameters: Record<string, string> = {}) {
    const { visit, asking, after } = await permit(parameters);
    const end = pageOf(after) === 'share' ? await flow.press(visit, after, { form: '/share' }) : after;
    return { visit, share: after, ...(await flow.collected(visit, asking, flow.answerIn(visit, end))) };
  }

  it('V1 V3: a check by two officers brings an account that proves nothing to the service that wants medium', async () => {
    const { sub } = await vouch.vouched(house);
    const { claims: token, share, tokens } = await permitted({ claims });
    expect(share.text)
      .to.include('Someone at the council has checked some of these in person')
      .and.include('Hannah Louise')
      .and.include('11 February 1992');
    expect(token.sub).to.equal(sub);
    expect(token.vot).to.equal('Cl.Cm.P2');
    const { body } = await userInfo(tokens.access_token);
    expect(body).to.include({ given_name: 'Hannah Louise', family_name: 'Fairweather', birthdate: '1992-02-11' });
    expect(body).to.have.nested.property('address.postal_code', 'ZZ1 4QF');
    const { verification, claims: verified } = body.verified_claims as { verification: object; claims: object };
    expect(verified).to.deep.equal({ family_name: 'Fairweather', birthdate: '1992-02-11' });
    expect(verification).to.deep.include({
      trust_framework: 'uk_diatf',
      assurance_level: 'medium',
      assurance_process: { policy: 'gpg45', procedure: 'M2B' },
      evidence: [
        {
          type: 'vouch',
          attestation: { type: 'digital_attestation', voucher: { organization: 'Exampleton Council' } },
        },
      ],
    });
    expect(await events()).to.include.members(['vouch.recorded', 'vouch.viewed', 'vouch.approved', 'vouch.claimed']);
    const trail = JSON.stringify(await house.hub.store.trail.read(1, 10_000));
    for (const word of ['Hannah', 'Fairweather', '1992-02-11', 'Larkspur']) expect(trail).not.to.include(word);
  });

  it('V3: it counts at once for a session that is there, and in single sign-on', async () => {
    const { at: visit } = await vouch.vouched(house);
    const permitVisit = await flow.visit(house, 'parking-permit', visit.browser);
    const { claims: token } = await flow.signIn(permitVisit, { scope });
    expect(token.vot).to.equal('Cl.Cm.P2');
  });

  it('V3: it raises no account but the one that it is bound to, and no service that takes none', async () => {
    const { at: checked } = await vouch.vouched(house);
    const visit = await at('parking-permit');
    const { page } = await flow.arrive(visit);
    const other = await vouch.sayChecked(visit, page, { provider: 'local', persona: 'simon-pemberton' });
    expect(pageOf(other)).to.equal('choice');
    expect(other.text).to.include('we need to be more sure that it is you').and.include('Bring what you have');
    const { page: refusing } = await flow.arrive(await at('no-checks'));
    expect(pageOf(refusing)).to.equal('choice');
    expect(refusing.text).not.to.include('Someone at the council has checked');
    const own = await flow.visit(house, 'no-checks', checked.browser);
    expect(pageOf((await flow.arrive(own)).page)).to.equal('choice');
  });

  it('V3: nobody is told who has one: the page before and after is the same for everybody', async () => {
    const before = await flow.arrive(await at('parking-permit'));
    await vouch.vouched(house);
    const after = await flow.arrive(await at('parking-permit'));
    expect(flow.lastingWords(after.page)).to.equal(flow.lastingWords(before.page));
  });

  it('V1: an officer alone can do no more than low', async () => {
    const omar = await vouch.staff(house, 'omar-officer');
    const { page, path, code } = await vouch.record(omar);
    expect(page.text).to.include('Another officer has to look at it').and.include('A second officer has to agree');
    expect(page.body).to.include('data-objection="same-officer"').and.not.include('/approve"');
    // Also where somebody makes up the form.
    const token = /name="token" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
    const forced = await omar.at.browser.post(`${house.issuer}${path}/approve`, { token });
    expect(forced.body).to.include('data-objection="same-officer"');
    const { at: visit } = await vouch.signedIn(house);
    const refused = await vouch.typeCode(house, visit, code);
    expect(refused.text).to.include('We cannot use this code for this account');
    const olga = await vouch.staff(house, 'olga-officer');
    await vouch.approve(olga, path);
    expect(pageOf(await vouch.typeCode(house, visit, code))).to.equal('account-vouch-check');
  });

  it('V4: somebody who signed in with one step is led to a sign-in with two, and can type their code then', async () => {
    const tyler = { provider: 'central', persona: 'tyler-brannigan' } as const;
    const at = await flow.visit(house, 'bin-collection');
    await flow.signIn(at, {}, tyler);
    const page = await flow.ownPage(at, house, '/account/vouch');
    expect(page.text).to.include('first sign in with two steps');
    const choice = await flow.ownPage(at, house, flow.linkIn(page, /Sign in again/));
    expect(pageOf(choice), choice.text).to.equal('choice');
    await flow.tryProvider(at, choice, tyler);
    const again = await flow.ownPage(at, house, '/account/vouch');
    expect(again.forms.map(({ action }) => action)).to.include('/account/vouch/code');
  });

  it('V1: only an officer comes in, with two steps; and nobody vouches for themselves', async () => {
    const operator = await vouch.staff(house, 'olive-operator');
    expect(pageOf(await operator.open())).to.equal('staff-refused');
    const peter = await vouch.staff(house, 'peter-password');
    expect(pageOf(await peter.open())).to.equal('staff-start');
    const omar = await vouch.staff(house, 'omar-officer');
    const own = await vouch.fillIn(omar, { ...vouch.filled, given_name: 'OMAR', family_name: 'Castell' });
    expect(own.status).to.equal(400);
    expect(own.text).to.include('You cannot do this for yourself');
    // A record about the second officer is for a third.
    const { path } = await vouch.record(omar, { ...vouch.filled, given_name: 'Olga', family_name: 'Winterbourne' });
    const olga = await vouch.staff(house, 'olga-officer');
    expect((await olga.open(path)).body).to.include('data-objection="self"');
  });

  it('V1: an officer’s own account takes no check of theirs, whatever names it is about', async () => {
    const { omar, code } = await vouch.approved(house);
    // The officer uses the code at their own page, in their own browser.
    const page = await flow.ownPage(omar.at, house, '/account/vouch');
    if (pageOf(page) === 'account-vouch') {
      const refused = await vouch.typeCode(house, omar.at, code);
      expect(refused.text).to.include('We cannot use this code for this account');
    } else expect(pageOf(page)).to.equal('account-start');
    const { at: visit } = await vouch.signedIn(house);
    expect(pageOf(await vouch.typeCode(house, visit, code))).to.equal('account-vouch-check');
  });

  it('V1: nobody’s word counts who is known by another’s word alone', async () => {
    const omar = await vouch.staff(house, 'omar-officer');
    const page = await vouch.fillIn(omar, { ...vouch.alone, voucher_proof: 'vouch-only' });
    expect(page.text).to.include('Ask for someone who can show papers');
  });

  it('V1: an account that has proven somebody else takes none', async () => {
    const { code } = await vouch.approved(house);
    const proven = await flow.visit(house, 'parking-permit');
    await flow.signIn(proven, { scope }, { provider: 'central', persona: 'simon-pemberton' });
    const page = await vouch.typeCode(house, proven, code);
    expect(page.status).to.equal(400);
    expect(page.text).to.include('We cannot use this code for this account').and.not.include('Hannah');
    expect(await events()).to.include('vouch.not-claimed');
  });

  it('V2: the form loses nothing, says all that is wrong, and shows what it comes to before it is kept', async () => {
    const omar = await vouch.staff(house, 'omar-officer');
    const { 'coercion_not-pressed': _open, activity: _none, ...most } = vouch.filled;
    const wrong = await vouch.fillIn(omar, { ...most, birth_month: '13' });
    expect(wrong.status).to.equal(400);
    expect(wrong.text)
      .to.include('Fill in the date of birth')
      .and.include('stop here and help in another way')
      .and.include('Choose a score');
    expect(wrong.body).to.include('value="Hannah Louise"').and.include('14 Larkspur Road');
    const mended = { activity: '1', birth_month: '2', 'coercion_not-pressed': 'yes' };
    const kept = wrong.forms.find(({ action }) => action.endsWith('/new'))?.fields ?? {};
    const confirm = await flow.press(omar.at, wrong, {
      form: '/staff/vouching/new',
      fields: { ...most, ...kept, ...mended },
    });
    expect(confirm.text).to.include('medium').and.include('M2B').and.include('A second officer has to agree');
    expect(await house.hub.store.vouches.list(10)).to.deep.equal([]);
    const changed = await omar.at.browser.submit(confirm, {}, '/staff/vouching/new');
    expect(pageOf(changed)).to.equal('staff-vouch-new');
    expect(changed.body).to.include('value="Hannah Louise"');
    const none = await vouch.fillIn(omar, { ...vouch.filled, verification: '0' });
    expect(none.text).to.include('These scores reach no level');
  });

  it('V2: sent twice it is there once; a list names nobody; the file is for whoever audits it', async () => {
    const omar = await vouch.staff(house, 'omar-officer');
    const confirm = await vouch.fillIn(omar);
    for (const _twice of [1, 2]) await flow.press(omar.at, confirm, { form: '/staff/vouching/record' });
    expect(await house.hub.store.vouches.list(10)).to.have.length(1);
    const list = await omar.open();
    expect(list.text)
      .to.include('Waiting for an officer')
      .and.not.match(/Hannah|Fairweather|1992/);
    const page = await omar.open(/href="(\/staff\/vouching\/[0-9a-f-]{36})"/.exec(list.body)?.[1]);
    const file = JSON.parse((await omar.at.browser.submit(page, {}, '/download')).body);
    expect(file.verified_claims.claims).to.deep.include({ family_name: 'Fairweather' });
    expect(file.record.coercion).to.deep.equal(['alone', 'understands', 'not-pressed']);
    expect(await events()).to.include('vouch.downloaded');
  });

  it('V3: a lone vouch stays low, takes one officer, and does not reach medium', async () => {
    const omar = await vouch.staff(house, 'omar-officer');
    const { page, path, code } = await vouch.record(omar, vouch.alone);
    expect(page.text).to.include('a little sure: low').and.include('No second officer is needed');
    const done = await flow.press(omar.at, page, { form: '/approve' });
    expect(done.text).to.include('It is in force');
    const { at: visit } = await vouch.signedIn(house);
    await vouch.claim(house, visit, code);
    const { after } = await permit();
    expect(pageOf(after)).to.equal('choice');
    expect(after.text).to.include('we need to be more sure that it is you');
    const low = await flow.passThrough(visit, { acr_values: 'Cl.Cm.P1' });
    expect(low.claims.acr).to.equal('Cl.Cm.P1');
    expect(path).to.match(/^\/staff\/vouching\//);
  });

  it('V4: the code of the letter ends it at once, and the next token is lower', async () => {
    const { at: visit, olga, path } = await vouch.vouched(house);
    const { tokens } = await permitted();
    const [letter] = await sentLetters();
    const code = letter?.code ?? '';
    expect(code).to.match(/^([A-Z0-9]{4}-){3}[A-Z0-9]{4}$/);
    const stranger = await at('parking-permit');
    const start = await flow.ownPage(stranger, house, '/vouch');
    const wrong = await stranger.browser.submit(start, { code: 'BCDF-2345-GHJK-6789' }, '/vouch');
    expect(wrong.text).to.include('We do not know this one').and.not.include('Exampleton Council');
    const typed = ` ${code.toLowerCase().replaceAll('-', ' ')} `;
    const ask = await stranger.browser.submit(wrong, { code: typed }, '/vouch');
    expect(pageOf(ask)).to.equal('vouch-stop-ask');
    expect(ask.text)
      .to.include('Do you want to stop it?')
      .and.not.match(/Hannah|Larkspur|1992/);
    expect((await userInfo(tokens.access_token)).status).to.equal(200);
    const stopped = await stranger.browser.submit(ask, {}, '/vouch/stop');
    expect(stopped.text).to.include('It is stopped');
    expect((await userInfo(tokens.access_token)).status).to.equal(401);
    expect(pageOf((await permit()).after)).to.equal('choice');
    // What does not need it goes on.
    expect((await flow.passThrough(visit)).claims.vot).to.equal('Cl.Cm');
    const page = await olga.open(path);
    expect(page.text).to.include('Stopped by the person');
    expect(page.body).not.to.include('/approve"').and.not.include('/revoke"');
    const again = await stranger.browser.submit(ask, {}, '/vouch/stop');
    expect(again.text).to.include('It was over already');
  });

  it('V4: the person ends it on their own page, after being asked', async () => {
    const { at: visit } = await vouch.vouched(house);
    const page = await flow.ownPage(visit, house, '/account/vouch');
    const ask = await flow.ownPage(visit, house, flow.linkIn(page, /Stop using/));
    expect(ask.text).to.include('You cannot undo this');
    const done = await visit.browser.follow(await visit.browser.submit(ask, {}, '/stop/'), flow.nowhere);
    expect(done.text).to.include('We have stopped it').and.include('No check counts for this account now');
    expect((await flow.ownPage(visit, house, '/account/uses')).text).to.include('The check of who you are was stopped');
    expect(pageOf((await permit()).after)).to.equal('choice');
  });

  it('V4: where nobody can be told, it comes into force only when an officer has handed the letter over', async () => {
    const by = { ...vouch.filled, tell: 'hand' };
    const [omar, olga] = [await vouch.staff(house, 'omar-officer'), await vouch.staff(house, 'olga-officer')];
    const { path } = await vouch.record(omar, by);
    const page = await olga.open(path);
    const letter = await olga.open(flow.linkIn(page, /Open the letter/));
    expect(letter.text).to.include('Dear Hannah Louise Fairweather').and.include('/vouch');
    const code = vouch.codeIn(letter);
    expect((await vouch.approve(olga, path)).text).to.include('tick the box');
    expect((await house.hub.store.vouches.list(1))[0]?.events.approved).to.equal(undefined);
    expect((await vouch.approve(olga, path, { told: 'yes' })).text).to.include('It is in force');
    expect((await olga.open(`${path}/letter`)).status).to.equal(404);
    expect(await house.hub.store.vouches.ofLetter(code)).to.include({ id: path.split('/').at(-1) });
    expect((await house.hub.store.notices.waiting()).count).to.equal(0);
  });

  it('V4: where the letter could not be sent, the officers are told, and have it to hand over', async () => {
    house.notify.fault('trial-mode');
    const { olga, path } = await vouch.approved(house);
    const notice = (await house.hub.store.vouches.list(1))[0]?.events.approved?.notice ?? '';
    for (let tries = 0; tries < 200; tries += 1) {
      if ((await house.hub.store.notices.find(notice))?.state === 'given-up') break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const page = await olga.open(path);
    expect(page.text).to.include('The person has not been told');
    expect(vouch.codeIn(await olga.open(flow.linkIn(page, /Open the letter/)))).to.match(/^([A-Z0-9]{4}-){3}/);
  });

  it('V3: a provider that can prove more is asked for the sign-in alone, by whoever says that they were checked', async () => {
    const who = { provider: 'central', persona: 'joan-whitlock' } as const;
    const joan = { given_name: 'Joan Elizabeth', family_name: 'Whitlock', birth_day: '15', birth_month: '3' };
    const { code } = await vouch.approved(house, { ...vouch.filled, ...joan, birth_year: '1953' });
    const { at: visit } = await vouch.signedIn(house, who);
    await vouch.claim(house, visit, code);
    const fresh = await at('parking-permit');
    const { asking, page } = await flow.arrive(fresh, { scope });
    const share = await vouch.sayChecked(fresh, page, who);
    const end = await flow.press(fresh, share, { form: '/share' });
    const { claims: token } = await flow.collected(fresh, asking, flow.answerIn(fresh, end));
    expect(token.vot).to.equal('Cl.Cm.P2');
  });

  it('V3: an account that proves to be somebody else than the officer checked is an officer’s case', async () => {
    const { code } = await vouch.approved(house);
    const { at: visit } = await vouch.signedIn(house, { provider: 'central', persona: 'simon-pemberton' });
    await vouch.claim(house, visit, code);
    const fresh = await at('parking-permit');
    const { page } = await flow.arrive(fresh, { scope });
    const stopped = await flow.tryProvider(fresh, page, { provider: 'central', persona: 'simon-pemberton' });
    expect(pageOf(stopped), stopped.text).to.equal('waiting');
    expect((await house.hub.store.cases.list()).map(({ kind }) => kind)).to.include('continuity');
  });

  it('V3: an officer ends it with a reason, from the next token on; a refresh goes on without it where that is enough', async () => {
    const { at: visit, olga, path } = await vouch.vouched(house);
    const offline = { scope: 'openid profile offline_access', prompt: 'consent', acr_values: 'Cl.Cm.P2 Cl.Cm' };
    const high = await flow.signIn(visit, offline);
    expect(high.claims).to.include({ acr: 'Cl.Cm.P2', vot: 'Cl.Cm.P2' });
    expect((await userInfo(high.tokens.access_token)).body).to.include({ given_name: 'Hannah Louise' });
    const page = await olga.open(path);
    const unsaid = await olga.at.browser.submit(page, {}, '/revoke');
    expect(unsaid.text).to.include('Choose why');
    const done = await flow.press(olga.at, page, { form: '/revoke', fields: { reason: 'mistake' } });
    expect(done.text).to.include('It counts no more').and.include('Ended by an officer');
    const low = await client.refreshTokenGrant(visit.party.configuration, high.tokens.refresh_token ?? '');
    expect(low.claims()).to.include({ acr: 'Cl.Cm', vot: 'Cl.Cm' });
    const again = await client.refreshTokenGrant(visit.party.configuration, low.refresh_token ?? '');
    expect(again.claims()).to.include({ acr: 'Cl.Cm' });
  });

  it('V3: an expired check lowers the next token, and breaks no sign-in that does not need it', async () => {
    const { at: visit, id } = await vouch.vouched(house);
    const high = await flow.passThrough(visit);
    expect(high.claims.vot).to.equal('Cl.Cm.P2');
    await overNow(id);
    const low = await flow.passThrough(visit);
    expect(low.claims.vot).to.equal('Cl.Cm');
    expect(low.claims.sub).to.equal(high.claims.sub);
  });

  /** Its time is over: the database itself would not let it be changed. */
  async function overNow(id: string) {
    const sqlite = { sqliteFile: house.config.hub.database, masterKey: house.masterKey };
    await rawQuery(sqlite, 'DROP TRIGGER vouches_once');
    await rawQuery(sqlite, `UPDATE vouches SET ends_at = 1 WHERE id = '${id}'`);
  }

  it('V3: the birth date that an officer has checked does for an age', async () => {
    const { at: visit } = await vouch.vouched(house);
    const young = await flow.visit(house, 'young', visit.browser);
    const { tokens } = await flow.signIn(young, { scope: 'openid age' });
    expect((await userInfo(tokens.access_token)).body).to.include({ age_band: '18-64' });
  });

  it('V3: it ends with the account that is taken out, and is forgotten with the person', async () => {
    const { at: visit, id } = await vouch.vouched(house);
    await flow.ownPage(visit, house, '/account');
    const person = (await house.hub.store.vouches.find(id))?.events.claimed?.by ?? '';
    await house.hub.store.moves.erase(person, []);
    expect(await house.hub.store.vouches.find(id)).to.equal(undefined);
  });

  /** What the simulated Notify was given, as its letters say it. */
  async function sentLetters(): Promise<{ code: string }[]> {
    for (let tries = 0; tries < 200; tries += 1) {
      const sent = house.notify.sent();
      if (sent.length > 0)
        return sent.map(({ body }) => ({ code: /(?:[A-Z0-9]{4}-){3}[A-Z0-9]{4}/.exec(body)?.[0] ?? '' }));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('no letter came');
  }
});
