// Fuzz of what providers publish and begin: SAML metadata, OpenID discovery documents, key sets and tokens, and requests to sign out.
// A SAML document is read or refused by name, a provider's answer ends in an outcome: nothing else is thrown, and no key or address is taken that
// the honest document has not, where only its author could have changed it.
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { exportJWK, generateKeyPair } from 'jose';
import { JourneyEnd } from '../../../src/connectors/journey-end.ts';
import { createOidcConnector } from '../../../src/connectors/oidc/connector.ts';
import { createSamlConnector } from '../../../src/connectors/saml/connector.ts';
import { providersIn, readMetadata } from '../../../src/connectors/saml/metadata/parse.ts';
import { HubError } from '../../../src/errors.ts';
import { signedQuery } from '../../../src/simulators/local/sign.ts';
import { startFakeProvider } from '../../connectors/oidc/fake-provider.ts';
import { anAsk, attributes, record as oidcRecord, replyAt } from '../../connectors/rig.ts';
import { attacker, idp, keys, metadata, now, record, toolsWith, victim } from '../../connectors/saml/forge.ts';
import { fuzz } from '../run.ts';
import { anyJson, anyText, deepJson, sometimes, spoils, spoilt } from './text.ts';
import { changed, changes } from './xml.ts';

const xmlInputs = fc.record({
  kind: fc.constantFrom('metadata', 'group', 'logout'),
  changes,
  spoil: sometimes(spoils),
  /** Who signs a request to sign out. */
  signer: fc.constantFrom('provider', 'attacker', 'nobody'),
  query: sometimes(spoils),
});

const here = 'http://localhost:3000/sign-out/done';
const time = new Date(now * 1000).toISOString();
const logout =
  `<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_out" Version="2.0" IssueInstant="${time}" Destination="${here}">` +
  `<saml:Issuer>${idp}</saml:Issuer><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">${victim}</saml:NameID></samlp:LogoutRequest>`;
const group = (inner: string) =>
  `<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">${inner}</md:EntitiesDescriptor>`;
const originals = {
  metadata: metadata(),
  group: group(metadata() + metadata().replace(idp, 'https://other.example')),
  logout,
};

type XmlInput = typeof xmlInputs extends fc.Arbitrary<infer T> ? T : never;

export const samlDocumentFuzz = fuzz<XmlInput>({
  name: 'saml-documents',
  share: 1,
  async open(met) {
    const connector = createSamlConnector(record, toolsWith());

    function read(xml: string): void {
      try {
        providersIn(xml);
        readMetadata(xml, { entityId: idp, now, allowPrivateAddress: false });
        met('metadata: read');
      } catch (error) {
        if (!(error instanceof JourneyEnd)) throw error;
        met('metadata: refused');
      }
    }

    async function asked(xml: string, { signer, query }: XmlInput): Promise<void> {
      const sent = `SAMLRequest=${encodeURIComponent(deflateRawSync(xml.toWellFormed()).toString('base64'))}&RelayState=theirs`;
      const signed = signer === 'nobody' ? sent : signedQuery(sent, keys[signer].privateKey);
      const url = `${here}?${query ? spoilt(signed, query) : signed}`;
      if (!URL.canParse(url)) return;
      const outcome = await connector.signOutRequest?.(new URL(url).href);
      const believed = outcome !== undefined && !('invalid' in outcome);
      met(`logout: ${outcome === undefined ? 'of nobody' : believed ? 'believed' : 'invalid'}`);
      if (believed && signer !== 'provider') throw new Error(`believed ${url}`);
      if (believed) await outcome.answer();
    }

    return {
      arbitrary: xmlInputs,
      async attempt(input, measured) {
        const other = changed(originals[input.kind as keyof typeof originals], input.changes, (text) =>
          text.replaceAll(victim, attacker),
        );
        const xml = input.spoil ? spoilt(other, input.spoil) : other;
        await measured(async () => (input.kind === 'logout' ? asked(xml, input) : read(xml)));
      },
      close: async () => undefined,
    };
  },
});

const places = ['discovery', 'keys', 'token', 'userinfo', 'claims', 'redirect'] as const;
const value = fc.oneof(
  anyJson,
  anyText.map((text) => JSON.stringify(text)),
);
const members =
  'issuer authorization_endpoint token_endpoint userinfo_endpoint jwks_uri end_session_endpoint sub aud exp iat auth_time nonce acr amr at_hash keys kty kid alg n e x y crv id_token access_token token_type email given_name address birthdate code state iss error error_description __proto__'.split(
    ' ',
  );
const openIdInputs = fc.record({
  place: fc.constantFrom(...places),
  changes: fc.array(fc.tuple(fc.constantFrom(...members), value), { minLength: 1, maxLength: 3 }),
  /** The whole answer, instead. */
  instead: sometimes(fc.oneof(value, deepJson, anyText)),
  status: fc.oneof({ arbitrary: fc.constant(200), weight: 6 }, fc.constantFrom(204, 301, 400, 404, 418, 500, 503)),
});

type OpenIdInput = typeof openIdInputs extends fc.Arbitrary<infer T> ? T : never;

/** What JSON can write down again: a number beyond all numbers cannot be said. */
const finite = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const addresses = {
  discovery: '/.well-known/openid-configuration',
  keys: '/jwks',
  token: '/token',
  userinfo: '/userinfo',
} as const;

export const openIdDocumentFuzz = fuzz<OpenIdInput>({
  name: 'openid-documents',
  share: 0.5,
  async open(met) {
    const fake = await startFakeProvider();
    const original = { ...fake.behaviour };
    const { privateKey } = await generateKeyPair('RS256', { extractable: true });
    const clientKey = { kid: 'hub-1', jwk: await exportJWK(privateKey) };
    const connect = () =>
      createOidcConnector(oidcRecord('staff', { issuer: fake.issuer }), {
        clientKey: async () => clientKey,
        attributes,
        log: { warn: () => undefined },
      });

    async function journey(): Promise<string> {
      const connector = connect();
      const { send, memo } = await connector.start(anAsk());
      if (send.kind !== 'redirect' || !URL.canParse(send.url) || new URL(send.url).origin !== fake.issuer)
        return 'led elsewhere';
      const back = await fetch(send.url, { redirect: 'manual' });
      const outcome = await connector.finish(
        replyAt(back.headers.get('location') ?? 'http://localhost:3000/callback/tested'),
        memo,
      );
      return outcome.kind;
    }

    function behave({ place, changes: all, instead, status }: OpenIdInput): void {
      Object.assign(fake.behaviour, original, { answers: {} });
      const change = (before: Record<string, unknown>) => {
        const after = { ...before };
        for (const [name, text] of all)
          Object.defineProperty(after, name, { value: finite(JSON.parse(text)), enumerable: true, configurable: true });
        return after;
      };
      if (instead !== undefined && place in addresses)
        fake.behaviour.answers = { [addresses[place as keyof typeof addresses]]: { status, body: instead } };
      else if (place === 'discovery') fake.behaviour.metadata = change;
      else if (place === 'userinfo') fake.behaviour.userInfo = change;
      else if (place === 'claims') fake.behaviour.claims = change;
      else if (place === 'redirect')
        fake.behaviour.redirect = (query) =>
          Object.fromEntries(Object.entries(change(query)).map(([name, one]) => [name, String(one).toWellFormed()]));
      else fake.behaviour.answers = { [addresses[place]]: { status, body: change({}) } };
    }

    return {
      arbitrary: openIdInputs,
      async attempt(input) {
        behave(input);
        try {
          met(await journey());
        } catch (error) {
          if (!(error instanceof HubError && error.code === 'provider_unavailable')) throw error;
          met('cannot start');
        }
      },
      close: () => fake.close(),
    };
  },
});
