// One Login's names: the one that holds today, whatever the history around it.

import { createServer } from 'node:http';
import { expect } from 'chai';
import fc from 'fast-check';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import {
  current,
  loadDidKeys,
  readCoreIdentity,
  readCredentialSubject,
} from '../../../../src/connectors/oidc/dialects/core-identity.ts';
import { guardedFetch } from '../../../../src/connectors/oidc/http.ts';
import { createVerify } from '../../../../src/connectors/oidc/keys.ts';
import { addressOf, attributes, record } from '../../rig.ts';

const today = '2026-11-23';
const given = (value: string) => ({ type: 'GivenName' as const, value });
const family = (value: string) => ({ type: 'FamilyName' as const, value });

describe('connectors/oidc/dialects/core-identity', () => {
  it('joins given names in order and keeps the dates of the name', () => {
    const name = [
      { validUntil: '2019-05-01', nameParts: [given('Ann'), family('Before')] },
      { validFrom: '2019-05-01', nameParts: [given('Ann'), given('Marie'), family('After')] },
    ];
    expect(readCredentialSubject({ name, birthDate: [{ value: '1980-01-31' }] }, today)).to.deep.equal({
      given_name: { value: 'Ann Marie', verified: true, from: '2019-05-01' },
      family_name: { value: 'After', verified: true, from: '2019-05-01' },
      birthdate: { value: '1980-01-31', verified: true },
    });
  });

  it('heeds the dates of a part, and an end that lies ahead', () => {
    const parts = [
      { ...family('Old'), validUntil: '2020-01-01' },
      { ...family('New'), validFrom: '2020-01-01' },
    ];
    const name = [{ validUntil: '2030-01-01', nameParts: [given('Rhys'), ...parts] }];
    expect(readCredentialSubject({ name }, today)).to.deep.equal({
      given_name: { value: 'Rhys', verified: true, to: '2030-01-01' },
      family_name: { value: 'New', verified: true, from: '2020-01-01', to: '2030-01-01' },
    });
  });

  it('says nothing of a person whose names have all ended or not begun', () => {
    const past = { validUntil: today, nameParts: [given('Ann')] };
    const future = { validFrom: '2027-01-01', nameParts: [given('Ann')] };
    expect(readCredentialSubject({ name: [past, future] }, today)).to.deep.equal({});
  });

  it('picks an entry that holds, and of those the one that began last, in any order', () => {
    const date = fc.constantFrom('2001-01-01', '2015-06-30', '2026-11-22', today, '2026-11-24', '2040-01-01');
    const entry = fc.record({ validFrom: fc.option(date, { nil: undefined }), validUntil: fc.option(date) });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 6 }), (entries) => {
        const holding = entries.filter(
          ({ validFrom, validUntil }) => (validFrom ?? '') <= today && (validUntil === null || validUntil > today),
        );
        const began = holding.map(({ validFrom }) => validFrom ?? '').sort();
        const picked = current(entries, today);
        expect(picked === undefined).to.equal(holding.length === 0);
        if (picked) expect(holding).to.include(picked);
        expect(picked?.validFrom ?? '').to.equal(began.at(-1) ?? '');
      }),
    );
  });
});

describe('connectors/oidc/dialects/core-identity, signed', () => {
  type Changes = { claims?: object; document?: (did: string, method: object) => object };

  /** Publishes a did.json, signs a core identity with its key, and reads it for the account `person-1`. */
  const read = async ({ claims = {}, document }: Changes): Promise<unknown> => {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const publicKeyJwk = await exportJWK(publicKey);
    let body: unknown;
    const host = createServer((_request, response) => response.end(JSON.stringify(body)));
    const issuer = `${await addressOf(host)}/`;
    const did = `did:web:${encodeURIComponent(new URL(issuer).host)}`;
    const method = { type: 'JsonWebKey', id: `${did}#1`, controller: did, publicKeyJwk };
    body = document?.(did, method) ?? { id: did, assertionMethod: [method] };
    const provider = record('central', { identityIssuer: issuer });
    const now = Math.floor(Date.now() / 1000);
    const credentialSubject = { name: [{ nameParts: [given('Ann')] }] };
    const usual = {
      iss: issuer,
      aud: provider.clientId,
      sub: 'person-1',
      exp: now + 60,
      vot: 'P2',
      vtm: provider.trustMark,
      vc: { credentialSubject },
    };
    const jwt = await new SignJWT({ ...usual, ...claims })
      .setProtectedHeader({ alg: 'ES256', kid: `${did}#1` })
      .sign(privateKey);
    const load = () => loadDidKeys(guardedFetch({ named: new Set([new URL(issuer).hostname]) }), issuer);
    const tools = { clientKey: async () => ({ kid: '', jwk: {} }), attributes, log: { warn: () => undefined } };
    const verifyIdentity = createVerify({ load, name: 'identity keys', algorithms: ['ES256'], tools });
    const context = { provider, now, verifyIdentity, idToken: { sub: 'person-1' } };
    const result = await readCoreIdentity(jwt, context).catch((error: Error) => error.message);
    host.close();
    host.closeAllConnections();
    return result;
  };

  it('is read with the keys of the identity host', async () => {
    expect(await read({})).to.deep.equal({ vot: 'P2', attributes: { given_name: { value: 'Ann', verified: true } } });
  });

  const refused: Record<string, [Changes, RegExp]> = {
    'of another subject': [{ claims: { sub: 'person-2' } }, /another subject$/],
    'without an expiry': [{ claims: { exp: undefined } }, /expired$/],
    'with a level that is none': [{ claims: { vot: 'Cl.Cm.P2' } }, /vot$/],
    'under another trust mark': [{ claims: { vtm: 'https://other.example/trustmark' } }, /another trust mark$/],
    'without a person': [{ claims: { vc: {} } }, /vc\.credentialSubject$/],
    'with keys of another did': [
      { document: (_did, method) => ({ id: 'did:web:x', assertionMethod: [method] }) },
      /another did$/,
    ],
    'with a key that somebody else controls': [
      { document: (did, method) => ({ id: did, assertionMethod: [{ ...method, controller: 'did:web:x' }] }) },
      /no applicable key/,
    ],
    'with a document that is none': [{ document: () => ({ keys: [] }) }, /not a did document/],
  };
  for (const [what, [changes, reason]] of Object.entries(refused)) {
    it(`is refused ${what}`, async () => expect(await read(changes)).to.match(reason));
  }
});
