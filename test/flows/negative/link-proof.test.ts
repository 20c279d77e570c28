// The proof that two accounts are one person's: it counts for the accounts that were signed in to, in that sitting, once; and what stood on a
// link ends with the link.
import { expect } from 'chai';
import * as client from 'openid-client';
import { createBrowser } from '../../support/http.ts';
import { type House, startHouse } from '../../support/hub.ts';
import { pageOf } from '../../support/relying-party.ts';
import * as flow from '../visits.ts';

const offline = { scope: 'openid profile offline_access', prompt: 'consent' };
const simon = { provider: 'nhs', persona: 'simon-pemberton' } as const;

describe('flows: the proof that two accounts are one person’s', () => {
  let house: House;
  beforeEach(async () => {
    house = await startHouse();
  });
  afterEach(() => house.close());

  const signedIn = async (persona = 'simon-pemberton') => {
    const at = await flow.visit(house, 'parking-permit');
    const { claims } = await flow.signIn(at, {}, { provider: 'central', persona });
    return { at, sub: claims.sub };
  };
  /** Up to the page that asks whether both accounts are theirs. */
  const atProof = async (
    { at }: { at: flow.Visit },
    way: typeof simon | { provider: 'nhs'; persona: string } = simon,
  ) => flow.tryProvider(at, await flow.chooseAnother(at, house), way);
  const subOf = async (way: { provider: 'nhs' | 'central'; persona: string }) =>
    (await flow.signIn(await flow.visit(house, 'parking-permit'), {}, way)).claims.sub;

  /** The person comes with their first account, and takes the second one out. */
  async function takenOut(): Promise<void> {
    const here = await flow.visit(house, 'parking-permit');
    await flow.signIn(here, {}, { provider: 'central', persona: simon.persona });
    const account = await flow.ownPage(here, house, '/account');
    const path = /NHS login[\s\S]*?href="(\/account\/unlink\/[^"]+)"/.exec(account.body)?.[1] ?? '';
    const ask = await flow.ownPage(here, house, path);
    expect(pageOf(ask), account.text).to.equal('account-unlink');
    await flow.press(here, ask, { form: '/account/unlink' });
    await house.hub.refreshSwitches();
  }

  it('is bound to the accounts that were signed in to: another browser, another sign-in and another token prove nothing', async () => {
    const mine = await signedIn();
    const join = await atProof(mine);
    expect(pageOf(join)).to.equal('question-join');
    const thief = await signedIn('priya-raman');
    const action = join.forms.find((form) => form.action.includes('/question'));
    const fields: Record<string, string> = { ...action?.fields, join: 'yes' };
    const url = new URL(action?.action ?? '', join.url).href;
    for (const browser of [createBrowser(), thief.at.browser]) {
      const { status } = await browser.post(url, fields);
      expect(status).to.equal(400);
    }
    const own = await atProof(thief, { provider: 'nhs', persona: 'zoe-nunez-hakansson' });
    const forged = await thief.at.browser.submit(own, { join: 'yes', token: String(fields.token) }, '/question');
    expect(forged.status).to.equal(403);
    expect(await subOf(simon)).to.not.equal(mine.sub);
    expect(await subOf(simon)).to.not.equal(thief.sub);
  });

  it('counts once: the same page sent again joins nothing that was taken apart since', async () => {
    const mine = await signedIn();
    const join = await atProof(mine);
    await flow.press(mine.at, join, { form: '/question', fields: { join: 'yes' } });
    expect(await subOf(simon)).to.equal(mine.sub);
    await takenOut();
    const again = await mine.at.browser.submit(join, { join: 'yes' }, '/question');
    expect(again.status).to.be.oneOf([303, 400]);
    await mine.at.browser.follow(again, mine.at.party.isHere);
    const subs = [await subOf({ provider: 'central', persona: simon.persona }), await subOf(simon)];
    expect(new Set(subs).size).to.equal(2);
  });

  it('is dead when the account is taken out: its sessions, codes and tokens stand for nobody any more', async () => {
    const mine = await signedIn();
    await flow.press(mine.at, await atProof(mine), { form: '/question', fields: { join: 'yes' } });
    const other = await flow.visit(house, 'parking-permit');
    const { tokens, claims } = await flow.signIn(other, offline, simon);
    expect(claims.sub).to.equal(mine.sub);
    const asking = await other.party.ask();
    const answer = flow.answerIn(other, await other.browser.visit(asking.url.href, other.party.isHere));
    await takenOut();
    const { configuration } = other.party;
    const silent = await other.browser.visit((await other.party.ask({ prompt: 'none' })).url.href, other.party.isHere);
    expect(new URL(silent.location ?? '').searchParams.get('error')).to.equal('login_required');
    for (const call of [
      () => other.party.collect(asking, answer),
      () => client.fetchUserInfo(configuration, tokens.access_token, claims.sub),
      () => client.refreshTokenGrant(configuration, tokens.refresh_token ?? ''),
    ])
      expect((await Promise.allSettled([call()]))[0]?.status, String(call)).to.equal('rejected');
    expect(await client.tokenIntrospection(configuration, tokens.access_token)).to.include({ active: false });
    expect(pageOf(await flow.ownPage(other, house, '/account'))).to.equal('account-start');
  });
});
