// A provider's metadata over time: fetched over real HTTP, renewed, kept on the shared database, and never given up for a worse copy.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { SamlProvider } from '../../../../src/config/schema/identity-providers.ts';
import type { Json, Upkeep } from '../../../../src/connectors/contract.ts';
import { isPublic } from '../../../../src/connectors/public-address.ts';
import { fetchText } from '../../../../src/connectors/saml/metadata/fetch.ts';
import { createPublication } from '../../../../src/connectors/saml/metadata/publication.ts';
import { addressOf } from '../../rig.ts';
import { keyDescriptor, keys, metadata, record, toolsWith } from '../forge.ts';

const start = Date.parse('2026-12-01T00:00:00Z');
const hour = 3_600_000;

describe('connectors/saml/metadata/publication', () => {
  let server: Server;
  let url: string;
  let text: string;
  let status: number;
  let hits: number;
  let now: number;
  let kept: Json | undefined;
  let told: string[];
  beforeEach(async () => {
    [text, status, hits, now, kept, told] = [metadata(), 200, 0, start, undefined, []];
    server = createServer((_request, response) => {
      hits += 1;
      response.writeHead(status).end(text);
    });
    url = await addressOf(server);
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const publish = (source?: SamlProvider['metadata'], folder = '') =>
    createPublication(
      { ...record, metadata: source ?? { url, allowPrivateAddress: true } },
      toolsWith({
        folder,
        clock: () => now,
        kept: {
          find: async () => kept,
          keep: async (_provider, content) => {
            kept = content;
          },
          changed: async () => void told.push('changed'),
          refused: async (_provider, reason) => void told.push(reason),
        },
      }),
    );
  const kinds = ({ warnings }: Upkeep) => warnings.map(({ kind, detail }) => `${kind}: ${detail}`);
  const failure = (promise: Promise<unknown>) =>
    promise.then(
      () => 'none',
      (error: Error) => error.message,
    );

  it('is fetched once for many, kept, and renewed when its time has come', async () => {
    const publication = publish();
    await Promise.all([1, 2, 3].map(() => publication.get()));
    expect(hits).to.equal(1);
    expect(kept).to.include({ xml: text });
    await publication.upkeep();
    expect(hits).to.equal(1);
    now += 2 * hour;
    text = metadata({ location: 'https://idp.example/new' });
    expect(kinds(await publication.upkeep())).to.deep.equal([]);
    expect((await publication.get()).signOn.redirect).to.equal('https://idp.example/new');
    expect(told).to.deep.equal(['changed']);
  });

  it('honours cacheDuration, within a day and five minutes', async () => {
    for (const [duration, before, after] of [
      ['PT3H', 2.9, 3.1],
      ['P30D', 23.9, 24.1],
      ['PT1S', 0.05, 0.1],
    ] as const) {
      [text, hits, now, kept] = [metadata({ attributes: ` cacheDuration="${duration}"` }), 0, start, undefined];
      const publication = publish();
      await publication.get();
      now = start + before * hour;
      await publication.upkeep();
      expect(hits, duration).to.equal(1);
      now = start + after * hour;
      await publication.upkeep();
      expect(hits, duration).to.equal(2);
    }
  });

  it('keeps the last good copy of a provider that is away, and says so', async () => {
    const publication = publish();
    await publication.get();
    status = 503;
    now += 2 * hour;
    expect(kinds(await publication.upkeep())).to.deep.equal(['unreachable: metadata: answered with status 503']);
    expect((await publication.get()).signOn.redirect).to.equal('https://idp.example/sso');
    expect(await publication.probe()).to.include({ up: false });
    status = 200;
    now += hour;
    expect(kinds(await publication.upkeep())).to.deep.equal([]);
  });

  for (const [name, worse, reason] of [
    ['is invalid', 'hello', 'schema: not well-formed'],
    ['has expired', metadata({ attributes: ' validUntil="2026-01-01T00:00:00Z"' }), 'metadata: expired'],
    [
      'has other keys only',
      metadata({ descriptors: keyDescriptor(keys.attacker, 'signing') }),
      'metadata: every certificate replaced at once, and nobody signed for it',
    ],
    [
      'sends people elsewhere',
      metadata({ location: 'https://evil.example/sso' }),
      'metadata: people sent to another origin, and nobody signed for it',
    ],
  ] as const) {
    it(`refuses a renewal that ${name}, once in the trail, and stays with the last good copy`, async () => {
      const publication = publish();
      await publication.get();
      text = worse;
      now += 2 * hour;
      expect(kinds(await publication.upkeep())).to.deep.equal([`refused: ${reason}`]);
      now += hour;
      await publication.upkeep();
      expect(told).to.deep.equal([reason]);
      const { signing, signOn } = await publication.get();
      expect(signing[0]?.der).to.equal(keys.provider.certificate);
      expect(signOn.redirect).to.equal('https://idp.example/sso');
    });
  }

  it('is not used past its end', async () => {
    text = metadata({ attributes: ' validUntil="2026-12-01T06:00:00Z"' });
    const publication = publish();
    await publication.get();
    status = 503;
    now += 7 * hour;
    expect(kinds(await publication.upkeep())).to.include('expired: metadata: expired');
    expect(await failure(publication.get())).to.equal('metadata: expired');
  });

  it('begins with the kept copy while the provider is away, and follows another node’s', async () => {
    await publish().get();
    status = 503;
    const second = publish();
    expect((await second.get()).signOn.redirect).to.equal('https://idp.example/sso');
    kept = { xml: metadata({ location: 'https://idp.example/renewed' }), fetchedAt: now / 1000 + 60 };
    await second.upkeep();
    expect((await second.get()).signOn.redirect).to.equal('https://idp.example/renewed');
  });

  it('believes the next copy after an operator dropped the kept one', async () => {
    const publication = publish();
    await publication.get();
    text = metadata({ descriptors: keyDescriptor(keys.hub, 'signing') });
    kept = undefined;
    await publication.upkeep();
    expect((await publication.get()).signing[0]?.der).to.equal(keys.hub.certificate);
  });

  it('warns thirty days before a certificate ends', async () => {
    const publication = publish();
    await publication.get();
    now = Date.now() + 340 * 24 * hour;
    const [warning] = kinds(await publication.upkeep());
    expect(warning).to.match(/^expires-soon: certificate [0-9a-f]{16}: ends in 2\d days$/);
  });

  it('is unavailable while there never was a copy', async () => {
    status = 404;
    expect(await failure(publish().get())).to.equal('metadata: answered with status 404');
  });

  it('reads a file again when it changes', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gatehouse-metadata-'));
    try {
      await writeFile(join(folder, 'idp.xml'), metadata());
      const publication = publish({ file: 'idp.xml' }, folder);
      await publication.get();
      await writeFile(join(folder, 'idp.xml'), metadata({ location: 'https://moved.example/sso' }));
      now += 2 * hour;
      await publication.upkeep();
      expect((await publication.get()).signOn.redirect).to.equal('https://moved.example/sso');
      expect(await failure(publish({ file: 'lost.xml' }, folder).get())).to.equal('metadata: the file cannot be read');
      await writeFile(join(folder, 'signer.pem'), 'nonsense');
      const unreadable = publish({ url, allowPrivateAddress: true, signedBy: 'signer.pem' }, folder);
      expect(await failure(unreadable.get())).to.equal('metadata: the certificate of the record cannot be read');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('connectors/saml/metadata/fetch', () => {
  const addresses: [boolean, string[]][] = [
    [true, ['8.8.8.8', '151.101.1.1', '2606:4700::1111', '2a00:1450::1']],
    [
      false,
      [
        '127.0.0.1',
        '10.1.2.3',
        '172.16.0.1',
        '172.31.255.255',
        '192.168.1.1',
        '169.254.169.254',
        '100.64.0.1',
        '0.0.0.0',
        '224.0.0.1',
        '255.255.255.255',
        '::1',
        '::',
        'fe80::1',
        'fc00::1',
        'fd12::1',
        'ff02::1',
        '::ffff:127.0.0.1',
        '::ffff:10.0.0.1',
        '::ffff:7f00:1',
        '64:ff9b::7f00:1',
        '2002:7f00:1::',
        'x',
        '',
      ],
    ],
  ];
  for (const [open, list] of addresses) {
    for (const address of list) {
      it(`${open ? 'takes' : 'refuses'} ${address || 'nothing'}`, () => {
        expect(isPublic(address)).to.equal(open);
      });
    }
  }

  it('goes to https only, and not into the hub’s own network by name or by number, unless the record allows it', async () => {
    let hits = 0;
    const server = createServer((request, response) => {
      hits += 1;
      if (request.url === '/redirect') response.writeHead(302, { location: '/' }).end();
      else response.end('text');
    });
    const url = await addressOf(server);
    const { port } = new URL(url);
    const refused = async (target: string) =>
      fetchText(target, { allowPrivateAddress: false }).then(
        () => 'taken',
        (error: { kind: string }) => error.kind,
      );
    try {
      for (const target of [
        url,
        `https://127.0.0.1:${port}`,
        `https://localhost:${port}`,
        `https://[::1]:${port}`,
        `https://0x7f000001:${port}`,
      ]) {
        expect(await refused(target), target).to.equal('invalid');
      }
      expect(hits).to.equal(0);
      expect(await fetchText(url, { allowPrivateAddress: true })).to.equal('text');
      const redirected = fetchText(`${url}/redirect`, { allowPrivateAddress: true });
      expect(await redirected.catch((error: Error) => error.message)).to.equal('metadata: answered with status 302');
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});
