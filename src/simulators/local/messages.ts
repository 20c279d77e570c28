// SAML messages of an identity provider, as text, with every value settable: an honest one comes of the defaults.
// Nothing here is signed or encrypted yet, and nothing checks that it makes sense: whoever wants a wrong message gets it.
import { randomBytes } from 'node:crypto';
import { escapeXml, moment } from './xml.ts';

const persistent = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent';
const success = 'urn:oasis:names:tc:SAML:2.0:status:Success';
export const passwordClass = 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport';

export interface AssertionOptions {
  issuer: string;
  /** Where the answer goes: `Recipient`. */
  acs: string;
  /** Entity id of the service provider; several restrictions where there are several lists. */
  audiences: readonly (readonly string[])[];
  inResponseTo: string | undefined;
  /** Seconds since 1970. */
  now: number;
  id?: string;
  nameId?: { value: string; format?: string; nameQualifier?: string; spNameQualifier?: string } | undefined;
  /** Seconds since 1970; five minutes around now. */
  notBefore?: number | undefined;
  notOnOrAfter?: number | undefined;
  authnInstant?: number;
  sessionIndex?: string;
  /** Absent means none. */
  classRef?: string | undefined;
  attributes?: readonly { name: string; friendlyName?: string; values: readonly string[] }[];
}

export interface ResponseOptions {
  issuer: string;
  destination: string;
  inResponseTo: string | undefined;
  now: number;
  id?: string;
  status?: string;
  subStatus?: string;
  /** The text of the assertion; absent in a failure. */
  assertion?: string;
}

export const newId = (): string => `_${randomBytes(16).toString('hex')}`;

const attribute = (name: string, value: string | undefined) =>
  value === undefined ? '' : ` ${name}="${escapeXml(value)}"`;

/** A saml:Assertion (SAML core 2.3.3). */
export function buildAssertion(options: AssertionOptions): string {
  const { now, issuer } = options;
  const { id = newId(), notBefore = now - 300, notOnOrAfter = now + 300, authnInstant = now } = options;
  const sessionIndex = options.sessionIndex ?? newId();
  return (
    `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${id}" Version="2.0" IssueInstant="${moment(now)}">` +
    `<saml:Issuer>${escapeXml(issuer)}</saml:Issuer>` +
    subject(options, notOnOrAfter) +
    `<saml:Conditions${attribute('NotBefore', moment(notBefore))}${attribute('NotOnOrAfter', moment(notOnOrAfter))}>` +
    options.audiences.map(restriction).join('') +
    '</saml:Conditions>' +
    `<saml:AuthnStatement AuthnInstant="${moment(authnInstant)}"${attribute('SessionIndex', sessionIndex)}>` +
    authnContext(options.classRef) +
    '</saml:AuthnStatement>' +
    attributeStatement(options.attributes ?? []) +
    '</saml:Assertion>'
  );
}

function subject({ nameId, acs, inResponseTo }: AssertionOptions, notOnOrAfter: number): string {
  const { value, format = persistent, nameQualifier, spNameQualifier } = nameId ?? { value: '' };
  const named = `<saml:NameID${attribute('NameQualifier', nameQualifier)}${attribute('SPNameQualifier', spNameQualifier)}${attribute('Format', format)}>${escapeXml(value)}</saml:NameID>`;
  return (
    `<saml:Subject>${nameId ? named : ''}<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">` +
    `<saml:SubjectConfirmationData${attribute('NotOnOrAfter', moment(notOnOrAfter))}${attribute('Recipient', acs)}${attribute('InResponseTo', inResponseTo)}/>` +
    '</saml:SubjectConfirmation></saml:Subject>'
  );
}

const restriction = (audiences: readonly string[]): string =>
  `<saml:AudienceRestriction>${audiences.map((one) => `<saml:Audience>${escapeXml(one)}</saml:Audience>`).join('')}</saml:AudienceRestriction>`;

/** A context must say something (SAML core 2.7.2.2): where it names no class it names a declaration that nobody knows. */
const authnContext = (classRef: string | undefined): string =>
  classRef === undefined
    ? '<saml:AuthnContext><saml:AuthnContextDeclRef>urn:example:none</saml:AuthnContextDeclRef></saml:AuthnContext>'
    : `<saml:AuthnContext><saml:AuthnContextClassRef>${escapeXml(classRef)}</saml:AuthnContextClassRef></saml:AuthnContext>`;

function attributeStatement(attributes: NonNullable<AssertionOptions['attributes']>): string {
  if (attributes.length === 0) return '';
  const listed = attributes.map(
    ({ name, friendlyName, values }) =>
      `<saml:Attribute Name="${escapeXml(name)}" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:uri"${attribute('FriendlyName', friendlyName)}>` +
      `${values.map((value) => `<saml:AttributeValue>${escapeXml(value)}</saml:AttributeValue>`).join('')}</saml:Attribute>`,
  );
  return `<saml:AttributeStatement>${listed.join('')}</saml:AttributeStatement>`;
}

/** A samlp:Response (SAML core 3.3.3). */
export function buildResponse(options: ResponseOptions): string {
  const { id = newId(), status = success, subStatus, assertion = '' } = options;
  const second = subStatus === undefined ? '' : `<samlp:StatusCode Value="${escapeXml(subStatus)}"/>`;
  return (
    '<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"' +
    ` ID="${id}" Version="2.0" IssueInstant="${moment(options.now)}"${attribute('Destination', options.destination)}${attribute('InResponseTo', options.inResponseTo)}>` +
    `<saml:Issuer>${escapeXml(options.issuer)}</saml:Issuer>` +
    `<samlp:Status><samlp:StatusCode Value="${escapeXml(status)}">${second}</samlp:StatusCode></samlp:Status>` +
    `${assertion}</samlp:Response>`
  );
}
