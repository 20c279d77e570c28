// Fuzz of the head of a request, as no browser writes it, on a bare socket: the address, and one header beside it.
// Whatever comes gets an answer below 500 that leads to nobody else, and does not tell where in the code anything is.
import { connect } from 'node:net';
import fc from 'fast-check';
import { startHouse } from '../../support/hub.ts';
import { fuzz } from '../run.ts';
import { leavesNothing } from './in-flight.ts';
import { anyText, sometimes, spoils, spoilt } from './text.ts';

interface Input {
  method: string;
  target: string;
  header: readonly [name: string, value: string] | undefined;
  spoil: readonly (readonly [number, number, string])[] | undefined;
}

const evil = 'evil.example';
const beginnings = ['/', '/', '/', '//', '///', '/\\', '\\', '/.//', '/..//', '/%2f', '/%5c', '/;', '*', '', 'http://'];
const rooms =
  'sign-in callback account staff vouch resume assurance authorize sign-out assets health jwks token .well-known __proto__ tried'.split(
    ' ',
  );
const pages = 'choice share confirm done success central local openid-configuration live ready of-nobody'.split(' ');
const joints = [
  '/',
  '/',
  '/',
  '//',
  '\\',
  '/./',
  '/../',
  '%2f',
  '%5c',
  '%00',
  ';',
  ':',
  '@',
  '?',
  '?language=',
  '#',
  '[',
];
const part = fc.oneof(
  { arbitrary: fc.constantFrom(...rooms, ...pages), weight: 6 },
  { arbitrary: fc.constantFrom(evil, `${evil}:80`, '[::1]', '[', '..', '%', '%c0%af'), weight: 3 },
  { arbitrary: anyText, weight: 1 },
);
const target = fc
  .tuple(
    fc.constantFrom(...beginnings),
    fc.constantFrom(...rooms, evil, ''),
    fc.oneof(fc.constant([]), fc.array(fc.tuple(fc.constantFrom(...joints), part), { maxLength: 4 })),
  )
  .map(([beginning, room, rest]) => beginning + room + rest.flat().join(''));

const headers =
  'Accept Accept-Language Accept-Encoding Authorization Content-Type Content-Length Cookie DNT DPoP Expect Forwarded If-None-Match Origin Range Referer Sec-Fetch-Site TE Traceparent Upgrade User-Agent X-Forwarded-For X-Forwarded-Host X-Forwarded-Proto X-HTTP-Method-Override X-Request-Id'.split(
    ' ',
  );
const usual = [
  'text/html',
  'cy, en;q=0.5',
  'gatehouse_language=cy; gatehouse_form=%',
  'gatehouse_session=a; gatehouse_session.sig=b',
  'Basic Og==',
  'Basic %',
  'Bearer .',
  'application/x-www-form-urlencoded; charset=utf-7',
  '100-continue',
  '0',
  'bytes=0-',
  `for=${evil};host=${evil}`,
  `https://${evil}/`,
  evil,
  'null',
  '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  'websocket',
];

const inputs: fc.Arbitrary<Input> = fc.record({
  method: fc.constantFrom('GET', 'GET', 'GET', 'HEAD', 'OPTIONS', 'POST'),
  target,
  header: fc.option(fc.tuple(fc.constantFrom(...headers), fc.oneof(anyText, fc.constantFrom(...usual))), {
    nil: undefined,
  }),
  spoil: sometimes(spoils),
});

/** What ends a line would begin another header. */
const inOneLine = (text: string): string => text.replaceAll(/[\r\n]/g, '').toWellFormed();

/** What would lead a browser to another host: an address in a header or on a page. */
const elsewhere = new RegExp(`(?:location: |(?:href|action|src)=")(?:https?:)?[/\\\\]{2}[^/"\\s]*${evil}`, 'i');
const trace = /\bat (?:\S+ \()?(?:file:|node:|\/)\S+:\d+:\d+/;

export const addressFuzz = fuzz<Input>({
  name: 'addresses',
  share: 1,
  async open(met) {
    const house = await startHouse();
    const { hostname, port, host } = new URL(house.issuer);

    /** All that comes back until the hub closes the connection. */
    const answerTo = (request: string): Promise<string> =>
      new Promise((resolve, reject) => {
        const socket = connect(Number(port), hostname);
        let answer = '';
        socket.setEncoding('latin1');
        socket.on('data', (text) => (answer += text));
        socket.on('error', reject);
        socket.on('close', () => resolve(answer));
        socket.write(request);
      });

    return {
      arbitrary: inputs,
      examples: ['//', '/\\', '//[', `/.//${evil}`].map((one) => ({
        method: 'GET',
        target: one,
        header: undefined,
        spoil: undefined,
      })),
      async attempt({ method, target: made, header, spoil }) {
        const bent = inOneLine(spoil ? spoilt(made, spoil) : made);
        const more = header ? [`${header[0]}: ${inOneLine(header[1])}`] : [];
        const head = [`${method} ${bent} HTTP/1.1`, `Host: ${host}`, ...more, 'Connection: close', '', ''];
        const answer = await answerTo(head.join('\r\n'));
        const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);
        met(`${method} ${status}`);
        if (!(status < 500)) throw new Error(`${status}: ${answer}`);
        if (elsewhere.test(answer)) throw new Error(`leads elsewhere: ${answer}`);
        if (trace.test(answer)) throw new Error(`says where it was: ${answer}`);
      },
      after: () => leavesNothing(house),
      close: () => house.close(),
    };
  },
});
