// A provider's coming and going on the command line, as a process of its own: adding one, listing, switching off.
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { startLocal } from '../../src/simulators/local/start.ts';
import { personas } from '../connectors/oidc/simulated.ts';
import { addressOf } from '../connectors/rig.ts';
import { keyDescriptor, metadata, shortKeyPair } from '../connectors/saml/forge.ts';
import { createBrowser } from '../support/http.ts';
import { newPlace, type Place } from './command-line.ts';

describe('the command line: providers', function providers() {
  this.timeout(60_000);
  let place: Place;
  beforeEach(async () => {
    place = await newPlace();
  });
  afterEach(() => place.close());

  const records = async () =>
    parse(await readFile(join(place.folder, 'config', 'identity-providers.yaml'), 'utf8')).providers;
  const metadataFile = async (xml: string) => {
    const file = join(place.folder, 'idp.xml');
    await writeFile(file, xml);
    return file;
  };
  const serving = async (answer: (path: string) => string | undefined): Promise<{ url: string; server: Server }> => {
    const server = createServer((request, response) => {
      const body = answer(request.url ?? '');
      response.writeHead(body === undefined ? 404 : 200).end(body);
    });
    return { url: await addressOf(server), server };
  };

  it('add: a metadata file becomes a record that the hub takes, switched off, and the comments of the file stay', async () => {
    const before = await readFile(join(place.folder, 'config', 'identity-providers.yaml'), 'utf8');
    const said = await place.run([
      'provider',
      'add',
      await metadataFile(metadata()),
      '--id',
      'county',
      '--name',
      'County',
    ]);
    expect(said).to.include({ status: 0, err: '' });
    const issuer = `http://localhost:${place.port}`;
    for (const value of [
      `${issuer}/saml/metadata`,
      `${issuer}/callback/county (HTTP-POST)`,
      `${issuer}/sign-out/done`,
      'urn:oid:2.5.4.42',
    ])
      expect(said.out).to.include(value);
    const { county } = await records();
    expect(county).to.deep.include({
      protocol: 'saml',
      entityId: 'https://idp.example/metadata',
      metadata: { file: 'metadata/county.xml' },
      vocabulary: 'local-account',
      enabled: false,
      accreditedLevels: [{ identity: 'none', authenticator: 'low' }],
    });
    expect(await readFile(join(place.folder, 'config', 'metadata', 'county.xml'), 'utf8')).to.equal(metadata());
    const after = await readFile(join(place.folder, 'config', 'identity-providers.yaml'), 'utf8');
    for (const comment of before.match(/#.*/g) ?? []) expect(after).to.include(comment);
    expect((await place.run(['check'])).out).to.include('6 provider(s)');
    const again = await place.run(['provider', 'add', await metadataFile(metadata()), '--id', 'county']);
    expect(again).to.include({ status: 1 });
    expect(again.err).to.include('There is a provider "county" already');
  });

  it('add: a metadata URL inside the own network only when told so', async () => {
    const { url, server } = await serving(() => metadata());
    try {
      const shut = await place.run(['provider', 'add', url, '--id', 'county']);
      expect(shut).to.include({ status: 1 });
      expect(shut.err).to.include('--private');
      const open = await place.run(['provider', 'add', url, '--id', 'county', '--private']);
      expect(open).to.include({ status: 0 });
      expect((await records()).county.metadata).to.deep.equal({ url, allowPrivateAddress: true });
    } finally {
      server.close();
    }
  });

  it('add: an OpenID issuer', async () => {
    let document: Record<string, unknown> = {};
    const { url, server } = await serving((path) =>
      path.includes('openid-configuration') ? JSON.stringify(document) : '<p>hello',
    );
    document = {
      issuer: url,
      id_token_signing_alg_values_supported: ['ES256', 'none', 'HS256'],
      token_endpoint_auth_methods_supported: ['private_key_jwt'],
      token_endpoint_auth_signing_alg_values_supported: ['PS256'],
      claims_supported: ['sub', 'given_name', 'email'],
    };
    try {
      const add = (...more: string[]) => place.run(['provider', 'add', url, '--id', 'county', '--private', ...more]);
      expect((await add()).err)
        .to.include('--vocabulary: one of')
        .and.include('staff');
      const said = await add('--vocabulary', 'staff', '--client-id', 'hub-1');
      expect(said).to.include({ status: 0, err: '' });
      expect(said.out).to.include('private_key_jwt with PS256').and.include('/client-keys').and.include('hub-1');
      expect((await records()).county).to.deep.include({
        protocol: 'oidc',
        issuer: url,
        signatureAlgorithms: ['ES256'],
        attributes: ['given_name', 'email'],
        enabled: false,
      });
      document.token_endpoint_auth_methods_supported = ['client_secret_basic'];
      const weak = await place.run(['provider', 'add', url, '--id', 'weak', '--private', '--vocabulary', 'staff']);
      expect(weak.err).to.include('private_key_jwt');
    } finally {
      server.close();
    }
  });

  const other = metadata().replace('https://idp.example/metadata', 'https://other.example');
  const group = `<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">${metadata()}${other}</md:EntitiesDescriptor>`;
  const refused: [string, string, string[], string][] = [
    ['several providers', group, [], 'https://other.example'],
    ['metadata that has expired', metadata({ attributes: ' validUntil="2020-01-01T00:00:00Z"' }), [], 'expired'],
    [
      'a key that is too short',
      metadata({ descriptors: keyDescriptor(shortKeyPair(1024), 'signing') }),
      [],
      'a key under 2048 bits',
    ],
    ['a document type', `<!DOCTYPE x>${metadata()}`, [], 'DOCTYPE'],
    ['a vocabulary that is not there', metadata(), ['--vocabulary', 'locale-account'], 'did you mean local-account?'],
    ['an id that cannot be one', metadata(), ['--id', 'Bad Id'], 'Nothing was written'],
    ['text that is nothing', 'hello', [], 'neither SAML metadata nor an OpenID discovery document'],
  ];
  it('add: writes no file by an id that leads out of the folder, not even to try it', async () => {
    const outside = join(tmpdir(), `gatehouse-${process.pid}-outside`);
    const source = await metadataFile(metadata());
    const said = await place.run(['provider', 'add', source, '--id', `${'../'.repeat(12)}${outside.slice(1)}`]);
    expect(said.status).to.equal(1);
    expect(said.err).to.include('cannot be an id: use lower-case letters');
    expect(existsSync(`${outside}.xml`)).to.equal(false);
  });

  for (const [name, xml, words, says] of refused) {
    it(`add: refuses ${name}, and writes nothing`, async () => {
      const before = await records();
      const said = await place.run(['provider', 'add', await metadataFile(xml), ...words]);
      expect(said.status).to.equal(1);
      expect(said.err).to.include(says);
      expect(await records()).to.deep.equal(before);
    });
  }

  it('off, pause, on and list: say what they did, and to whom', async () => {
    expect((await place.run(['provider', 'off', 'centrall'])).err).to.include('did you mean central?');
    expect((await place.run(['provider', 'off', 'central'])).out).to.match(/^central is off: /);
    expect((await place.run(['provider', 'pause', 'nhs'])).out).to.match(/^nhs is paused: /);
    const list = (await place.run(['provider', 'list'])).out;
    expect(list).to.match(/^central +oidc +off \(record: on\) +not looked at yet$/m);
    expect(list).to.match(/^nhs +oidc +paused \(record: on\)/m);
    expect(list).to.match(/^local +saml +on /m);
    expect((await place.run(['provider', 'on', 'central'])).out).to.match(/^central is as its record says/);
    expect((await place.run(['provider', 'forget', 'local'])).out).to.include('no kept metadata');
    expect((await place.run(['trail', 'verify'])).out).to.include('4 rows');
    expect((await place.run(['provider', 'off'])).status).to.equal(2);
  });

  it('service off, on and list: say what they did, and to whom', async () => {
    expect((await place.run(['service', 'off', 'parking-permitt'])).err).to.include('did you mean parking-permit?');
    expect((await place.run(['service', 'off', 'parking-permit'])).out).to.match(/^parking-permit is off: /);
    const list = (await place.run(['service', 'list'])).out;
    expect(list).to.match(/^parking-permit +exampleton +off \(record: on\)$/m);
    expect(list).to.match(/^council-tax +exampleton +on$/m);
    expect((await place.run(['service', 'on', 'parking-permit'])).out).to.include('is as its record says');
    expect((await place.run(['service', 'pause', 'parking-permit'])).status).to.equal(2);
  });

  it('test: looks, sends the operator to the provider, and reports what came back', async () => {
    const issuer = `http://localhost:${place.port}`;
    const entityId = `${issuer}/saml/metadata`;
    const simulator = await startLocal({
      host: '127.0.0.1',
      port: 0,
      personas,
      serviceProviders: [{ entityId, metadataUrl: entityId }],
    });
    const file = join(place.folder, 'config', 'identity-providers.yaml');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replaceAll('http://127.0.0.1:3012/metadata', simulator.issuer));
    try {
      const early = await place.run(['provider', 'test', 'local']);
      expect(early.status).to.equal(1);
      expect(early.out).to.match(/^FAIL {2}the hub runs: .* → start the hub/m);
      const hub = await place.serve();
      try {
        const { match, said } = await place.begin(['provider', 'test', 'local'], /^(http\S+SAMLRequest\S+)$/m);
        const browser = createBrowser();
        const page = await browser.submit(await browser.visit(match[1] ?? ''), { persona: 'hannah-fairweather' });
        const tried = await browser.follow(await browser.submit(page));
        expect(tried.text).to.include('The trial is over');
        const { status, out } = await said;
        expect(out).to.include('pass  signature').and.include('Everything passed.');
        expect(status).to.equal(0);
        const nobody = await place.run(['provider', 'test', 'local', '--timeout', '1']);
        expect(nobody.status).to.equal(1);
        expect(nobody.out).to.include('nobody came back within 1 seconds');
      } finally {
        await hub.stop();
      }
    } finally {
      await simulator.close();
    }
  });
});
