// The SAML connector keeps the same contract as the others: against the simulated register, over real HTTP.
import { createServer } from 'node:http';
import type { SamlProvider } from '../../../src/config/schema/identity-providers.ts';
import { createSamlConnector } from '../../../src/connectors/saml/connector.ts';
import { serviceMetadata } from '../../../src/connectors/saml/service-metadata.ts';
import type { LocalFault } from '../../../src/simulators/local/faults.ts';
import { type LocalSimulator, startLocal } from '../../../src/simulators/local/start.ts';
import { createBrowser } from '../../support/http.ts';
import { itConforms, type Rig } from '../conformance.ts';
import { personas } from '../oidc/simulated.ts';
import { addressOf, callback, createOutage, signedOut } from '../rig.ts';
import { hubSigning, keys, record, toolsWith } from './forge.ts';

const secondFactor = 'urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract';

describe('connectors/saml', () => {
  let simulator: LocalSimulator;
  let entityId: string;
  const hubMetadata = createServer(async (_request, response) => {
    const published = { signing: [keys.hub.certificate], encryption: [keys.hub.certificate] };
    const now = Math.floor(Date.now() / 1000);
    const hubKeys = { signing: hubSigning, published, decryption: [] };
    response.end(await serviceMetadata({ entityId, keys: hubKeys, consumers: [callback], signedOut, now }));
  });
  before(async () => {
    entityId = `${await addressOf(hubMetadata)}/saml/metadata`;
    const serviceProviders = [{ entityId, metadataUrl: entityId }];
    simulator = await startLocal({ host: '127.0.0.1', port: 0, personas, serviceProviders });
  });
  after(async () => {
    await simulator.close();
    hubMetadata.closeAllConnections();
    hubMetadata.close();
  });

  const rig =
    (changes: Partial<SamlProvider> = {}) =>
    async (): Promise<Rig> => {
      const outage = await createOutage();
      const provider: SamlProvider = {
        ...record,
        entityId: simulator.issuer,
        metadata: { url: simulator.issuer, allowPrivateAddress: true },
        attributes: ['given_name', 'family_name', 'birthdate', 'address', 'email', 'phone_number'],
        encrypted: 'required',
        ...changes,
      };
      const connector = createSamlConnector(provider, toolsWith({ entityId, fetch: outage.fetch, clock: Date.now }));
      return {
        connector,
        outage,
        async walk(send) {
          const browser = createBrowser();
          const page =
            send.kind === 'redirect' ? await browser.visit(send.url) : await browser.post(send.url, send.fields);
          const posting = await browser.submit(page, { persona: 'hannah-fairweather' }, '/simulator/continue');
          const [form] = posting.forms;
          if (!form) throw new Error(`${posting.status}: ${posting.text}`);
          const fields = Object.fromEntries(Object.entries(form.fields).map(([name, value]) => [name, String(value)]));
          return { method: 'POST', url: form.action, fields };
        },
        fault: (name) => simulator.fault(name as LocalFault),
        close: outage.close,
      };
    };

  const expected = {
    says: secondFactor,
    attributes: {
      given_name: { value: 'Hannah Louise', verified: true },
      family_name: { value: 'Fairweather', verified: false },
      birthdate: { value: '1992-02-11', verified: false },
      address: {
        value: { formatted: '14 Larkspur Road\nExampleton\nZZ1 4QF', postal_code: 'ZZ1 4QF' },
        verified: false,
      },
      email: { value: 'hannah.fairweather@example.org', verified: false },
      phone_number: { value: '+447700900101', verified: false },
    },
  };
  const faults = {
    cancelled: 'cancelled',
    'not-verified': 'not-verified',
    pending: 'pending',
    'uplift-failed': 'uplift-failed',
    fraud: 'fraud',
    unavailable: 'unavailable',
    rejected: 'rejected',
    expired: 'invalid',
    early: 'invalid',
    'wrong-audience': 'invalid',
    'wrong-recipient': 'invalid',
    'wrong-destination': 'invalid',
    'wrong-issuer': 'invalid',
    'wrong-in-response-to': 'invalid',
    unsolicited: 'invalid',
    unsigned: 'invalid',
    sha1: 'invalid',
    'unannounced-keys': 'invalid',
    'rotated-keys': 'authenticated',
    'not-encrypted': 'invalid',
    cbc: 'invalid',
    'wrong-encryption-key': 'invalid',
    'two-assertions': 'invalid',
    'empty-subject': 'invalid',
    'transient-subject': 'invalid',
    'comment-in-subject': 'invalid',
    doctype: 'invalid',
    'wrong-state': 'invalid',
  } as const;
  const ask = { words: { authnContext: secondFactor } };
  const paths = { needed: {}, published: /metadata/ };
  for (const binding of ['redirect', 'post'] as const) {
    itConforms({ name: `by ${binding}`, rig: rig({ binding }), ask, expected, faults, paths, signsOut: true });
  }
});
