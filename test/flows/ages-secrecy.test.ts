// Whoever asks for ages only gets ages only: whatever the service, the person and the way it goes, the birth date is nowhere but sealed.
import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import fc from 'fast-check';
import * as client from 'openid-client';
import { createLog } from '../../src/log.ts';
import type { Page } from '../support/http.ts';
import { type House, startHouse } from '../support/hub.ts';
import { pageOf } from '../support/relying-party.ts';
import { bornAt, peopleBorn } from './aged.ts';
import * as flow from './visits.ts';

const dates = { child: bornAt(8), teen: bornAt(14), sixteen: bornAt(16), adult: bornAt(41), old: bornAt(77) };

/** A date as people and machines write it. */
function spellings(date: string): string[] {
  const [year = '', month = '', day = ''] = date.split('-');
  const at = new Date(`${date}T00:00:00Z`);
  const written = ['en-GB', 'cy-GB'].flatMap((language) =>
    (['long', 'medium', 'short'] as const).map((dateStyle) =>
      new Intl.DateTimeFormat(language, { dateStyle, timeZone: 'UTC' }).format(at),
    ),
  );
  const plain = [
    date,
    `${year}${month}${day}`,
    `${day}/${month}/${year}`,
    `${day}-${month}-${year}`,
    `${day}.${month}.${year}`,
    ...written,
  ];
  return [...new Set(plain.flatMap((text) => [text, encodeURIComponent(text), Buffer.from(text).toString('hex')]))];
}

const secrets = Object.values(dates).flatMap(spellings);
const found = (text: string): string[] => secrets.filter((secret) => text.toLowerCase().includes(secret.toLowerCase()));

/** A token as text, with each part of it that is JSON. */
const opened = (token: string): string =>
  [token, ...token.split('.').map((part) => Buffer.from(part, 'base64url').toString('utf8'))].join('\n');

const claims = ['age_band', 'age_over_13', 'age_over_18', 'age_over_65'];
const faults = [
  'cancelled',
  'not-verified',
  'unavailable',
  'bad-signature',
  'lower-level',
  'wrong-nonce',
  'replayed-code',
] as const;
const runOf = fc.record({
  service: fc.constantFrom('telling', 'ruled'),
  persona: fc.constantFrom(...Object.keys(dates)),
  asked: fc.subarray(claims, { minLength: 1 }),
  place: fc.constantFrom('scope', 'userinfo', 'id_token', 'verified_claims'),
  fault: fc.option(fc.constantFrom(...faults), { nil: undefined, freq: 3 }),
  language: fc.constantFrom('en', 'cy'),
});
type Run = typeof runOf extends fc.Arbitrary<infer T> ? T : never;

function parametersOf({ asked, place, language }: Run): Record<string, string> {
  const plain = { ui_locales: language, prompt: 'consent' };
  const names = Object.fromEntries(asked.map((name) => [name, null]));
  const verified = { verified_claims: { verification: { trust_framework: null }, claims: names } };
  if (place === 'scope') return { ...plain, scope: 'openid age offline_access' };
  const wanted = place === 'verified_claims' ? { userinfo: verified, id_token: verified } : { [place]: names };
  return { ...plain, scope: 'openid offline_access', claims: JSON.stringify(wanted) };
}

describe('flows: secrecy of ages', function secrecy() {
  this.timeout(60_000);
  let house: House;
  const lines: string[] = [];
  before(async () => {
    const log = createLog('trace', { write: (line: string) => void lines.push(line) });
    const minimumLevel = { identity: 'medium', authenticator: 'medium' } as const;
    const telling = { attributes: claims, minimumLevel, refreshTokens: true };
    const ages = { '0-12': 'officer-review', '13-15': 'refuse-with-help', unknown: 'refuse-with-help' } as const;
    house = await startHouse({
      log,
      personas: peopleBorn(dates),
      services: { telling, ruled: { ...telling, ages } },
    });
  });
  after(() => house.close());

  const clean = (what: string, text: string) => expect(found(text), `${what}: ${text}`).to.deep.equal([]);

  /** One sign-in to its end, looking at all that anybody gets to see of it. */
  async function through(run: Run): Promise<string> {
    const at = await flow.visit(house, run.service);
    const { asking, page: choice } = await flow.arrive(at, parametersOf(run));
    let page: Page = await flow.tryProvider(at, choice, {
      provider: 'central',
      persona: run.persona,
      ...(run.fault && { fault: run.fault }),
    });
    const last = pageOf(page) ?? 'answer';
    clean(last, `${page.body}\n${page.url}\n${page.location ?? ''}`);
    if (last === 'share') page = await flow.press(at, page, { form: '/share' });
    else if (page.forms.some(({ action }) => action.endsWith('/cancel')))
      page = await flow.press(at, page, { form: '/cancel' });
    clean('after it', `${page.body}\n${page.url}\n${page.location ?? ''}`);
    if (last === 'share') await collect(at, asking, page);
    return last;
  }

  async function collect(at: flow.Visit, asking: Parameters<typeof flow.collected>[1], page: Page): Promise<void> {
    const { configuration } = at.party;
    const { tokens, claims: told } = await flow.collected(at, asking, flow.answerIn(at, page));
    const person = await client.fetchUserInfo(configuration, tokens.access_token, told.sub);
    const looked = await client.tokenIntrospection(configuration, tokens.access_token);
    const again = await client.refreshTokenGrant(configuration, tokens.refresh_token ?? '');
    const all = [tokens, again].flatMap((one) => [one.id_token, one.access_token, one.refresh_token]);
    for (const token of all) clean('token', opened(token ?? ''));
    for (const answer of [told, person, looked, again, tokens]) clean('answer', JSON.stringify(answer));
  }

  it('C1: a dozen sign-ins, at random, tell the birth date nowhere', async () => {
    const ends: string[] = [];
    for (const run of fc.sample(runOf, { numRuns: 14, seed: 20_261_126 })) ends.push(await through(run));
    expect(ends).to.include.members(['share', 'age', 'choice']);
  });

  it('C1: nor does a log line, the trail, a case in the list, or the database file', async () => {
    const trail = await house.hub.store.trail.read(0, 10_000);
    expect(lines.length).to.be.greaterThan(50);
    expect(trail.length).to.be.greaterThan(50);
    for (const line of lines) clean('log', line);
    for (const row of trail) clean(row.event, JSON.stringify(row));
    clean('cases', JSON.stringify(await house.hub.store.cases.list()));
    for (const suffix of ['', '-wal']) {
      const raw = (await readFile(house.config.hub.database + suffix)).toString('latin1');
      expect(found(raw), suffix).to.deep.equal([]);
    }
  });
});
