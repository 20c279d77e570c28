// Fuzz of what services ask: vtr, acr_values, claims and all other parameters, in the address, as a form, pushed, or as a signed request object.
// Whatever comes gets a page with a reference, the error at the registered address, or a sign-in; and nothing of it stays.
import fc from 'fast-check';
import { CompactSign, importJWK, type JWK } from 'jose';
import { request } from 'undici';
import { createBrowser, type Page } from '../../support/http.ts';
import { startHouse } from '../../support/hub.ts';
import { pageOf, relyingParty } from '../../support/relying-party.ts';
import { fuzz } from '../run.ts';
import { backIn, leavesNothing } from './in-flight.ts';
import { anyJson, anyText, deepJson, sometimes, spoils, spoilt } from './text.ts';

const ways = ['query', 'form', 'pushed', 'signed', 'bare'] as const;

interface Input {
  way: (typeof ways)[number];
  parameters: [name: string, value: string][];
  /** Spoils the whole query, form or request object. */
  spoil: readonly (readonly [number, number, string])[] | undefined;
  algorithm: string;
}

const component = fc.constantFrom(
  'Cl',
  'Cm',
  'Cd',
  'C0',
  'P0',
  'P1',
  'P2',
  'P3',
  'P9',
  'Xx',
  'cl',
  'C',
  '',
  '__proto__',
);
const vector = fc.array(component, { maxLength: 6 }).map((parts) => parts.join('.'));
const vtr = fc.oneof(
  fc.array(vector, { maxLength: 12 }).map((vectors) => JSON.stringify(vectors)),
  fc
    .tuple(
      fc.array(vector, { maxLength: 4 }).map((vectors) => JSON.stringify(vectors)),
      spoils,
    )
    .map(([text, how]) => spoilt(text, how)),
  anyJson,
  deepJson,
);
const acrClaim = fc.oneof(
  anyJson,
  fc.array(vector, { maxLength: 60 }).map((values) => JSON.stringify({ essential: true, values })),
);
const claims = fc.oneof(
  acrClaim.map((acr) => `{"id_token":{"acr":${acr}}}`),
  fc
    .tuple(anyJson, anyJson)
    .map(([inside, verified]) => `{"userinfo":{"email":${inside},"verified_claims":${verified}}}`),
  fc
    .tuple(
      fc.constant('{"id_token":{"acr":{"essential":true,"values":["Cl.Cm.P2"]}},"userinfo":{"email":null}}'),
      spoils,
    )
    .map(([text, how]) => spoilt(text, how)),
  anyJson,
  deepJson,
);
const known: Readonly<Record<string, fc.Arbitrary<string>>> = {
  vtr,
  claims,
  acr_values: fc.array(fc.oneof(vector, anyText), { maxLength: 8 }).map((names) => names.join(' ')),
  prompt: fc.oneof(
    fc
      .array(fc.constantFrom('none', 'login', 'consent', 'select_account', 'create'), { maxLength: 3 })
      .map((all) => all.join(' ')),
    anyText,
  ),
  max_age: fc.oneof(fc.integer().map(String), anyText),
};
const others =
  'scope response_type response_mode redirect_uri state nonce code_challenge code_challenge_method client_id login_hint id_token_hint ui_locales claims_locales display registration request request_uri idp_hint resource audience dpop_jkt iss __proto__ constructor gatehouse_join join'.split(
    ' ',
  );
const parameter = fc.oneof(
  ...Object.entries(known).map(([name, arbitrary]) => ({
    arbitrary: fc.tuple(fc.constant(name), arbitrary),
    weight: 3,
  })),
  { arbitrary: fc.tuple(fc.constantFrom(...others), anyText), weight: 5 },
);

const inputs: fc.Arbitrary<Input> = fc.record({
  way: fc.constantFrom(...ways),
  parameters: fc.array(parameter, { minLength: 1, maxLength: 3 }),
  spoil: sometimes(spoils),
  algorithm: fc.constantFrom('ES256', 'ES256', 'ES256', 'none', 'HS256', 'RS256', 'ES384', '__proto__'),
});

export const requestFuzz = fuzz<Input>({
  name: 'requests',
  share: 1,
  async open(met) {
    const redirectUri = 'http://127.0.0.1:1/signed-in';
    const house = await startHouse({
      services: {
        'parking-permit': { redirectUris: [redirectUri] },
        pusher: { redirectUris: [redirectUri], authentication: 'client_secret_basic' },
      },
    });
    const party = await relyingParty(house, 'parking-permit');
    const key = await importJWK(house.privateJwk as JWK, 'ES256');
    const url = (body: string) => `${house.issuer}/authorize?${body}`;

    /** A signed request, or one whose header lies about it. In an object a parameter may be anything that JSON can hold. */
    async function objectOf(query: URLSearchParams, algorithm: string): Promise<string> {
      const header = { alg: 'ES256', kid: house.privateJwk.kid ?? '' };
      const seconds = Math.floor(Date.now() / 1000);
      const own = { iss: 'parking-permit', aud: house.issuer, iat: seconds, exp: seconds + 60 };
      const members = [...query].map(
        ([name, value]) => `${JSON.stringify(name)}:${isJson(value) ? value : JSON.stringify(value)}`,
      );
      const payload = `{${[JSON.stringify(own).slice(1, -1), ...members].join(',')}}`;
      const signed = await new CompactSign(Buffer.from(payload)).setProtectedHeader(header).sign(key);
      if (algorithm === 'ES256') return signed;
      const lying = Buffer.from(JSON.stringify({ ...header, alg: algorithm })).toString('base64url');
      const [, body, signature] = signed.split('.');
      return `${lying}.${body}.${algorithm === 'none' ? '' : signature}`;
    }

    async function honest(): Promise<URLSearchParams> {
      const { searchParams } = (await party.ask({ scope: 'openid profile' })).url;
      return searchParams;
    }

    async function sent({ way, parameters, spoil, algorithm }: Input): Promise<Page | undefined> {
      const browser = createBrowser();
      const query = await honest();
      for (const [name, value] of parameters) query.set(name, value.toWellFormed());
      if (way === 'bare')
        for (const name of [...query.keys()]) if (!parameters.some((one) => one[0] === name)) query.delete(name);
      if (way === 'signed') {
        const object = await objectOf(query, algorithm);
        query.delete('claims');
        query.set('request', spoil ? spoilt(object, spoil) : object);
      }
      const body = spoil && way !== 'signed' ? spoilt(String(query), spoil) : String(query);
      if (way === 'form')
        return browser.follow(
          await browser.post(`${house.issuer}/authorize`, Object.fromEntries(new URLSearchParams(body))),
          atService,
        );
      if (way === 'pushed') {
        await pushed(body.replace('parking-permit', 'pusher'));
        return undefined;
      }
      return browser.visit(new URL(url(body)).href, atService);
    }

    const atService = (next: URL) => next.port === '1';
    async function pushed(body: string): Promise<void> {
      const authorization = `Basic ${Buffer.from(`pusher:${house.secret}`).toString('base64')}`;
      const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' };
      const answer = await request(`${house.issuer}/request`, { method: 'POST', headers, body });
      const text = await answer.body.text();
      met(`pushed: ${answer.statusCode}`);
      if (answer.statusCode >= 500 || typeof JSON.parse(text) !== 'object')
        throw new Error(`${answer.statusCode}: ${text}`);
    }

    return {
      arbitrary: inputs,
      async attempt(input) {
        const page = await sent(input);
        if (!page) return;
        if (page.location) {
          const back = new URL(page.location);
          const { origin, pathname } = new URL(redirectUri);
          if (back.origin !== origin || back.pathname !== pathname) throw new Error(`sent to ${page.location}`);
          met(`told: ${back.searchParams.get('error') ?? new URLSearchParams(back.hash.slice(1)).get('error')}`);
        } else backIn(page, met);
        if (pageOf(page) === 'choice') met('choice');
      },
      after: () => leavesNothing(house),
      close: () => house.close(),
    };
  },
});

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) !== 'number';
  } catch {
    return false;
  }
}
