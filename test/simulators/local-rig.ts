// What the register's tests share: a service provider with published metadata, signed requests, and a reader of what comes back.
import { createPrivateKey } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { deflateRawSync } from 'node:zlib';
import { decrypt } from 'xml-encryption';
import { serviceMetadata } from '../../src/connectors/saml/service-metadata.ts';
import { newId, passwordClass } from '../../src/simulators/local/messages.ts';
import { type KeyPair, makeKeyPair, signElement, signedQuery } from '../../src/simulators/local/sign.ts';
import { type LocalSimulator, startLocal } from '../../src/simulators/local/start.ts';
import { attributeIn, textsIn } from '../../src/simulators/local/xml.ts';
import { type Fields, personas, post } from './rig.ts';

export const mobileClass = 'urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract';
export const tokenClass = 'urn:oasis:names:tc:SAML:2.0:ac:classes:TimeSyncToken';

export interface Rig {
  local: LocalSimulator;
  entityId: string;
  acs: string;
  signedOut: string;
  /** What the service provider signs with and shows; a test may put another there. */
  shown: { signing: KeyPair };
  encryption: KeyPair;
  /** How often its metadata was fetched. */
  fetched: () => number;
  close(): Promise<void>;
}

/** A register and a service provider that trust each other. */
export async function startRig(): Promise<Rig> {
  const shown = { signing: await makeKeyPair('sp') };
  const encryption = await makeKeyPair('sp');
  let fetches = 0;
  const server = createServer(async (_request, response) => {
    fetches += 1;
    const { privateKey: pem, certificate } = shown.signing;
    const signing = { pem, key: createPrivateKey(pem), certificate };
    const published = { signing: [certificate], encryption: [encryption.certificate] };
    const keys = { signing, published, decryption: [] };
    const now = Math.floor(Date.now() / 1000);
    response.end(await serviceMetadata({ entityId, keys, consumers: [acs], signedOut, now }));
  });
  server.listen(0, 'localhost');
  await once(server, 'listening');
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const entityId = `${origin}/saml/metadata`;
  const acs = `${origin}/callback/local`;
  const signedOut = `${origin}/sign-out/done`;
  const serviceProviders = [{ entityId, metadataUrl: entityId }];
  const local = await startLocal({ host: '127.0.0.1', port: 0, personas, serviceProviders });
  return {
    local,
    entityId,
    acs,
    signedOut,
    shown,
    encryption,
    fetched: () => fetches,
    async close() {
      await local.close();
      server.close();
      server.closeAllConnections();
    },
  };
}

export interface Changes {
  kind?: 'AuthnRequest' | 'LogoutRequest';
  id?: string;
  issuer?: string;
  destination?: string;
  /** Seconds before now. */
  age?: number;
  acs?: string;
  classes?: readonly string[];
  /** More attributes of the root. */
  more?: string;
}

/** The text of a request that is right but for `changes`. */
export function requestText(rig: Rig, changes: Changes = {}): string {
  const { kind = 'AuthnRequest', id = newId(), issuer = rig.entityId, age = 0, acs = rig.acs, more = '' } = changes;
  const destination = changes.destination ?? `${rig.local.url}/${kind === 'AuthnRequest' ? 'sso' : 'logout'}`;
  const classes = changes.classes ?? [passwordClass];
  const made = new Date(Date.now() - age * 1000).toISOString();
  const context = classes.map((one) => `<saml:AuthnContextClassRef>${one}</saml:AuthnContextClassRef>`).join('');
  const inside =
    kind === 'LogoutRequest'
      ? '<saml:NameID>somebody</saml:NameID>'
      : `<samlp:RequestedAuthnContext Comparison="exact">${context}</samlp:RequestedAuthnContext>`;
  return (
    '<samlp:' +
    `${kind} xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${id}" Version="2.0"` +
    ` IssueInstant="${made}" Destination="${destination}"${kind === 'AuthnRequest' ? ` AssertionConsumerServiceURL="${acs}"` : ''}${more}>` +
    `<saml:Issuer>${issuer}</saml:Issuer>${inside}</samlp:${kind}>`
  );
}

export const packed = (xml: string | Buffer): string =>
  `SAMLRequest=${encodeURIComponent(deflateRawSync(xml).toString('base64'))}&RelayState=the-state`;

/** Sends a request by redirect, signed with the service provider's key or another. */
export const byRedirect = (rig: Rig, xml: string, { privateKey }: Pick<KeyPair, 'privateKey'> = rig.shown.signing) =>
  fetch(
    `${rig.local.url}/${xml.includes('LogoutRequest') ? 'logout' : 'sso'}?${signedQuery(packed(xml), privateKey)}`,
    {
      redirect: 'manual',
    },
  );

/** Sends the text of a request by form, as it is. */
export const byForm = (rig: Rig, xml: string): Promise<Response> =>
  post(`${rig.local.url}/sso`, { SAMLRequest: Buffer.from(xml).toString('base64'), RelayState: 'the-state' });

export const signedInside = (xml: string, keys: KeyPair): string =>
  signElement(xml, { ...keys, id: attributeIn(xml, 'AuthnRequest', 'ID') ?? '' });

/** What a refusal page says for the people who run the service; undefined when it is no such page. */
export async function refusalOf(response: Response): Promise<string | undefined> {
  return response.status === 400 ? /<code>(\w+)<\/code>/.exec(await response.text())?.[1] : undefined;
}

export interface Answer {
  action: string;
  relayState: string | undefined;
  /** The response as text. */
  xml: string;
}

const unescaped = (text: string) => text.replaceAll('&#39;', "'").replaceAll('&quot;', '"').replaceAll('&amp;', '&');

/** Reads the page that posts itself. */
export async function answerOf(response: Response): Promise<Answer> {
  const html = await response.text();
  const field = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1];
  const [, action] = /<form method="post" action="([^"]+)"/.exec(html) ?? [];
  const [message, relayState] = [field('SAMLResponse'), field('RelayState')];
  if (message === undefined || action === undefined)
    throw new Error(`no answer: ${response.status} ${html.slice(0, 900)}`);
  return { action: unescaped(action), relayState, xml: Buffer.from(message, 'base64').toString() };
}

/** Sends what the page would send. `form` holds at least `persona`. */
export async function choose(rig: Rig, page: Response, form: Fields): Promise<Response> {
  const html = await page.text();
  const request = /name="request" value="([^"]+)"/.exec(html)?.[1];
  if (!request) throw new Error(`not the page that lists the people: ${page.status} ${html.slice(0, 900)}`);
  return post(`${rig.local.url}/simulator/continue`, { request, ...form });
}

/** From the request to the answer. */
export async function signIn(rig: Rig, form: Fields = {}, changes: Changes = {}): Promise<Answer> {
  const page = await byRedirect(rig, requestText(rig, changes));
  return answerOf(await choose(rig, page, { persona: 'hannah-fairweather', ...form }));
}

/** The text of the assertion, decrypted with the service provider's key if need be; undefined when that key does not open it. */
export async function assertionIn({ encryption }: Rig, xml: string): Promise<string | undefined> {
  const sealed = /<saml:EncryptedAssertion>([\s\S]*)<\/saml:EncryptedAssertion>/.exec(xml)?.[1];
  if (sealed === undefined) return /<saml:Assertion[\s\S]*?<\/saml:Assertion>/.exec(xml)?.[0];
  const options = {
    key: encryption.privateKey,
    disallowDecryptionWithInsecureAlgorithm: false,
    warnInsecureAlgorithm: false,
  };
  return new Promise((resolve) => {
    decrypt(sealed, options, (error, text) => resolve(error ? undefined : String(text)));
  });
}

/** The values of the attributes, by friendly name. */
export const attributesIn = (assertion: string): Record<string, string | undefined> =>
  Object.fromEntries(
    [...assertion.matchAll(/<saml:Attribute [\s\S]*?<\/saml:Attribute>/g)].map(([one]) => [
      attributeIn(one, 'Attribute', 'FriendlyName') ?? '',
      textsIn(one, 'AttributeValue')[0],
    ]),
  );

/** Last words of the status codes, outermost first. */
export const statusIn = (xml: string): string[] =>
  [...xml.matchAll(/<samlp:StatusCode Value="[^"]*:(\w+)"/g)].map(([, code = '']) => code);
