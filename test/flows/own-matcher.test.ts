// A service with a matcher of its own: what the matcher is sent, what each of its answers leads to, and what the service gets.
// The matcher is a real server, and it does not always behave.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { createRemoteJWKSet, flattenedVerify } from 'jose';
import { createLog } from '../../src/log.ts';
import { createBrowser, type Page } from '../support/http.ts';
import { type House, startHouse } from '../support/hub.ts';
import { pageOf } from '../support/relying-party.ts';
import * as flow from './visits.ts';

interface Asked {
  signature: string;
  body: Buffer;
  message: Record<string, unknown> & { cycle3Dataset?: { attributes: Record<string, string> } };
}
type Behaviour = (asked: Asked, response: ServerResponse, request: IncomingMessage) => void;

const answers =
  (body: unknown, headers: Record<string, string> = {}, status = 200): Behaviour =>
  (_asked, response) =>
    response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(typeof body === 'string' ? body : JSON.stringify(body));
const match = answers({ result: 'match' });
const noMatch = answers({ result: 'no-match' });
/** Knows people by their council tax number alone. */
const byNumber: Behaviour = (asked, ...rest) =>
  (asked.message.cycle3Dataset?.attributes.council_tax_number === '12345678' ? match : noMatch)(asked, ...rest);

const both = (en: string) => ({ en, cy: `${en} (cy)` });
const question = {
  attribute: 'council_tax_number',
  label: both('What is your council tax number?'),
  hint: both('It has 8 digits.'),
  pattern: '^\\d{8}$',
  maxLength: 8,
  none: both('I do not have one'),
};

describe('a service’s own matcher', () => {
  let house: House;
  let url: string;
  let behaviour: Behaviour = match;
  const asked: Asked[] = [];
  const logged: string[] = [];
  const log = createLog('debug', { write: (line: string) => void logged.push(line) });

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const one = {
      signature: String(request.headers['gatehouse-signature']),
      body,
      message: JSON.parse(body.toString('utf8') || '{}'),
    };
    asked.push(one);
    behaviour(one, response, request);
  });

  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/match`;
    const attributes = ['given_name', 'family_name', 'birthdate', 'address'];
    const minimumLevel = { identity: 'medium', authenticator: 'medium' } as const;
    const service = { attributes, minimumLevel };
    const kinds = {
      plain: { url },
      asking: { url, question },
      opening: { url, question, accountCreation: ['birthdate', 'family_name'] },
    };
    const services = Object.fromEntries(
      Object.entries(kinds).flatMap(([kind, matcher]) =>
        Array.from({ length: 9 }, (_, index) => [`${kind}-${index}`, { ...service, matcher }]),
      ),
    );
    house = await startHouse({
      log,
      matcherLimit: 300,
      services: { ...services, nobody: { ...service, matcher: { url: 'http://127.0.0.1:9/match' } } },
    });
  });
  after(async () => {
    await house.close();
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  });
  beforeEach(() => {
    asked.length = 0;
    behaviour = match;
  });

  const scope = 'openid profile';
  const taken: Record<string, number> = {};
  /** A service that nobody has signed in to. */
  const fresh = (kind: 'plain' | 'asking' | 'opening') => {
    taken[kind] = (taken[kind] ?? -1) + 1;
    return `${kind}-${taken[kind]}`;
  };

  /** Signs in up to the page after the provider, which is the matcher's or the share page. */
  async function upTo(service: string, browser = createBrowser()) {
    const at = await flow.visit(house, service, browser);
    const { asking, page } = await flow.arrive(at, { scope });
    return { at, asking, page: await flow.tryProvider(at, page, { provider: 'central' }) };
  }

  const agree = (at: flow.Visit, page: Page) => flow.press(at, page, { form: '/share' });
  const reply = (at: flow.Visit, page: Page, fields: Record<string, string>) =>
    flow.press(at, page, { form: '/matcher', fields });
  const userinfo = async ({ party }: flow.Visit, { tokens, claims }: flow.SignedIn) =>
    (await import('openid-client')).fetchUserInfo(party.configuration, tokens.access_token, claims.sub);

  it('says match: the service gets that word and what it asked for', async () => {
    const { at, asking, page } = await upTo(fresh('plain'));
    expect(pageOf(page)).to.equal('share');
    const signedIn = await flow.collected(at, asking, flow.answerIn(at, await agree(at, page)));
    expect(signedIn.claims.match).to.equal('match');
    expect(await userinfo(at, signedIn)).to.include({ match: 'match', family_name: 'Fairweather' });
    expect(asked).to.have.length(1);
    expect(asked[0]?.message).to.deep.include({ levelOfAssurance: 'LEVEL_2' });
    expect(asked[0]?.message.matchingDataset).to.have.nested.property('firstName.value', 'Hannah');
  });

  it('is sent a signature over the very bytes, by a published key, for its own address', async () => {
    await upTo(fresh('plain'));
    const [{ signature, body } = expect.fail('not asked')] = asked;
    const [header = '', none, value = ''] = signature.split('.');
    expect(none).to.equal('');
    const keys = createRemoteJWKSet(new URL(`${house.issuer}/jwks`));
    const signed = { protected: header, signature: value };
    const { protectedHeader } = await flattenedVerify({ ...signed, payload: body.toString('base64url') }, keys);
    expect(protectedHeader).to.include({ alg: 'ES256', url });
    expect(protectedHeader?.iat).to.be.within(Date.now() / 1000 - 60, Date.now() / 1000 + 1);
    const changed = Buffer.concat([body, Buffer.from(' ')]).toString('base64url');
    const problem = await flattenedVerify({ ...signed, payload: changed }, keys).catch((error: Error) => error);
    expect(problem).to.be.an('error');
  });

  it('says no, the person answers the question, and it says match', async () => {
    behaviour = byNumber;
    const { at, asking, page } = await upTo(fresh('asking'));
    expect(pageOf(page)).to.equal('service-question');
    expect(page.text).to.include('What is your council tax number?').and.include('I do not have one');
    const empty = await reply(at, page, {});
    expect(empty.text).to.include('Type in your answer');
    const wrong = await reply(at, empty, { answer: 'nonsense' });
    expect(wrong.text).to.include('Check your answer').and.not.include('nonsense');
    expect(asked).to.have.length(1);
    const share = await reply(at, wrong, { answer: ' 1234 5678 ' });
    expect(asked.map(({ message }) => message.cycle3Dataset)).to.deep.equal([
      undefined,
      { attributes: { council_tax_number: '12345678' } },
    ]);
    expect(asked[0]?.message.matchId).not.to.equal(asked[1]?.message.matchId);
    const { claims } = await flow.collected(at, asking, flow.answerIn(at, await agree(at, share)));
    expect(claims.match).to.equal('match');
  });

  it('says no twice: the service gets that word and nothing else, and it is asked again next time', async () => {
    behaviour = noMatch;
    const service = fresh('asking');
    for (const time of [1, 2]) {
      const { at, asking, page } = await upTo(service);
      const done = await reply(at, page, { answer: '87654321' });
      const signedIn = await flow.collected(at, asking, flow.answerIn(at, done));
      expect(signedIn.claims.match).to.equal('no-match');
      expect(await userinfo(at, signedIn)).not.to.have.any.keys('family_name', 'given_name', 'birthdate', 'address');
      expect(asked).to.have.length(2 * time);
    }
  });

  it('is not asked again by somebody who has no such number', async () => {
    behaviour = noMatch;
    const { at, asking, page } = await upTo(fresh('asking'));
    const done = await reply(at, page, { none: '1' });
    const { claims } = await flow.collected(at, asking, flow.answerIn(at, done));
    expect(claims.match).to.equal('no-match');
    expect(asked).to.have.length(1);
  });

  it('has no question: one no is enough', async () => {
    behaviour = noMatch;
    const { at, asking, page } = await upTo(fresh('plain'));
    const { claims } = await flow.collected(at, asking, flow.answerIn(at, page));
    expect(claims.match).to.equal('no-match');
  });

  it('says no twice, and the service opens a record with what the person agreed to', async () => {
    behaviour = noMatch;
    const at = await flow.visit(house, fresh('opening'));
    const { asking, page: choice } = await flow.arrive(at);
    const first = await flow.tryProvider(at, choice, { provider: 'central' });
    const share = await reply(at, first, { answer: '87654321' });
    expect(pageOf(share)).to.equal('share');
    expect(share.text).to.include('Date of birth').and.include('Fairweather').and.not.include('Hannah');
    const signedIn = await flow.collected(at, asking, flow.answerIn(at, await agree(at, share)));
    const opened = { birthdate: '1992-02-11', family_name: 'Fairweather' };
    expect(signedIn.claims).to.deep.include({ match: 'account-creation', account_creation: opened });
    expect(await userinfo(at, signedIn)).to.deep.include({ match: 'account-creation', account_creation: opened });
    const again = await flow.passThrough(at);
    expect(again.claims).to.deep.include({ match: 'account-creation', account_creation: opened });
    expect(asked).to.have.length(2);
  });

  it('said match: single sign-on goes through without a page, and without asking it', async () => {
    const { at, asking, page } = await upTo(fresh('plain'));
    await flow.collected(at, asking, flow.answerIn(at, await agree(at, page)));
    const { claims } = await flow.passThrough(at, { scope });
    expect(claims.match).to.equal('match');
    expect(asked).to.have.length(1);
  });

  it('is asked in a session that another service began, and no grant goes around it', async () => {
    const { at: before, asking, page } = await upTo(fresh('plain'));
    await flow.collected(before, asking, flow.answerIn(before, await agree(before, page)));
    const at = await flow.visit(house, fresh('plain'), before.browser);
    expect(await flow.refusal(at, { prompt: 'none' })).to.equal('consent_required');
    expect(asked).to.have.length(1);
    const { claims } = await flow.passThrough(at);
    expect(claims.match).to.equal('match');
    expect(asked).to.have.length(2);
  });

  const json = 'application/json';
  const bad: [string, Behaviour, string][] = [
    ['nothing in time', () => {}, 'too-slow'],
    [
      'half an answer in time',
      (_asked, response) => void response.writeHead(200, { 'content-type': json }).write('{"res'),
      'too-slow',
    ],
    ['a broken connection', (_asked, _response, request) => request.socket.destroy(), 'no-connection'],
    ['a redirect', answers({ result: 'match' }, { location: '/elsewhere' }, 307), 'redirect'],
    ['an error', answers({ result: 'match' }, {}, 500), 'status'],
    ['another success', answers({ result: 'match' }, {}, 201), 'status'],
    ['a page', answers({ result: 'match' }, { 'content-type': 'text/html' }), 'content-type'],
    ['no type', answers({ result: 'match' }, { 'content-type': '' }), 'content-type'],
    ['too much', answers(`{"result":"match"${' '.repeat(4096)}}`), 'too-large'],
    ['garbage', answers('match'), 'not-json'],
    ['an extra member', answers({ result: 'match', confidence: 1 }), 'wrong-shape'],
    ['another word', answers({ result: 'MATCH' }), 'wrong-shape'],
    ['another type', answers({ result: true }), 'wrong-shape'],
    ['a list', answers([{ result: 'match' }]), 'wrong-shape'],
    ['null', answers('null'), 'wrong-shape'],
  ];

  describe('gives no answer that can be used', () => {
    let service = '';
    before(() => {
      service = fresh('plain');
    });
    for (const [what, behaves, reason] of bad) {
      it(`${what}: the person may try again or go back, and it is no match`, async () => {
        behaviour = behaves;
        const { at, asking, page } = await upTo(service);
        expect(pageOf(page)).to.equal('matcher-unavailable');
        expect(logTrail(await trailOf(page)))
          .to.include(`matcher.failed ${reason}`)
          .and.not.include('matcher.answered');
        expect(asked).to.have.length(1);
        const back = await flow.press(at, page, { form: '/cancel' });
        expect(await flow.errorIn(at, asking, flow.answerIn(at, back))).to.equal('temporarily_unavailable');
        expect(asked).to.have.length(1);
      });
    }

    it('nobody there', async () => {
      const { page } = await upTo('nobody');
      expect(pageOf(page)).to.equal('matcher-unavailable');
    });

    it('a reload does not ask it, the button does', async () => {
      behaviour = answers('down', {}, 503);
      const { at, asking, page } = await upTo(service);
      expect(pageOf(await at.browser.visit(page.url))).to.equal('matcher-unavailable');
      expect(asked).to.have.length(1);
      expect(pageOf(await reply(at, page, {}))).to.equal('matcher-unavailable');
      behaviour = match;
      const share = await reply(at, page, {});
      expect(asked).to.have.length(3);
      const { claims } = await flow.collected(at, asking, flow.answerIn(at, await agree(at, share)));
      expect(claims.match).to.equal('match');
    });

    it('to an answer: the question comes again, since nothing was kept of it', async () => {
      behaviour = noMatch;
      const { at, page } = await upTo(fresh('asking'));
      behaviour = answers('down', {}, 503);
      const down = await reply(at, page, { answer: '12345678' });
      expect(pageOf(down)).to.equal('matcher-unavailable');
      behaviour = byNumber;
      const again = await reply(at, down, {});
      expect(pageOf(again)).to.equal('service-question');
      expect(pageOf(await reply(at, again, { answer: '12345678' }))).to.equal('share');
    });
  });

  it('leaves nothing of a person in log and trail', async () => {
    behaviour = byNumber;
    const { at, page } = await upTo(fresh('asking'));
    const share = await reply(at, page, { answer: '12345678' });
    expect(pageOf(share)).to.equal('share');
    const trail = JSON.stringify(await house.hub.store.trail.read(0, 10_000));
    expect(trail).to.include('matcher.answered').and.include('"result":"match"');
    for (const personal of ['12345678', 'Hannah', 'Fairweather', '1992-02-11', 'Larkspur', 'ZZ1 4QF'])
      for (const text of [trail, logged.join('\n')]) expect(text.includes(personal), personal).to.equal(false);
    expect(logged).not.to.deep.equal([]);
  });

  const logTrail = (rows: readonly { event: string; data: Readonly<Record<string, unknown>> }[]) =>
    rows.map(({ event, data }) => `${event} ${data.reason ?? data.result ?? ''}`).join('\n');
  const trailOf = (page: Page) =>
    house.hub.store.trail.of(/[B-DF-HJ-NP-TV-XZ2-9]{4}-[B-DF-HJ-NP-TV-XZ2-9]{4}/.exec(page.text)?.[0] ?? '');
});
