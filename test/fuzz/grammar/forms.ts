// Fuzz of what a browser sends: forms and cookies of every page on the way of a sign-in, and of what services call. Whatever comes gets a page with a
// reference, a way on, or an OAuth error.
import fc from 'fast-check';
import { request } from 'undici';
import { type Browser, createBrowser, type Page } from '../../support/http.ts';
import { type House, startHouse } from '../../support/hub.ts';
import { pageOf, type RelyingParty, relyingParty } from '../../support/relying-party.ts';
import { fuzz } from '../run.ts';
import { backIn, leavesNothing } from './in-flight.ts';
import { anyText, sometimes, spoils, spoilt } from './text.ts';

const stands = ['choice', 'share', 'resume', 'sign-out'] as const;
const forPeople = ['/choice', '/share', '/cancel', '/more-time', '/question', '/finish', '/ways', ''] as const;
const forAnybody = [
  '/resume',
  '/sign-out',
  '/sign-out/confirm',
  '/sign-out/done',
  '/callback/central',
  '/callback/local',
  '/callback/__proto__',
  '/vouch',
  '/account',
  '/staff',
] as const;
const forMachines = ['/token', '/userinfo', '/introspect', '/revoke', '/request'] as const;

interface Input {
  /** The page that the browser is on, with an honest form and honest cookies. */
  stand: (typeof stands)[number];
  path: string;
  get: boolean;
  fields: [name: string, value: string][];
  /** Spoils the body as a whole. */
  spoil: readonly (readonly [number, number, string])[] | undefined;
  cookie: [number: number, value: string] | undefined;
  type: string | undefined;
}

const names =
  'token provider way answer join code state RelayState SAMLResponse SAMLRequest logout xsrf correction helped nobody none again person grant_type redirect_uri client_id client_secret client_assertion client_assertion_type refresh_token code_verifier scope token_type_hint id_token_hint post_logout_redirect_uri __proto__ constructor toString fields[a][b] a[]'.split(
    ' ',
  );
const values = fc.oneof(
  anyText,
  fc.constantFrom(
    'central',
    'local',
    'staff',
    'yes',
    'authorization_code',
    'refresh_token',
    'client_credentials',
    'password',
    'urn:ietf:params:oauth:grant-type:device_code',
    'BCDF-BCDF-BCDF-BCDF',
  ),
);
const inputs: fc.Arbitrary<Input> = fc.record({
  stand: fc.constantFrom(...stands),
  path: fc.constantFrom(...forPeople, ...forAnybody, ...forMachines),
  get: fc.oneof({ arbitrary: fc.constant(false), weight: 4 }, { arbitrary: fc.constant(true), weight: 1 }),
  fields: fc.array(fc.tuple(fc.constantFrom(...names), values), { maxLength: 4 }),
  spoil: sometimes(spoils),
  cookie: sometimes(fc.tuple(fc.nat({ max: 5 }), values)),
  type: sometimes(
    fc.constantFrom(
      'application/json',
      'text/plain',
      'multipart/form-data; boundary=x',
      'application/x-www-form-urlencoded; charset=utf-16',
      '',
    ),
  ),
});

interface Standing {
  browser: Browser;
  page: Page;
}

async function stand(house: House, party: RelyingParty, kind: Input['stand']): Promise<Standing> {
  const browser = createBrowser();
  if (kind === 'resume' || kind === 'sign-out')
    return { browser, page: await browser.visit(`${house.issuer}/${kind}`) };
  const { url } = await party.ask({ scope: 'openid profile', prompt: 'consent' });
  const choice = await browser.visit(url.href);
  if (kind === 'choice') return { browser, page: choice };
  const there = await browser.follow(await browser.submit(choice, { provider: 'central' }, '/choice'));
  const back = await browser.submit(there, { persona: 'hannah-fairweather' }, '/simulator/continue');
  return { browser, page: await browser.follow(back, ({ port }) => port === '1') };
}

export const formFuzz = fuzz<Input>({
  name: 'forms',
  share: 1,
  async open(met) {
    const house = await startHouse({
      services: { 'parking-permit': { redirectUris: ['http://127.0.0.1:1/signed-in'] } },
    });
    const party = await relyingParty(house, 'parking-permit');
    const kept = new Map<string, Standing>();

    /** A page that stood before stands again, until its sign-in is over. */
    async function standing(kind: Input['stand']): Promise<Standing> {
      const before = kept.get(kind);
      const same = before && (await before.browser.visit(before.page.url, ({ port }) => port === '1'));
      const now =
        same && same.status === 200 && pageOf(same) === pageOf(before.page)
          ? { ...before, page: same }
          : await stand(house, party, kind);
      kept.set(kind, now);
      return now;
    }

    function targetOf({ page }: Standing, path: string): URL {
      const sign = /^\/sign-in\/[^/]+/.exec(new URL(page.url).pathname)?.[0] ?? '/sign-in/nothing';
      const own = (forPeople as readonly string[]).includes(path);
      return new URL(own ? sign + path : path, house.issuer);
    }

    async function sent(
      input: Input,
      at: Standing,
    ): Promise<{ status: number; text: string; type: string; page: Page }> {
      const target = targetOf(at, input.path);
      const fields = at.page.forms[0]?.fields ?? {};
      const form = new URLSearchParams();
      for (const [name, value] of Object.entries(fields)) form.append(name, String(value));
      for (const [name, value] of input.fields) form.append(name, value.toWellFormed());
      const body = input.spoil ? spoilt(String(form), input.spoil) : String(form);
      if (input.get) target.search = body.toWellFormed();
      const cookies = Object.entries(at.browser.cookies(target.href)).map(
        ([name, value], index) =>
          `${name}=${index === input.cookie?.[0] ? input.cookie[1].replaceAll(/[^\u0021-\u007E]/g, '?') : value}`,
      );
      const answer = await request(target, {
        method: input.get ? 'GET' : 'POST',
        headers: {
          accept: 'text/html,*/*',
          'content-type': input.type ?? 'application/x-www-form-urlencoded',
          ...(cookies.length > 0 && { cookie: cookies.join('; ') }),
        },
        body: input.get ? null : body,
      });
      const text = await answer.body.text();
      const page = {
        url: target.href,
        status: answer.statusCode,
        text: text.replace(/<[^>]*>/g, ' '),
        body: text,
        location: answer.headers.location ? String(answer.headers.location) : undefined,
      } as Page;
      return { status: answer.statusCode, text, type: String(answer.headers['content-type'] ?? ''), page };
    }

    return {
      arbitrary: inputs,
      async attempt(input, measured) {
        const at = await standing(input.stand);
        const { status, text, type, page } = await measured(() => sent(input, at));
        if ((forMachines as readonly string[]).includes(input.path)) {
          met(`machine: ${status}`);
          if (status >= 500) throw new Error(`${status} from ${input.path}: ${text}`);
          if (status >= 400 && type.includes('json')) JSON.parse(text);
        } else backIn(page, met);
      },
      after: () => leavesNothing(house),
      close: () => house.close(),
    };
  },
});
