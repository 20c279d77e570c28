// The simulated GOV.UK Notify, asked as the real one is: what it takes, what it refuses and in which words, and what a person reads.
import { expect } from 'chai';
import { decodeJwt, SignJWT } from 'jose';
import { NotifyClient } from 'notifications-node-client';
import type { Language } from '../../src/config/schema/common.ts';
import { type Channel, fieldsOf, type Kind, kindNames, kinds } from '../../src/notices/kinds.ts';
import { newNotifyKey, partsOf } from '../../src/simulators/notify/key.ts';
import { type NotifySimulator, startNotify } from '../../src/simulators/notify/start.ts';
import { fieldsIn, texts } from '../../src/simulators/notify/texts.ts';
import { samples } from '../notices/sample.ts';
import { axe, withBrowser } from '../support/browser.ts';
import { shippedConfig } from '../support/shipped.ts';
import { grade } from '../views/reading.ts';

const { notices } = await shippedConfig();
if (!notices) throw new Error('the shipped configuration has no notices');
const { templates } = notices;
const key = newNotifyKey();
const { serviceId, secret } = partsOf(key);
const idOf = (kind: Kind, channel: Channel, language: Language = 'en') => templates[kind][channel]?.[language] ?? '';

const start = () => startNotify({ host: '127.0.0.1', port: 0, key, templates });
const token = (claims: object = {}, given = secret, alg = 'HS256') =>
  new SignJWT({ iss: serviceId, iat: Math.floor(Date.now() / 1000), ...claims })
    .setProtectedHeader({ typ: 'JWT', alg })
    .sign(new TextEncoder().encode(given.padEnd(64)).subarray(0, alg === 'HS256' ? given.length : 64));

const letterFields = {
  ...samples['vouch-notice'].personalisation,
  address_line_1: 'Ada Marlow',
  address_line_2: '1 Sample Street',
  address_line_3: 'EX1 2AB',
};
const letter = { template_id: idOf('vouch-notice', 'letter'), personalisation: letterFields, reference: 'r-1' };
const email = {
  template_id: idOf('grant-used', 'email', 'cy'),
  email_address: 'ada.marlow@example.org',
  personalisation: samples['grant-used'].personalisation,
};

describe('simulated Notify', () => {
  let notify: NotifySimulator;
  before(async () => {
    notify = await start();
  });
  after(() => notify.close());
  afterEach(() => notify.fault('none'));

  const ask = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(notify.url + path, init);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const post = async (channel: Channel, body: unknown, authorization?: string) =>
    ask(`/v2/notifications/${channel}`, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { 'content-type': 'application/json', authorization: authorization ?? `Bearer ${await token()}` },
    });
  const errorOf = ({ status, body }: Awaited<ReturnType<typeof ask>>) => {
    const [error] = body.errors as { error: string; message: string }[];
    expect(body.status_code).to.equal(status);
    return `${status} ${error?.error}: ${error?.message}`;
  };

  it('understands the public client library, whose token is over the service and the moment', async () => {
    const client = new NotifyClient(notify.url, key);
    let authorization = '';
    client.setClient((async ({
      url,
      headers,
      data,
    }: {
      url: string;
      headers: Record<string, string>;
      data: unknown;
    }) => {
      authorization = headers.Authorization ?? '';
      const body = JSON.stringify(data);
      return fetch(url, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body });
    }) as never);
    const { status } = await client.sendLetter(letter.template_id, { personalisation: letterFields, reference: 'lib' });
    expect(status).to.equal(201);
    expect(decodeJwt(authorization.replace('Bearer ', ''))).to.have.all.keys('iss', 'iat');
    expect(notify.sent()[0]?.reference).to.equal('lib');
  });

  it('answers 201 in Notify’s shape, and finds what was sent by its reference and its id', async () => {
    const { status, body } = await post('letter', letter);
    expect(status).to.equal(201);
    expect(body).to.have.all.keys('id', 'reference', 'content', 'uri', 'template', 'scheduled_for');
    expect(body.reference).to.equal('r-1');
    expect(body.content).to.have.property('body').that.includes('BCDF-2345-GHJK').and.not.includes('((');
    const init = { headers: { authorization: `Bearer ${await token()}` } };
    const found = (await ask('/v2/notifications?reference=r-1', init)).body;
    expect(found.notifications).to.have.length(1);
    const [one] = found.notifications as Record<string, unknown>[];
    expect(one).to.include({ id: body.id, type: 'letter', line_1: 'Ada Marlow', line_3: 'EX1 2AB', line_4: null });
    expect((await ask(`/v2/notifications/${body.id}`, init)).body).to.deep.equal(one);
    expect((await ask('/v2/notifications?reference=r-2', init)).body.notifications).to.deep.equal([]);
    expect(errorOf(await ask('/v2/notifications/none', init))).to.equal('404 NoResultFound: No result found');
  });

  it('lets nobody in without a fresh token of its key', async () => {
    const past = Math.floor(Date.now() / 1000) - 40;
    const cases: [string | undefined, RegExp][] = [
      ['', /^401 AuthError: Unauthorized: authentication token/],
      ['Basic abc', /^401 AuthError: .*bearer scheme/],
      ['Bearer abc', /^403 AuthError: Invalid token: not a valid JWT/],
      [`Bearer ${await token({ iss: undefined })}`, /^403 AuthError: Invalid token: iss field/],
      [`Bearer ${await token({ iss: secret })}`, /^403 AuthError: Invalid token: service not found/],
      [`Bearer ${await token({}, partsOf(newNotifyKey()).secret)}`, /^403 AuthError: Invalid token: API key not found/],
      [`Bearer ${await token({ iat: past })}`, /^403 AuthError: Error: Your system clock/],
      [`Bearer ${await token({ iat: past + 80 })}`, /^403 AuthError: Error: Your system clock/],
      [`Bearer ${await token({}, secret, 'HS512')}`, /^403 AuthError: Invalid token: algorithm/],
    ];
    const before = notify.sent().length;
    for (const [authorization, says] of cases)
      expect(errorOf(await post('letter', letter, authorization))).to.match(says);
    expect(notify.sent()).to.have.length(before);
  });

  const { code: _code, help: _help, ...partial } = letterFields;
  const refused: [string, Channel, unknown, string][] = [
    ['no JSON', 'letter', '{', '400 BadRequestError: Invalid JSON supplied in POST data'],
    [
      'no template',
      'email',
      { ...email, template_id: undefined },
      '400 ValidationError: template_id is a required property',
    ],
    [
      'a template that is no id',
      'email',
      { ...email, template_id: 'x' },
      '400 ValidationError: template_id is not a valid UUID',
    ],
    ['an unknown template', 'email', { ...email, template_id: secret }, '400 BadRequestError: Template not found'],
    [
      'a template of another channel',
      'email',
      { ...email, template_id: letter.template_id },
      '400 BadRequestError: letter template is not suitable for email notification',
    ],
    [
      'missing fields',
      'letter',
      { ...letter, personalisation: partial },
      '400 BadRequestError: Missing personalisation: code, help',
    ],
    [
      'a letter without fields',
      'letter',
      { template_id: letter.template_id },
      '400 ValidationError: personalisation is a required property',
    ],
    [
      'a key of its own',
      'sms',
      { template_id: idOf('grant-used', 'sms'), phone_number: '07700 900123', to: 'x' },
      '400 ValidationError: Additional properties are not allowed (to was unexpected)',
    ],
    [
      'no address',
      'email',
      { ...email, email_address: 'ada' },
      '400 ValidationError: email_address Not a valid email address',
    ],
    [
      'no number',
      'sms',
      { template_id: idOf('grant-used', 'sms'), phone_number: '12' },
      '400 ValidationError: phone_number Number is not valid',
    ],
    [
      'too short an address',
      'letter',
      { ...letter, personalisation: { ...letterFields, address_line_2: ' ' } },
      '400 ValidationError: Address must be at least 3 lines',
    ],
    [
      'an address without postcode',
      'letter',
      { ...letter, personalisation: { ...letterFields, address_line_3: 'Exampleton' } },
      '400 ValidationError: Last line of address must be a real UK postcode',
    ],
  ];
  for (const [what, channel, body, says] of refused)
    it(`refuses ${what}`, async () => expect(errorOf(await post(channel, body))).to.equal(says));

  it('goes wrong as it is told, once or until told otherwise', async () => {
    const order = (body: object) =>
      fetch(`${notify.url}/simulator/fault`, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      });
    expect((await order({ fault: 'nonsense' })).status).to.equal(400);
    expect((await order({ fault: 'rate-limit' })).status).to.equal(204);
    expect(errorOf(await post('email', email))).to.match(/^429 RateLimitError/);
    expect((await post('email', email)).status).to.equal(201);
    notify.fault({ fault: 'down', sticky: true });
    for (const _twice of [1, 2]) expect(errorOf(await post('email', email))).to.match(/^500 Exception/);
    notify.fault('trial-mode');
    expect(errorOf(await post('letter', letter))).to.match(/^403 BadRequestError: Cannot send letters/);
    notify.fault('bad-key');
    expect(errorOf(await post('letter', letter))).to.match(/^403 AuthError/);
    const before = notify.sent().length;
    notify.fault('lost-answer');
    const lost = await post('letter', letter).catch((error) => error);
    expect(lost).to.be.instanceOf(TypeError);
    expect(notify.sent()).to.have.length(before + 1);
  });

  it('shows what was sent as it is read, in its language, and nothing as markup', async () => {
    await post('email', { ...email, personalisation: { ...email.personalisation, actor: '<b>Bram</b>' } });
    const [sent] = notify.sent();
    const read = async (path: string) => (await fetch(notify.url + path)).text();
    expect(await read('/')).to.include(`/messages/${sent?.id}`);
    const page = await read(`/messages/${sent?.id}`);
    expect(page).to.include('<html lang="cy">').and.include('Mae rhywun wedi defnyddio gwasanaeth ar eich rhan');
    expect(page).to.include('&lt;b&gt;Bram').and.not.include('<b>');
    expect(page).to.include('href="https://hub.example/notice"');
    expect((await fetch(`${notify.url}/messages/none`)).status).to.equal(404);
    expect(await read('/templates'))
      .to.include('((organisation))')
      .and.not.include(secret);
  });
});

describe('the texts of notices', () => {
  const all = kindNames.flatMap((kind) =>
    kinds[kind].channels.flatMap((channel) =>
      (['en', 'cy'] as const).map((language) => ({ kind, channel, language, text: texts[kind][channel]?.[language] })),
    ),
  );
  for (const { kind, channel, language, text } of all)
    it(`say everything that a ${kind} has to say (${channel}, ${language})`, () => {
      if (!text) throw new Error('there is no text');
      expect(fieldsIn(text).sort()).to.deep.equal(fieldsOf(kind).sort());
      expect(text.subject === undefined).to.equal(channel === 'sms');
      if (channel === 'sms') expect(text.body.length).to.be.below(300);
    });

  it('are easy to read (N4)', () => {
    for (const { kind, channel, language, text } of all) {
      if (!text || language === 'cy') continue;
      const read = `${text.subject ?? ''}\n${text.body}`.replaceAll(/\(\((\w+)\)\)/g, 'Ann').split('\n');
      expect(grade(read), `${kind} ${channel}`).to.be.at.most(6);
    }
  });
});

withBrowser('simulated Notify’s pages', (browser) => {
  it('have nothing for axe to find, on a phone and on a desk', async () => {
    const notify = await start();
    const page = await browser().newPage();
    try {
      await fetch(`${notify.url}/v2/notifications/letter`, {
        method: 'POST',
        body: JSON.stringify({ ...letter, template_id: idOf('vouch-notice', 'letter', 'cy') }),
        headers: { 'content-type': 'application/json', authorization: `Bearer ${await token()}` },
      });
      for (const path of ['/', `/messages/${notify.sent()[0]?.id}`, '/templates', '/messages/none'])
        for (const width of [320, 1280]) {
          await page.setViewportSize({ width, height: 900 });
          await page.goto(notify.url + path);
          expect(await axe(page), path).to.deep.equal([]);
          expect(await page.evaluate('document.documentElement.scrollWidth'), path).to.be.at.most(width);
        }
      await page.goto(notify.url);
      await page.getByLabel('Too many requests (429)').check();
      await page.getByRole('button', { name: 'Save' }).click();
      expect(await page.getByText('Now: Too many requests').count()).to.equal(1);
    } finally {
      await page.close();
      await notify.close();
    }
  }).timeout(60_000);
});
