// Whoever has the logs, the trail, the pages for errors or the database file learns nothing of a person: every personal attribute
// of a made-up persona carries a marker, which is then looked for everywhere. The trail tells the steps all the same.
import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import * as client from 'openid-client';
import { personasSchema } from '../../src/config/schema/personas.ts';
import { createLog } from '../../src/log.ts';
import { createBrowser, type Page } from '../support/http.ts';
import { type House, startHouse } from '../support/hub.ts';
import { pageOf } from '../support/relying-party.ts';
import * as flow from './visits.ts';

/** An invented number with its check digit (modulus 11). */
function nhsNumber(): string {
  const first = '999876543';
  const sum = [...first].reduce((total, digit, place) => total + Number(digit) * (10 - place), 0);
  return `${first}${(11 - (sum % 11)) % 11}`;
}

/** What nobody may find. Digits where only digits are allowed. */
const markers = {
  given: 'Zxqgiven',
  family: 'Zxqfamily',
  birthDate: '1987-11-29',
  street: 'Zxqstreet Row',
  town: 'Zxqtown',
  postcode: 'ZZ97 6QX',
  uprn: '999087654321',
  email: 'zxqmail',
  phone: '7700900947',
  nhsNumber: nhsNumber(),
  hint: 'zxqhint',
};

const marked = {
  id: 'marked',
  description: 'Carries a marker in everything.',
  names: [{ given: markers.given, family: markers.family }],
  birthDate: markers.birthDate,
  nation: 'england',
  addresses: [
    { number: '9', street: markers.street, town: markers.town, postcode: markers.postcode, uprn: markers.uprn },
  ],
  email: `${markers.email}@example.org`,
  phone: `+44${markers.phone}`,
  devices: ['smartphone'],
  documents: ['passport'],
  footprint: 'full',
  central: { reaches: ['Cl.Cm.P2'] },
  nhs: { nhsNumber: markers.nhsNumber, reaches: ['P9.Cp.Cd', 'P9.Cm'] },
  scotland: { verified: true },
};

const personas = personasSchema.parse({ people: [marked], staff: [] });
const everything = [...Object.values(markers), '29 November 1987', '29 Tachwedd 1987'];

/** Which markers a text holds, also in the encodings that logs and databases like. */
function found(text: string): string[] {
  const lower = text.toLowerCase();
  const forms = (marker: string) => [marker, encodeURIComponent(marker), Buffer.from(marker).toString('hex')];
  return everything.filter((marker) => forms(marker).some((form) => lower.includes(form.toLowerCase())));
}

const providers = ['central', 'nhs', 'scotland'] as const;
const faults = [
  'cancelled',
  'not-verified',
  'unavailable',
  'wrong-nonce',
  'wrong-issuer',
  'wrong-audience',
  'wrong-key',
  'bad-signature',
  'expired',
  'replayed-code',
  'down',
  'higher-level',
  'no-level',
  'empty-subject',
  'wrong-state',
] as const;

describe('flows: secrecy', function secrecy() {
  this.timeout(60_000);
  let house: House;
  const lines: string[] = [];
  const pages: Page[] = [];
  before(async () => {
    const log = createLog('trace', { write: (line: string) => void lines.push(line) });
    const attributes = ['given_name', 'family_name', 'birthdate', 'address', 'email', 'phone_number', 'nhs_number'];
    const minimumLevel = { identity: 'medium', authenticator: 'medium' } as const;
    house = await startHouse({
      log,
      personas,
      services: { curious: { attributes, refreshTokens: true, minimumLevel } },
    });
  });
  after(() => house.close());

  const asks = {
    scope: 'openid profile address email phone nhs offline_access',
    prompt: 'consent',
    login_hint: `${markers.hint}@example.org`,
  };

  async function visit(
    parameters: Record<string, string>,
    way: { provider: (typeof providers)[number]; fault?: string },
  ) {
    const at = await flow.visit(house, 'curious');
    const { asking, page } = await flow.arrive(at, parameters);
    const next = await flow.tryProvider(at, page, { persona: 'marked', ...way });
    return { at, asking, page: next };
  }

  for (const provider of providers) {
    it(`signs in with ${provider}, shows and releases what was agreed to`, async () => {
      const { at, asking, page: first } = await visit(asks, { provider });
      // Another account of the same person may be known by now: nothing of it is shown.
      const asked = pageOf(first) === 'question';
      if (asked) expect(found(first.text)).to.deep.equal([]);
      const page = asked ? await flow.press(at, first, { form: '/question', fields: { way: 'without' } }) : first;
      expect(pageOf(page)).to.equal('share');
      expect(found(page.text)).to.include.members([markers.given, markers.family]);
      const end = await flow.press(at, page, { form: '/share' });
      const { tokens, claims } = await flow.collected(at, asking, flow.answerIn(at, end));
      const person = await client.fetchUserInfo(at.party.configuration, tokens.access_token, claims.sub);
      expect(person.given_name).to.equal(markers.given);
      await client.refreshTokenGrant(at.party.configuration, tokens.refresh_token ?? '');
      const again = await client
        .refreshTokenGrant(at.party.configuration, tokens.refresh_token ?? '')
        .catch((e: unknown) => e);
      expect(again).to.include({ error: 'invalid_grant' });
    });

    it(`goes wrong in every way with ${provider}`, async () => {
      for (const fault of faults) {
        const { page } = await visit(asks, { provider, fault });
        expect(pageOf(page), fault).to.be.oneOf(['choice', 'error', 'stopped', 'share']);
        if (pageOf(page) !== 'share') pages.push(page);
      }
    });
  }

  it('is sent wrong things that carry markers', async () => {
    const query = Object.entries(markers)
      .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
      .join('&');
    const browser = createBrowser();
    const urls = [
      `/authorize?client_id=${markers.given}&${query}`,
      `/authorize?client_id=curious&redirect_uri=${encodeURIComponent(`https://evil.example/${markers.email}`)}&${query}`,
      `/callback/central?state=${markers.town}&error_description=${markers.family}&code=${markers.given}`,
      `/callback/${markers.given}?${query}`,
      `/sign-in/${markers.given}?${query}`,
      `/sign-in/${markers.given}/share?${query}`,
      `/sign-out?id_token_hint=${markers.given}&${query}`,
      `/${markers.given}/${markers.email}?${query}`,
      `/authorize?${query}&broken=%ff`,
    ];
    for (const url of urls) pages.push(await browser.visit(house.issuer + url));
    const { url } = await (await flow.visit(house, 'curious')).party.ask({ ...asks, login_hint: markers.hint });
    url.searchParams.set('claims', `{"${markers.given}`);
    url.searchParams.set('vtr', markers.family);
    await browser.visit(url.href, ({ hostname }) => hostname === '127.0.0.1');
    pages.push(await browser.get(house.issuer, { headers: { host: markers.email } }));
    expect(pages.filter((page) => page.status < 200)).to.deep.equal([]);
  });

  it('leaves no marker in a log line, the trail, a page of an error or the database file', async () => {
    const trail = await house.hub.store.trail.read(0, 10_000);
    expect(lines.length).to.be.greaterThan(100);
    expect(trail.length).to.be.greaterThan(100);
    expect(pages.length).to.be.greaterThan(20);
    for (const line of lines) expect(found(line), line).to.deep.equal([]);
    for (const row of trail) expect(found(JSON.stringify(row)), row.event).to.deep.equal([]);
    for (const page of pages) expect(found(page.body), page.text).to.deep.equal([]);
    for (const suffix of ['', '-wal']) {
      const raw = (await readFile(house.config.hub.database + suffix)).toString('latin1');
      expect(found(raw), suffix).to.deep.equal([]);
    }
  });

  it('can be audited all the same: each sign-in a reference, its steps in order, the chain whole', async () => {
    const rows = await house.hub.store.trail.read(0, 10_000);
    expect(await house.hub.store.trail.verify()).to.deep.equal({ rows: rows.length });
    const finished = rows.filter(({ event }) => event === 'sign-in.finished').map(({ reference }) => reference);
    expect(finished).to.have.length(providers.length);
    for (const reference of finished) {
      const steps = rows.filter((row) => row.reference === reference).map(({ event }) => event);
      expect(steps.slice(0, 4)).to.deep.equal([
        'sign-in.started',
        'provider.chosen',
        'provider.answered',
        'level.graded',
      ]);
      // The last of the three accounts looks like the first: the person was asked, and went on without.
      const asked = steps[4] === 'person.asked' ? ['person.asked', 'question.settled'] : [];
      expect(steps.slice(4, 4 + asked.length)).to.deep.equal(asked);
      const [who, ...onwards] = steps.slice(4 + asked.length);
      expect(who).to.be.oneOf(['person.new', 'person.recognised']);
      expect(onwards.slice(0, 2)).to.deep.equal(['share.agreed', 'sign-in.finished']);
    }
    const events = new Set(rows.map(({ event }) => event));
    expect([...events]).to.include.members([
      'provider.refused-answer',
      'level.refused',
      'state.refused',
      'tokens.reuse-detected',
    ]);
  });
});
