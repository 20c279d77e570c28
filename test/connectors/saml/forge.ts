// A workshop for answers: a provider's keys, a connector that trusts them, honest messages, and everything to spoil one of them with.
// Clocks and keys are the workshop's own, so that each message differs from an honest one in exactly what its maker changed.
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SamlProvider } from '../../../src/config/schema/identity-providers.ts';
import { pemOf, selfSigned } from '../../../src/connectors/certificate.ts';
import type { Outcome, Reply } from '../../../src/connectors/contract.ts';
import { createSamlConnector } from '../../../src/connectors/saml/connector.ts';
import type { Memo } from '../../../src/connectors/saml/memo.ts';
import type { OwnKey, SamlKeys, SamlTools } from '../../../src/connectors/saml/tools.ts';
import {
  type AssertionOptions,
  buildAssertion,
  buildResponse,
  passwordClass,
  type ResponseOptions,
} from '../../../src/simulators/local/messages.ts';
import { publicKeyOf } from '../../../src/simulators/local/service-providers.ts';
import {
  type Encrypting,
  encryptAssertion,
  type KeyPair,
  makeKeyPair,
  type Signing,
  signElement,
} from '../../../src/simulators/local/sign.ts';
import { attributes } from '../rig.ts';

export const idp = 'https://idp.example/metadata';
export const hub = 'http://localhost:3000/saml/metadata';
export const acs = 'http://localhost:3000/callback/local';
/** Seconds since 1970: when everything here happens. */
export const now = 1_800_000_000;
export const requestId = '_request';
export const victim = 'victim-0001';
export const attacker = 'attacker-0002';

/** The provider's pairs, the hub's, and an attacker's. Made once a run. */
export const keys = {
  provider: await makeKeyPair('idp'),
  next: await makeKeyPair('idp'),
  encryptionOnly: await makeKeyPair('idp'),
  attacker: await makeKeyPair('attacker'),
  hub: await makeKeyPair('hub'),
  hubNext: await makeKeyPair('hub'),
};

/** A certificate at the workshop's time, whose keys are the pair's. */
export function shortKeyPair(bits: number): KeyPair {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  const certificate = selfSigned({ privateKey, name: 'x', seed: 'x', from: now - 9, until: now + 999_999 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { privateKey: pem, certificate, certificatePem: pemOf(certificate) };
}

const keyDescriptor = ({ certificate }: KeyPair, use?: string) =>
  `<md:KeyDescriptor${use ? ` use="${use}"` : ''}><ds:KeyInfo><ds:X509Data><ds:X509Certificate>${certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`;

/** The provider's metadata, around these parts of it. */
export const metadata = ({
  descriptors = keyDescriptor(keys.provider, 'signing') +
    keyDescriptor(keys.next, 'signing') +
    keyDescriptor(keys.encryptionOnly, 'encryption'),
  attributes: more = '',
  location = 'https://idp.example/sso',
} = {}): string =>
  `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="${idp}"${more}>` +
  `<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">${descriptors}` +
  '<md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example/slo"/>' +
  `<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${location}"/>` +
  `<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${location}"/></md:IDPSSODescriptor></md:EntityDescriptor>`;
export { keyDescriptor };

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-forge-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
writeFileSync(join(folder, 'idp.xml'), metadata());

/** The record that the workshop's connector has, unless told otherwise. */
export const record: SamlProvider = {
  id: 'local',
  protocol: 'saml',
  vocabulary: 'local-account',
  name: { en: 'x', cy: 'x' },
  description: { en: 'x', cy: 'x' },
  accreditedLevels: [{ identity: 'none', authenticator: 'medium' }],
  attributes: ['given_name', 'family_name', 'birthdate', 'email'],
  entityId: idp,
  metadata: { file: 'idp.xml' },
  binding: 'redirect',
  leadsTo: [],
  signed: 'either',
  encrypted: 'optional',
  allowCbc: false,
  subject: 'persistent-name-id',
  level: 'authn-context',
  attributeNames: {},
  verifiedAttributes: ['given_name'],
  enabled: true,
  visible: true,
  temporarilyUnavailable: false,
  onboarding: [],
};

/** One of the workshop's pairs as the hub holds its own. */
const own = ({ privateKey: pem }: KeyPair): OwnKey => ({ pem, key: createPrivateKey(pem) });

/** What the hub signs with. */
export const hubSigning = { ...own(keys.hub), certificate: keys.hub.certificate };

const hubKeys: SamlKeys = {
  signing: hubSigning,
  published: { signing: [keys.hub.certificate], encryption: [keys.hub.certificate, keys.hubNext.certificate] },
  decryption: [keys.hub, keys.hubNext].map(own),
};

/** Tools without a database: what was used is remembered by the caller. */
export function toolsWith(changes: Partial<SamlTools> = {}): SamlTools {
  const used = new Set<string>();
  return {
    entityId: hub,
    keys: () => hubKeys,
    attributes,
    firstUse: async (value) => used.size < used.add(value).size,
    kept: {
      find: async () => undefined,
      keep: async () => undefined,
      changed: async () => undefined,
      refused: async () => undefined,
    },
    folder,
    log: { warn: () => undefined },
    clock: () => now * 1000,
    ...changes,
  };
}

export const memo = (changes: Partial<Memo> = {}): Memo => ({
  entityId: idp,
  callback: acs,
  state: 'state-1',
  requestId,
  startedAt: now - 60,
  reauthenticate: false,
  ...changes,
});

export const replyOf = (xml: string | Buffer, changes: Partial<Reply> = {}): Reply => ({
  method: 'POST',
  url: acs,
  fields: { SAMLResponse: Buffer.from(xml).toString('base64'), RelayState: 'state-1' },
  ...changes,
});

/** An honest answer, and what is to be different about it. */
export interface Recipe {
  assertion?: Partial<AssertionOptions>;
  response?: Partial<ResponseOptions>;
  /** Which parts are signed; the assertion alone where absent. */
  signs?: 'assertion' | 'response' | 'both' | 'nothing';
  signing?: Partial<Signing>;
  /** Changes the assertion's text before it is signed. */
  inside?(assertion: string): string;
  /** Changes the response's text after the assertion was signed, before the response is. */
  around?(response: string): string;
  encrypt?: Partial<Encrypting> | true;
}

/** The text of an answer. */
export async function answer(recipe: Recipe = {}): Promise<string> {
  const { signs = 'assertion', inside = (text) => text, around = (text) => text } = recipe;
  const signing = { ...keys.provider, ...recipe.signing };
  const plain = inside(
    buildAssertion({
      id: '_assertion',
      issuer: idp,
      acs,
      audiences: [[hub]],
      inResponseTo: requestId,
      now,
      nameId: { value: victim, nameQualifier: idp, spNameQualifier: hub },
      sessionIndex: '_session',
      classRef: passwordClass,
      attributes: [
        { name: 'urn:oid:2.5.4.42', values: ['Ånn & <Bel>'] },
        { name: 'urn:oid:2.5.4.4', values: ['Example'] },
        { name: 'urn:oid:1.3.6.1.5.5.7.9.1', values: ['1950-01-02'] },
      ],
      ...recipe.assertion,
    }),
  );
  const assertion =
    signs === 'assertion' || signs === 'both' ? signElement(plain, { ...signing, id: '_assertion' }) : plain;
  const options = { id: '_response', issuer: idp, destination: acs, inResponseTo: requestId, now, assertion };
  const bare = around(buildResponse({ ...options, ...recipe.response }));
  const response = recipe.encrypt ? await encryptAssertion(bare, encrypting(recipe.encrypt)) : bare;
  return signs === 'response' || signs === 'both' ? signElement(response, { ...signing, id: '_response' }) : response;
}

const encrypting = (given: Partial<Encrypting> | true): Encrypting => ({
  certificatePem: keys.hub.certificatePem,
  publicKeyPem: publicKeyOf(keys.hub.certificate),
  ...(given === true ? {} : given),
});

export interface Judgement {
  record?: Partial<SamlProvider>;
  memo?: Partial<Memo>;
  reply?: Partial<Reply>;
  tools?: Partial<SamlTools>;
}

/** What a fresh connector says of an answer. */
export function judge(xml: string | Buffer, given: Judgement = {}): Promise<Outcome> {
  const connector = createSamlConnector({ ...record, ...given.record }, toolsWith(given.tools));
  return connector.finish(replyOf(xml, given.reply), { ...memo(given.memo) });
}

/** The outcome in one word and, where it was refused, the check that did: `authenticated`, `invalid: signature`. */
export function verdict(outcome: Outcome): string {
  return outcome.kind === 'authenticated' ? outcome.kind : `${outcome.kind}: ${outcome.detail.split(':')[0]}`;
}
