// What a client writes on the wire that no browser would, to be taken for another request, another client or another line of the log.
import { connect } from 'node:net';
import { expect } from 'chai';
import { createLog } from '../../../src/log.ts';
import { createBrowser } from '../../support/http.ts';
import { type House, startHouse } from '../../support/hub.ts';
import * as flow from '../visits.ts';

describe('flows: bytes that no browser sends', () => {
  let house: House;
  const lines: string[] = [];
  before(async () => {
    house = await startHouse({ log: createLog('trace', { write: (line: string) => void lines.push(line) }) });
  });
  after(() => house.close());

  /** Writes text to the hub and reads until it closes the line, or has been still for a while. */
  function sent(...head: string[]): Promise<{ statuses: number[]; text: string }> {
    const { port } = new URL(house.issuer);
    return new Promise((resolve, reject) => {
      const socket = connect(Number(port), 'localhost');
      let text = '';
      socket.setTimeout(1500, () => socket.destroy());
      socket.on('data', (chunk) => {
        text += chunk.toString('latin1');
      });
      socket.on('error', reject);
      socket.on('close', () =>
        resolve({ statuses: [...text.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, s]) => Number(s)), text }),
      );
      socket.write(head.join('\r\n'));
    });
  }
  const host = () => `Host: ${new URL(house.issuer).host}`;
  const close = 'Connection: close';
  const smuggled = 'GET /client-keys HTTP/1.1';

  it('are one request, or none: no second one hides in the body of the first (request smuggling)', async () => {
    const inside = [smuggled, host(), '', ''].join('\r\n');
    const chunked = `0\r\n\r\n${inside}`;
    const attacks = [
      ['POST /token HTTP/1.1', host(), `Content-Length: ${chunked.length}`, 'Transfer-Encoding: chunked', '', chunked],
      ['POST /token HTTP/1.1', host(), 'Transfer-Encoding: chunked', `Content-Length: 5`, '', chunked],
      ['POST /token HTTP/1.1', host(), 'Content-Length: 0', `Content-Length: ${inside.length}`, '', inside],
      ['POST /token HTTP/1.1', host(), 'Content-Length: +0', '', inside],
      ['POST /token HTTP/1.1', host(), 'Transfer-Encoding: xchunked', '', chunked],
      ['POST /token HTTP/1.1', host(), 'Transfer-Encoding : chunked', '', chunked],
      ['POST /token HTTP/1.1', host(), ' Transfer-Encoding: chunked', '', chunked],
      ['POST /token HTTP/1.1', host(), 'Transfer-Encoding: chunked, identity', '', chunked],
    ];
    for (const attack of attacks) {
      const { statuses, text } = await sent(...attack);
      expect(statuses, attack.join('|')).to.deep.equal([400]);
      expect(text).to.not.include('"keys"');
    }
  });

  it('name one host, the issuer’s: two hosts, none, or one in the address are refused', async () => {
    const evil = 'Host: evil.example';
    const attacks = [
      ['GET / HTTP/1.1', host(), evil],
      ['GET / HTTP/1.1', evil, host()],
      ['GET / HTTP/1.1', host(), host()],
      ['GET / HTTP/1.1'],
      ['GET http://evil.example/ HTTP/1.1', host()],
      ['GET //evil.example/callback/central HTTP/1.1', host()],
      ['GET /\\evil.example/callback/central HTTP/1.1', host()],
      ...['//', '///', '/\\', '//['].map((target) => [`GET ${target} HTTP/1.1`, host()]),
      ['GET / HTTP/1.1', `${host()}@evil.example`],
      ['GET / HTTP/1.1', `${host()}, evil.example`],
    ];
    for (const attack of attacks) {
      const { statuses, text } = await sent(...attack, close, '', '');
      expect(statuses, attack.join('|')).to.deep.equal([400]);
      expect(text)
        .to.not.include('evil.example')
        .and.not.match(/\bat .*\.ts:\d/);
    }
    expect((await sent('GET / HTTP/1.1', host(), close, '', '')).statuses).to.deep.equal([200]);
  });

  it('put no header of their own into an answer', async () => {
    const { text } = await sent('GET /resume?language=cy%0d%0aX-Evil:%20yes HTTP/1.1', host(), close, '', '');
    expect(text).to.not.match(/^x-evil/im);
    const at = await flow.visit(house, 'bin-collection');
    const { url } = await at.party.ask({ state: 'a\r\nX-Evil: yes' });
    const page = await at.browser.get(url.href);
    expect(page.headers).to.not.have.property('x-evil');
  });

  it('write no line of their own into the log, and no sign that a terminal obeys', async () => {
    const forged = '\r\n{"level":"error","forged":true}\u001b[31m\u009b31m\u2028\u0000\u007f\u0085';
    const at = await flow.visit(house, 'parking-permit');
    for (const name of [
      'client_id',
      'redirect_uri',
      'scope',
      'state',
      'acr_values',
      'idp_hint',
      'claims',
      'vtr',
      'ui_locales',
      'request',
      'request_uri',
      'response_type',
      'code_challenge_method',
      'response_mode',
      'id_token_hint',
      'prompt',
      'login_hint',
    ]) {
      const { url } = await at.party.ask();
      url.searchParams.set(name, `x${forged}`);
      await createBrowser().get(url.href);
    }
    const marks = encodeURIComponent(forged);
    for (const path of [
      `/${marks}`,
      `/callback/central?state=${marks}`,
      `/callback/${marks}`,
      `/sign-in/${marks}`,
      `/sign-out?client_id=${marks}&id_token_hint=${marks}`,
      `/sign-out/done?SAMLRequest=${marks}`,
      `/userinfo?access_token=${marks}`,
    ])
      await createBrowser({ headers: { 'user-agent': 'x\u009b31m', 'accept-language': '\u009b' } }).get(
        house.issuer + path,
      );
    for (const path of ['/token', '/request', '/introspect', '/revoke'])
      await createBrowser({ headers: { accept: 'application/json' } }).post(house.issuer + path, {
        client_id: forged,
        client_secret: forged,
        grant_type: forged,
        code: forged,
        token: forged,
      });
    // What a provider says of a failure is a stranger's text as well.
    const { page } = await flow.arrive(at);
    const there = await at.browser.submit(page, { provider: 'central' }, '/choice');
    const state = new URL(there.location ?? '').searchParams.get('state') ?? '';
    const back = new URL('/callback/central', house.issuer);
    back.search = String(
      new URLSearchParams({
        state,
        error: `x${forged}`,
        error_description: forged,
        iss: house.simulators.central.issuer,
      }),
    );
    await at.browser.visit(back.href);
    expect(lines.length).to.be.greaterThan(20);
    for (const line of lines) {
      expect(line.endsWith('\n')).to.equal(true);
      const text = line.slice(0, -1);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      expect(text).to.not.match(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
      expect(JSON.parse(text)).to.be.an('object').and.not.have.property('forged');
    }
    const told = (await house.hub.store.trail.read(1, 10_000)).map((row) => JSON.stringify(row)).join('');
    expect(told).to.not.include('forged');
  });
});
