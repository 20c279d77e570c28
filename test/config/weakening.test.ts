// Edits that would take a check away: there is no setting for one. Each is a problem that names its place, and the hub does not start with it.
import { expect } from 'chai';
import { webUrl } from '../../src/config/schema/common.ts';
import { changedFolder, type Files, problemsOf } from './folder.ts';

const central = ({ 'identity-providers': { providers } }: Files) => providers.central;
const local = ({ 'identity-providers': { providers } }: Files) => providers.local;
const bins = ({ services: { services } }: Files) => services.services?.['bin-collection'] ?? services['bin-collection'];

/** What an edit is called, the edit, and the place that is named. */
const edits: [string, (files: Files) => unknown, string][] = [
  [
    'takes unsigned ID tokens',
    (files) => central(files).signatureAlgorithms.push('none'),
    'providers.central.signatureAlgorithms[1]',
  ],
  [
    'takes HMACs on ID tokens',
    (files) => central(files).signatureAlgorithms.push('HS256'),
    'providers.central.signatureAlgorithms[1]',
  ],
  [
    'takes any signature',
    (files) => (central(files).signatureAlgorithms = []),
    'providers.central.signatureAlgorithms',
  ],
  ['shares a secret with a provider', (files) => (central(files).clientSecret = 'x'), 'providers.central.clientSecret'],
  [
    'asks a provider over http',
    (files) => (central(files).issuer = 'http://provider.example'),
    'providers.central.issuer',
  ],
  ['turns the check of a nonce off', (files) => (central(files).nonce = false), 'providers.central.nonce'],
  [
    'takes answers that nobody asked for',
    (files) => (local(files).allowUnsolicited = true),
    'providers.local.allowUnsolicited',
  ],
  ['takes assertions that nobody signed', (files) => (local(files).signed = 'none'), 'providers.local.signed'],
  ['takes them as they are encrypted', (files) => (local(files).encrypted = 'never'), 'providers.local.encrypted'],
  ['tells accounts by e-mail address', (files) => (local(files).subject = 'email'), 'providers.local.subject'],
  ['has no entity', (files) => (local(files).entityId = ''), 'providers.local.entityId'],
  [
    'fetches metadata from a file of the system',
    (files) => (local(files).metadata = { url: 'file:///etc/passwd' }),
    'providers.local.metadata.url',
  ],
  [
    'believes a level that does not exist',
    (files) => central(files).accreditedLevels.push({ identity: 'total', authenticator: 'high' }),
    'providers.central.accreditedLevels[1].identity',
  ],
  ['does without PKCE', (files) => (bins(files).pkce = false), 'services.bin-collection.pkce'],
  [
    'redirects over http',
    (files) => (bins(files).redirectUris = ['http://council.example/']),
    'services.bin-collection.redirectUris[0]',
  ],
  [
    'redirects into a script',
    (files) => (bins(files).redirectUris = ['javascript:alert(1)']),
    'services.bin-collection.redirectUris[0]',
  ],
  ['has a public client', (files) => (bins(files).authentication = 'none'), 'services.bin-collection.authentication'],
  ['keeps a secret in clear', (files) => (bins(files).secretHash = 'secret'), 'services.bin-collection.secretHash'],
  ['signs nothing', (files) => (bins(files).idTokenAlgorithm = 'none'), 'services.bin-collection.idTokenAlgorithm'],
  ['asks for no level', (files) => delete bins(files).minimumLevel, 'services.bin-collection.minimumLevel'],
  ['serves over http', ({ hub }) => (hub.issuer = 'http://hub.example'), 'issuer'],
  ['trusts every proxy', ({ hub }) => (hub.trustedProxies = ['0.0.0.0/0']), 'trustedProxies[0]'],
  ['trusts every proxy by IPv6', ({ hub }) => (hub.trustedProxies = ['::/0']), 'trustedProxies[0]'],
  ['trusts every proxy by IPv4 in IPv6', ({ hub }) => (hub.trustedProxies = ['::ffff:0:0/96']), 'trustedProxies[0]'],
  ['trusts every proxy of IPv4 and more', ({ hub }) => (hub.trustedProxies = ['0:0::/16']), 'trustedProxies[0]'],
  ['trusts whoever says so', ({ hub }) => (hub.trustedProxies = true), 'trustedProxies'],
];

/** Where a service’s URL may not lead, in any spelling. */
const inside = [
  'http://10.0.0.1/',
  'http://169.254.169.254/latest/meta-data/',
  'http://[::ffff:127.0.0.1]/',
  'http://[fd00::1]/',
  'http://0.0.0.0/',
  'http://0x0a000001/',
  'http://167772161/',
  'http://localhost.evil.example/',
  'http://127.0.0.1.nip.io/',
  'file:///etc/passwd',
  'gopher://127.0.0.1/',
  'data:application/json,{}',
  'https://council.example/#x',
];

/** Edits in rounds: one folder holds as many as do not touch the same place, and all its problems are said at once. */
function rounds(): (typeof edits)[] {
  const made: (typeof edits)[] = [];
  const key = (place: string) => place.replace(/\[.*$/, '');
  for (const edit of edits) {
    const free = made.find((round) => round.every(([, , place]) => key(place) !== key(edit[2])));
    if (free) free.push(edit);
    else made.push([edit]);
  }
  return made;
}

describe('an edit that would weaken a check', () => {
  for (const round of rounds()) {
    let places: string[];
    before(async () => {
      const folder = await changedFolder((files) => {
        for (const [, change] of round) change(files);
      });
      places = (await problemsOf(folder)).map(({ path }) => path);
    });
    for (const [name, , place] of round)
      it(`is a problem where it ${name}`, () => {
        expect(places).to.include(place);
      });
    it('is said together with the others, and nothing else is', () => {
      expect(places.toSorted()).to.deep.equal(round.map(([, , place]) => place).toSorted());
    });
  }

  it('is a problem where a service’s key set, sign-out, events or sector lead to a private network, a file or another scheme', async () => {
    for (const url of inside) expect(webUrl.safeParse(url).success, url).to.equal(false);
    const keys = ['backchannelLogoutUri', 'securityEventUri', 'home', 'jwksUri', 'sectorIdentifierUri'];
    const folder = await changedFolder((files) => {
      for (const key of keys) bins(files)[key] = inside[1];
    });
    const places = (await problemsOf(folder)).map(({ path }) => path);
    expect(places).to.have.members(keys.map((key) => `services.bin-collection.${key}`));
  });
});
