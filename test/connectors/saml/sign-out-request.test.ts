// A sign-out that the provider begins: what is believed of it, whom it concerns, and how it is answered.
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { expect } from 'chai';
import type { Json, SignOutRequest } from '../../../src/connectors/contract.ts';
import { createSamlConnector } from '../../../src/connectors/saml/connector.ts';
import { queryVerifies, signedQuery } from '../../../src/simulators/local/sign.ts';
import { attacker, hub, idp, keys, now, record, toolsWith, victim } from './forge.ts';

const here = 'http://localhost:3000/sign-out/done';
const time = (seconds: number) => `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
const persistent = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent';

interface Making {
  destination?: string;
  issuer?: string;
  at?: number;
  until?: number;
  nameId?: string;
  index?: string;
  key?: string;
  change?(xml: string): string;
}

function requestUrl(making: Making = {}): string {
  const { destination = here, issuer = idp, at = now, until, nameId = victim, key = keys.provider.privateKey } = making;
  const { index, change = (xml) => xml } = making;
  const xml = change(
    `<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_out" Version="2.0" IssueInstant="${time(at)}" Destination="${destination}"${until === undefined ? '' : ` NotOnOrAfter="${time(until)}"`}>` +
      `<saml:Issuer>${issuer}</saml:Issuer><saml:NameID Format="${persistent}">${nameId}</saml:NameID>` +
      `${index === undefined ? '' : `<samlp:SessionIndex>${index}</samlp:SessionIndex>`}</samlp:LogoutRequest>`,
  );
  const query = `SAMLRequest=${encodeURIComponent(deflateRawSync(xml).toString('base64'))}&RelayState=theirs`;
  return `${here}?${signedQuery(query, key)}`;
}

const ask = (url: string, connector = createSamlConnector(record, toolsWith())) => connector.signOutRequest?.(url);
const session: Json = {
  nameId: victim,
  format: persistent,
  nameQualifier: idp,
  spNameQualifier: hub,
  sessionIndex: '_s',
};
const good = async (url: string): Promise<SignOutRequest> => {
  const asked = await ask(url);
  if (!asked || 'invalid' in asked) throw new Error(asked?.invalid ?? 'of nobody');
  return asked;
};

describe('connectors/saml/sign-out-request', () => {
  it('ends the session that it names, and answers with a signed success', async () => {
    const asked = await good(requestUrl({ index: '_s' }));
    expect(asked.ends(session)).to.equal(true);
    const answer = new URL((await asked.answer()) ?? '');
    expect(answer.origin + answer.pathname).to.equal('https://idp.example/slo');
    expect(answer.searchParams.get('RelayState')).to.equal('theirs');
    expect(queryVerifies(answer.search.slice(1), [keys.hub.certificate])).to.equal(true);
    const xml = inflateRawSync(Buffer.from(answer.searchParams.get('SAMLResponse') ?? '', 'base64')).toString();
    expect(xml).to.include('InResponseTo="_out"').and.include('status:Success').and.include('<samlp:LogoutResponse');
  });

  it('names every session of an account where it lists none, and no other account', async () => {
    const asked = await good(requestUrl());
    expect(asked.ends(session)).to.equal(true);
    const others: Json[] = [
      { nameId: attacker, format: persistent },
      { nameId: victim, format: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient' },
      null,
      'x',
      {},
    ];
    for (const other of others) expect(asked.ends(other), JSON.stringify(other)).to.equal(false);
    expect((await good(requestUrl({ index: '_another' }))).ends(session)).to.equal(false);
  });

  const refused: [string, string, string][] = [
    ['another’s key', requestUrl({ key: keys.attacker.privateKey }), 'sign-out: not signed by the provider'],
    ['no signature', requestUrl().replace(/&Signature=.*/, ''), 'sign-out: not signed by the provider'],
    [
      'SHA-1',
      requestUrl().replace(/xmldsig-more%23rsa-sha256/, 'xmldsig%23rsa-sha1'),
      'sign-out: not signed by the provider',
    ],
    [
      'a RelayState that was not signed',
      requestUrl().replace('theirs', 'other'),
      'sign-out: not signed by the provider',
    ],
    [
      'what is no XML, by its signature: nothing unsigned is parsed',
      requestUrl({ change: (xml) => xml.slice(0, -1), key: keys.attacker.privateKey }),
      'sign-out: not signed by the provider',
    ],
    ['two requests', `${requestUrl()}&SAMLRequest=x`, 'sign-out: not signed by the provider'],
    [
      'another destination',
      requestUrl({ destination: 'http://localhost:3000/sign-out' }),
      'sign-out: sent to another address',
    ],
    ['an old request', requestUrl({ at: now - 301 }), 'sign-out: too old'],
    ['a request from the future', requestUrl({ at: now + 301 }), 'sign-out: too old'],
    ['a request that has ended', requestUrl({ until: now - 60 }), 'sign-out: too old'],
  ];
  for (const [name, url, reason] of refused) {
    it(`refuses ${name}`, async () => {
      expect(await ask(url)).to.deep.equal({ invalid: reason });
    });
  }

  it('finds the provider with white space around its name, too', async () => {
    expect(await ask(requestUrl({ issuer: `\n  ${idp}\n ` }))).to.have.property('ends');
  });

  it('counts once', async () => {
    const connector = createSamlConnector(record, toolsWith());
    expect(await ask(requestUrl(), connector)).to.have.property('ends');
    expect(await ask(requestUrl(), connector)).to.deep.equal({ invalid: 'sign-out: used before' });
  });

  const nobodys: [string, string][] = [
    ['another provider', requestUrl({ issuer: 'https://other.example' })],
    ['a provider whose name begins like this one’s', requestUrl({ issuer: `${idp}/other` })],
    [
      'another provider, and names this one beside it',
      requestUrl({ issuer: 'https://other.example', nameId: `x ${idp}` }),
    ],
    ['what is no XML', requestUrl({ change: (xml) => xml.slice(0, -1) })],
    ['text that cannot be unpacked', `${here}?SAMLRequest=fZ`],
    ['a bomb', `${here}?SAMLRequest=${encodeURIComponent(deflateRawSync('x'.repeat(10_000_000)).toString('base64'))}`],
    ['a document type', requestUrl({ change: (xml) => `<!DOCTYPE x>${xml}` })],
    ['another message', requestUrl({ change: (xml) => xml.replaceAll('LogoutRequest', 'AuthnRequest') })],
  ];
  for (const [name, url] of nobodys) {
    it(`has nothing to do with ${name}`, async () => {
      expect(await ask(url)).to.equal(undefined);
    });
  }
});
