// The answer to a sign-in: signed inside and out, encrypted for whoever can read that, and spoilt where somebody ordered so.
// Only what the order names may be wrong with it: everything else stays as an honest provider sends it.
import { createHash } from 'node:crypto';
import { pemOf } from '../../connectors/certificate.ts';
import type { LocalTrouble } from './faults.ts';
import { buildAssertion, buildResponse, newId } from './messages.ts';
import type { Account } from './people.ts';
import type { LoginRequest } from './requests.ts';
import { publicKeyOf } from './service-providers.ts';
import { encryptAssertion, type KeyPair, makeKeyPair, signElement } from './sign.ts';

const status = (name: string) => `urn:oasis:names:tc:SAML:2.0:status:${name}`;
const sha1 = {
  signatureAlgorithm: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1',
  digestAlgorithm: 'http://www.w3.org/2000/09/xmldsig#sha1',
};
const hour = 3600;

export interface Answering {
  /** The provider's entity id. */
  issuer: string;
  request: LoginRequest;
  /** What signs now. */
  keys: KeyPair;
  trouble: LocalTrouble;
}

export interface SignedIn {
  account: Account;
  classRef: string;
}

/** A failure: what it is called on the wire, with the details of Verify-style hubs. */
const failures: Partial<
  Record<LocalTrouble['fault'] | 'no-context' | 'passive', { top: string; second?: string; detail?: string }>
> = {
  cancelled: { top: 'Responder', second: 'NoAuthnContext', detail: 'authn-cancel' },
  pending: { top: 'Responder', second: 'NoAuthnContext', detail: 'loa-pending' },
  'uplift-failed': { top: 'Responder', second: 'NoAuthnContext', detail: 'uplift-failed' },
  'not-verified': { top: 'Responder', second: 'AuthnFailed' },
  unavailable: { top: 'Responder' },
  rejected: { top: 'Requester', second: 'RequestDenied' },
  'no-context': { top: 'Responder', second: 'NoAuthnContext' },
  passive: { top: 'Responder', second: 'NoPassive' },
};

/** Whether an order ends the sign-in without anybody. */
export const endsBadly = (fault: string): fault is keyof typeof failures => fault in failures;

/** The text of a signed response that says that it did not work out. */
export function failureAnswer({ issuer, request, keys }: Answering, why: keyof typeof failures): string {
  const { top, second, detail } = failures[why] ?? { top: 'Responder' };
  const id = newId();
  const plain = buildResponse({
    id,
    issuer,
    destination: request.acs,
    inResponseTo: request.id,
    now: now(),
    status: status(top),
    ...(second !== undefined && { subStatus: status(second) }),
  });
  const told = `<samlp:StatusDetail><StatusValue xmlns="urn:example:status">${detail}</StatusValue></samlp:StatusDetail></samlp:Status>`;
  return signElement(detail ? plain.replace('</samlp:Status>', told) : plain, { ...keys, id });
}

const now = () => Math.floor(Date.now() / 1000);

/** The same account is the same persistent name at one service provider for ever, and another one elsewhere (SAML core 8.3.7). */
const nameAt = (serviceProvider: string, account: string): string =>
  createHash('sha256').update(`local\n${serviceProvider}\n${account}`).digest('base64url');

const replayedIds = new Map<string, string>();

/** The text of the response for somebody who signed in. */
export async function goodAnswer(answering: Answering, signedIn: SignedIn): Promise<string> {
  const { request, trouble } = answering;
  const { fault } = trouble;
  const keys = fault === 'unannounced-keys' ? await makeKeyPair('nobody') : answering.keys;
  const algorithms = fault === 'sha1' ? sha1 : {};
  const assertionId = fault === 'replayed' ? usedId(request.sender.entityId) : newId();
  const assertion = assertionText(answering, { ...signedIn, assertionId });
  const sign = (xml: string, id: string) =>
    fault === 'unsigned' ? xml : signElement(xml, { ...keys, ...algorithms, id });
  const signedAssertion = sign(assertion, assertionId);
  const responseId = newId();
  const plain = buildResponse({
    id: responseId,
    issuer: issuerOf(answering),
    destination: fault === 'wrong-destination' ? `${request.acs}-elsewhere` : request.acs,
    inResponseTo: answered(answering),
    now: now(),
    assertion:
      fault === 'two-assertions'
        ? signedAssertion + sign(assertion.replaceAll(assertionId, `${assertionId}2`), `${assertionId}2`)
        : signedAssertion,
  });
  const response = sign(await encrypted(plain, answering), responseId);
  return fault === 'doctype' ? `<!DOCTYPE Response>${response}` : response;
}

function usedId(entityId: string): string {
  const id = replayedIds.get(entityId) ?? newId();
  replayedIds.set(entityId, id);
  return id;
}

function issuerOf({ issuer, trouble }: Answering): string {
  return trouble.fault === 'wrong-issuer' ? `${issuer}-of-another` : issuer;
}

function answered({ request, trouble }: Answering): string | undefined {
  if (trouble.fault === 'unsolicited') return undefined;
  return trouble.fault === 'wrong-in-response-to' ? newId() : request.id;
}

function assertionText(
  answering: Answering,
  { account, classRef, assertionId }: SignedIn & { assertionId: string },
): string {
  const { request, trouble } = answering;
  const { fault } = trouble;
  const { entityId } = request.sender;
  const at = now();
  const text = buildAssertion({
    id: assertionId,
    issuer: issuerOf(answering),
    acs: fault === 'wrong-recipient' ? `${request.acs}-elsewhere` : request.acs,
    audiences: [[fault === 'wrong-audience' ? 'https://another.example/saml' : entityId]],
    inResponseTo: answered(answering),
    now: at,
    nameId: {
      value: fault === 'empty-subject' ? '' : nameAt(entityId, account.id),
      nameQualifier: answering.issuer,
      spNameQualifier: entityId,
      ...(fault === 'transient-subject' && { format: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient' }),
    },
    ...(fault === 'expired' && { notBefore: at - 2 * hour, notOnOrAfter: at - hour }),
    ...(fault === 'early' && { notBefore: at + hour, notOnOrAfter: at + 2 * hour }),
    authnInstant: fault === 'old-authentication' ? at - 24 * hour : at,
    classRef: classSaid(fault, classRef),
    attributes: account.attributes,
  });
  return fault === 'comment-in-subject' ? text.replace('</saml:NameID>', '<!-- x --></saml:NameID>') : text;
}

function classSaid(fault: LocalTrouble['fault'], classRef: string): string | undefined {
  switch (fault) {
    case 'no-level':
      return undefined;
    case 'lower-level':
      return 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport';
    case 'higher-level':
      return 'urn:example:the-best-there-is';
    case 'fraud':
      return 'urn:uk:gov:cabinet-office:tc:saml:authn-context:levelX';
    default:
      return classRef;
  }
}

async function encrypted(response: string, { request, trouble }: Answering): Promise<string> {
  const [own] = request.sender.encryption;
  if (own === undefined || trouble.fault === 'not-encrypted' || trouble.fault === 'two-assertions') return response;
  const { certificate } =
    trouble.fault === 'wrong-encryption-key' ? await makeKeyPair('another') : { certificate: own };
  const algorithm = trouble.fault === 'cbc' ? ('http://www.w3.org/2001/04/xmlenc#aes128-cbc' as const) : undefined;
  return encryptAssertion(response, {
    certificatePem: pemOf(certificate),
    publicKeyPem: publicKeyOf(certificate),
    ...(algorithm && { algorithm }),
  });
}
