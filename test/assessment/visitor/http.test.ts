// The visitor, against a server that sends it awkward cookies and forms: what every flow test stands on.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { createBrowser } from '../../../src/assessment/visitor/http.ts';

const form = `<a href="/next?a=1&amp;b=2">Go <b>on</b></a><form method="post" action="/echo?x=1"><input type=hidden name="_token" value="a&quot;b">
  <input type="radio" name="pick" value="one"><input type="radio" name="pick" value="two" checked>
  <input type="radio" name="off" value="three" disabled checked><input type="checkbox" name="many" value="1" checked><input type="checkbox" name="many" value="2" checked>
  <select name="size"><option value="s">S</option><option value="m" selected>M</option></select>
  <textarea name="note">a &lt; b</textarea><button name="do" value="it">Do</button></form>`;

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '', 'http://host');
  if (url.pathname === '/loop') return void response.writeHead(302, { location: '/loop' }).end();
  if (url.pathname === '/hop') return void response.writeHead(303, { location: 'form' }).end();
  if (url.pathname === '/redirect') return void response.writeHead(303, { location: '/echo' }).end();
  if (url.pathname === '/leave')
    return void response
      .writeHead(200, { 'content-type': 'text/html' })
      .end(`<a href="${url.searchParams.get('to')}">Leave</a>`);
  const cookies = url.searchParams.getAll('cookie');
  if (cookies.length > 0) response.setHeader('set-cookie', cookies);
  response.setHeader('content-type', url.pathname === '/form' ? 'text/html' : 'application/json');
  if (url.pathname === '/form') return void response.end(form);
  const { method, headers } = request;
  response.end(JSON.stringify({ method, url: request.url, headers, body: await text(request) }));
}

describe('the visitor', () => {
  let server: Server;
  let origin: string;
  const at = (path: string, host = '127.0.0.1'): string => origin.replace('127.0.0.1', host) + path;
  const cookiesSet = (path: string, ...lines: string[]): string =>
    at(`${path}?${new URLSearchParams(lines.map((line) => ['cookie', line] as [string, string]))}`);

  before(async () => {
    server = createServer((request, response) => void answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, () => resolve()));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after((done) => {
    server.close(done);
    server.closeAllConnections();
  });

  it('keeps cookies to their host and path, on any port of the host', async () => {
    const browser = createBrowser();
    await browser.get(cookiesSet('/a/b', 'here=1', 'root=2; Path=/', 'deep=3; Path=/a/b/c', 'here=4; Path=/a/b'));
    expect(browser.cookies(at('/a/b'))).to.deep.equal({ here: '4', root: '2' });
    expect(browser.cookies(at('/a/bc'))).to.deep.equal({ here: '1', root: '2' });
    expect(browser.cookies('http://127.0.0.1:1/a/b/c')).to.deep.equal({ here: '4', root: '2', deep: '3' });
    expect(browser.cookies(at('/a/b', 'localhost'))).to.deep.equal({});
    const sent = JSON.parse((await browser.get(at('/a/b/c'))).body).headers.cookie;
    expect(sent.split('; ')[0]).to.equal('deep=3');
    expect(sent.split('; ')).to.have.members(['deep=3', 'here=4', 'here=1', 'root=2']);
  });

  it('refuses and forgets cookies as browsers do', async () => {
    const browser = createBrowser();
    const refused = [
      'x=1; Domain=example.org',
      '__Host-a=1; Path=/',
      '__Host-b=1; Secure; Path=/x',
      '__Secure-c=1',
      'd',
    ];
    await browser.get(cookiesSet('/', ...refused, '__Host-ok=1; Secure; Path=/', 'gone=1', 'old=1'));
    await browser.get(cookiesSet('/', 'gone=; Max-Age=0', 'old=; Expires=Thu, 01 Jan 1970 00:00:00 GMT'));
    expect(browser.cookies(at('/'))).to.deep.equal({ '__Host-ok': '1' });
    expect(browser.cookies('http://example.org/')).to.deep.equal({});
    browser.clear();
    expect(browser.cookies(at('/'))).to.deep.equal({});
  });

  it('reads forms and links, and submits as a browser would', async () => {
    const browser = createBrowser();
    const page = await browser.visit(at('/hop'));
    expect(page.url).to.equal(at('/form'));
    expect(page.forms[0]?.choices).to.deep.include({ name: 'off', value: 'three', disabled: true });
    expect(page.forms[0]?.buttons).to.deep.equal([{ name: 'do', value: 'it' }]);
    const sent = JSON.parse((await browser.submit(page, { pick: 'one', do: 'it' })).body);
    expect(sent).to.include({ method: 'POST', url: '/echo?x=1' });
    expect(sent.headers.origin).to.equal(origin);
    expect([...new URLSearchParams(sent.body)].map((pair) => pair.join('='))).to.have.members([
      '_token=a"b',
      'pick=one',
      'many=1',
      'many=2',
      'size=m',
      'note=a < b',
      'do=it',
    ]);
    expect(JSON.parse((await browser.click(page, 'Go on')).body).url).to.equal('/next?a=1&b=2');
    expect(() => browser.click(page, 'nowhere')).to.throw('no link like nowhere');
    expect(() => browser.submit(page, {}, '/other')).to.throw('wanted one form');
  });

  it('remembers through redirects which site led it there', async () => {
    const browser = createBrowser();
    for (const host of ['localhost', '127.0.0.1'])
      browser.setCookie(at('/', host), 'strict=1; SameSite=Strict; Path=/');
    const cookieAt = async (host: string) => {
      const page = await browser.visit(at(`/leave?to=${encodeURIComponent(at('/redirect', host))}`));
      const there = await browser.follow(await browser.click(page, 'Leave'));
      expect(new URL(there.url).pathname).to.equal('/echo');
      return JSON.parse(there.body).headers.cookie;
    };
    expect(await cookieAt('127.0.0.1')).to.equal('strict=1');
    expect(await cookieAt('localhost')).to.equal(undefined);
  });

  it('follows nothing unasked, stops where told, and gives up on a loop', async () => {
    const browser = createBrowser();
    const hop = await browser.get(at('/hop'));
    expect([hop.status, hop.location]).to.deep.equal([303, at('/form')]);
    expect(await browser.follow(hop, (next) => next.pathname === '/form')).to.equal(hop);
    const failure = await browser.visit(at('/loop')).catch((error: Error) => error.message);
    expect(failure).to.contain('more than 30 times');
  });
});
