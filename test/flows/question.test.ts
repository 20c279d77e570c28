// The question page over the whole house: what can be answered and how often, and that nobody can tell a right answer from a wrong one.
import { expect } from 'chai';
import { uuidSubject } from '../../src/simulators/kit/subject.ts';
import type { Page } from '../support/http.ts';
import { type House, startHouse } from '../support/hub.ts';
import { pageOf } from '../support/relying-party.ts';
import { shippedConfig } from '../support/shipped.ts';
import { byLuck, chanceAbove } from '../support/statistics.ts';
import * as flow from './visits.ts';

const wish = { scope: 'openid profile address' };
const [right, wrong] = ['99900053', '99900052'];
const persona = 'morag-sutherland';

describe('the question', () => {
  let house: House;
  let known: string;

  /** Morag has a council account, too: her council tax number came with it. */
  beforeEach(async () => {
    const { personas } = await shippedConfig();
    const people = personas.people.map((one) =>
      one.id === persona
        ? { ...one, councilTaxNumber: right, local: { reaches: ['password' as const, 'second-factor' as const] } }
        : one,
    );
    house = await startHouse({ personas: { ...personas, people } });
    const at = await flow.visit(house, 'parking-permit');
    known = (await flow.signIn(at, wish, { provider: 'central', persona })).claims.sub;
    let next = await flow.chooseAnother(at, house);
    next = await flow.press(at, next, { form: '/choice', fields: { provider: 'local' } });
    for (let pages = 0; pages < 5 && pageOf(next) === undefined; pages += 1) next = await onwards(at, next);
    expect(pageOf(next), next.text).to.equal('question-join');
    await flow.press(at, next, { form: '/question', fields: { join: 'yes' } });
  });
  afterEach(() => house.close());

  /** Through the council's own provider, which speaks in forms that post themselves. */
  async function onwards(at: flow.Visit, page: Page): Promise<Page> {
    const handedOn = page.forms.find(({ fields }) => 'SAMLRequest' in fields || 'SAMLResponse' in fields);
    if (handedOn) return at.browser.follow(await at.browser.submit(page, {}, handedOn.action), flow.nowhere);
    return flow.press(at, page, { form: '/simulator/continue', fields: { persona } });
  }

  /** Up to the question, with the account that nobody knows yet. */
  async function asked(language?: string) {
    const at = await flow.visit(house, 'parking-permit');
    const { asking, page } = await flow.arrive(at, { ...wish, ...(language && { ui_locales: language }) });
    return { at, asking, page: await flow.tryProvider(at, page, { provider: 'scotland', persona }) };
  }

  const press = (at: flow.Visit, page: Page, fields: Record<string, string>) =>
    flow.press(at, page, { form: '/question', fields });

  /** The page after an answer. */
  async function answered(answer: string) {
    const { at, asking, page } = await asked();
    const field = await press(at, page, { way: 'answer' });
    expect(pageOf(field)).to.equal('question-answer');
    return { at, asking, page: await press(at, field, { answer }) };
  }

  async function finished({ at, asking, page }: Awaited<ReturnType<typeof answered>>) {
    let next = await press(at, page, {});
    if (pageOf(next) === 'share') next = await flow.press(at, next, { form: '/share' });
    return (await flow.collected(at, asking, flow.answerIn(at, next))).claims;
  }

  it('links whoever gives the right answer, at the lower level, and nobody who gives a wrong one', async () => {
    expect((await finished(await answered(wrong))).sub).not.to.equal(known);
    // Known as a person of its own now; an officer has it asked once more.
    await forgetTries();
    const claims = await finished(await answered(right));
    expect(claims.sub).to.equal(known);
    expect(claims.acr).to.match(/\/medium\/medium$/);
  });

  it('says the same after a right and a wrong answer, to the last byte that is not a token', async () => {
    const pages = [(await answered(right)).page, (await answered(wrong)).page];
    const plain = ({ body, url }: Page) => {
      const { pathname } = new URL(url);
      return (
        body
          .replaceAll(pathname.split('/')[2] ?? 'none', 'UID')
          .replaceAll(/(nonce=|name="token" value=)"[^"]*"/g, '$1""')
          // How long is left, which a second may change.
          .replaceAll(/data-left="\d+"/g, '')
          .replaceAll(/You have until [^<]*</g, '<')
          // The number of the sign-in: as long for everybody, and made before anything is asked.
          .replaceAll(/(data-reference>)[A-Z0-9-]{9}</g, '$1<')
      );
    };
    const [hit, miss] = pages;
    if (!hit || !miss) throw new Error('no pages');
    expect(pageOf(hit)).to.equal('question-answered');
    expect(plain(hit)).to.equal(plain(miss));
    expect(hit.status).to.equal(miss.status);
    expect(Object.keys(hit.headers)).to.deep.equal(Object.keys(miss.headers));
    expect(hit.headers['content-length']).to.equal(miss.headers['content-length']);
  });

  it('takes as long for a right answer as for a wrong one, as far as two hundred answers tell', async function timed() {
    this.timeout(120_000);
    const times = { right: [] as number[], wrong: [] as number[] };
    const { at, page } = await asked();
    let field = await press(at, page, { way: 'answer' });
    for (let round = 0; round < 200; round += 1) {
      const kind = (round * 7 + Math.floor(round / 10)) % 2 === 0 ? 'right' : 'wrong';
      await forgetTries();
      const began = process.hrtime.bigint();
      const after = await press(at, field, { answer: kind === 'right' ? right : wrong });
      times[kind].push(Number(process.hrtime.bigint() - began));
      expect(pageOf(after)).to.equal('question-answered');
      field = await press(at, after, { again: '1' });
    }
    const { right: hits, wrong: misses } = times;
    const luck = byLuck(hits.length, misses.length);
    expect(chanceAbove(hits, misses)).to.be.within(0.5 - luck, 0.5 + luck);
    // The same answers, one of the two kinds twice as slow: that would have been seen.
    const slower = hits.map((time) => time * 2);
    expect(chanceAbove(slower, misses)).to.be.above(0.5 + luck);
  });

  const trailOf = async (event: string) =>
    (await house.hub.store.trail.read(1, 10_000)).filter((row) => row.event === event).map(({ data }) => data);

  /** All three tries again, for the account that is asked. */
  async function forgetTries() {
    const { people, matchFacts } = house.hub.store;
    const subject = uuidSubject('scotland', persona);
    await matchFacts.askAgain(people.accountOf({ issuer: house.simulators.scotland.issuer, subject }));
  }

  /** Three wrong answers, and on as somebody new. */
  async function outOfTries() {
    const { at, asking, page } = await asked();
    let next = await press(at, page, { way: 'answer' });
    for (let tries = 0; tries < 3; tries += 1) {
      expect(pageOf(next)).to.equal('question-answer');
      next = await press(at, next, { answer: wrong });
      expect(next.text.includes('Give another answer')).to.equal(tries < 2);
      if (tries < 2) next = await press(at, next, { again: '1' });
    }
    const claims = await finished({ at, asking, page: next });
    expect(claims.sub).not.to.equal(known);
    return at;
  }

  it('gives three tries, whether right or wrong, and then leaves it to an officer', async () => {
    await outOfTries();
    expect((await trailOf('person.left-to-officer')).map(({ reason }) => reason)).to.deep.equal(['wrong-answers']);
  });

  it('gives no more to whoever deletes everything and comes back', async () => {
    const at = await outOfTries();
    const ask = await flow.ownPage(at, house, '/account/delete');
    expect(pageOf(ask)).to.equal('account-delete');
    expect(pageOf(await flow.press(at, ask, { form: '/account/delete' }))).to.equal('account-deleted');
    const { at: back, asking, page } = await asked();
    expect(pageOf(page)).to.equal('question');
    expect(page.forms.flatMap(({ choices }) => choices).map(({ value }) => value)).not.to.include('answer');
    const share = await press(back, page, { way: 'without' });
    await flow.collected(back, asking, flow.answerIn(back, await flow.press(back, share, { form: '/share' })));
    expect((await trailOf('person.left-to-officer')).map(({ reason }) => reason)).to.deep.equal([
      'wrong-answers',
      'wrong-answers',
    ]);
  });

  it('counts no try for what cannot be an answer, and says what is wrong with it', async () => {
    const { at, page } = await asked();
    const field = await press(at, page, { way: 'answer' });
    expect((await press(at, field, {})).text).to.include('Type in your answer');
    const malformed = await press(at, field, { answer: '12' });
    expect(malformed.text).to.include('It does not look right');
    expect(await trailOf('question.answered')).to.deep.equal([]);
    expect(pageOf(await press(at, page, {}))).to.equal('question-answer');
  });

  it('lets whoever has no number go on without, and shows nothing of whom it may be', async () => {
    const { at, asking, page } = await asked();
    expect(page.text).not.to.match(/Morag|Sutherland|Tolbooth|1974/);
    const field = await press(at, page, { way: 'answer' });
    let next = await press(at, field, { none: '1' });
    if (pageOf(next) === 'share') next = await flow.press(at, next, { form: '/share' });
    expect((await flow.collected(at, asking, flow.answerIn(at, next))).claims.sub).not.to.equal(known);
  });

  it('is asked in Welsh', async () => {
    const { page } = await asked('cy');
    expect(page.text).to.include('Ydych chi wedi mewngofnodi yma o’r blaen gyda chyfrif arall?');
  });
});
