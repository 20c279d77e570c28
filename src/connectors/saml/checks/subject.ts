// Whose account it is (SAML core 2.4.1): a persistent NameID, or the one value of the attribute that the record names.
// It must never identify anybody by an e-mail address or by a name that changes.
import type { Json } from '../../contract.ts';
import { valuesOf } from '../attributes.ts';
import { attributeOf, onlyChild, textOf } from '../xml/dom.ts';
import { refuse, type Said } from './said.ts';

const persistent = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent';
/** Characters (SAML core 8.3.7). */
const longest = 256;

/** A NameID with what qualifies it. */
export interface NameId {
  nameId: string;
  format?: string;
  nameQualifier?: string;
  spNameQualifier?: string;
}

/** The account's identifier: unlike identifiers never give the same text. Throws JourneyEnd `invalid`. */
export function subjectOf(said: Said): string {
  const { subject } = said.provider;
  if (subject !== 'persistent-name-id') {
    const [value, ...others] = valuesOf(said.assertion).get(subject.attribute) ?? [];
    if (others.length > 0) refuse('subject', 'several values');
    return JSON.stringify([subject.attribute, fitting(value)]);
  }
  const { nameId, format, nameQualifier, spNameQualifier } = nameIdOf(said) ?? refuse('subject', 'none');
  if (format !== persistent) refuse('subject', 'not a persistent one');
  // Left out means the provider and the hub (8.3.7): the same account as where they are written.
  const of = nameQualifier ?? said.provider.entityId;
  const at = spNameQualifier ?? said.entityId;
  return JSON.stringify([persistent, of, at, fitting(nameId)]);
}

function fitting(value: string | undefined): string {
  if (!value) return refuse('subject', 'empty');
  return value.length > longest ? refuse('subject', 'too long') : value;
}

/** The NameID of an assertion; undefined when it has none that is plain text. */
export function nameIdOf({ assertion }: Pick<Said, 'assertion'>): NameId | undefined {
  const subject = onlyChild(assertion, 'saml', 'Subject');
  const element = subject && onlyChild(subject, 'saml', 'NameID');
  const nameId = textOf(element);
  if (nameId === undefined) return undefined;
  const [format, nameQualifier, spNameQualifier] = ['Format', 'NameQualifier', 'SPNameQualifier'].map((name) =>
    attributeOf(element, name),
  );
  return {
    nameId,
    ...(format !== undefined && { format }),
    ...(nameQualifier !== undefined && { nameQualifier }),
    ...(spNameQualifier !== undefined && { spNameQualifier }),
  };
}

export function checkSubject(said: Said): void {
  subjectOf(said);
}

/** What ending the provider's session needs; undefined without a NameID. */
export function sessionOf(said: Said, sessionIndex: string | undefined): Json | undefined {
  const nameId = nameIdOf(said);
  return nameId && { ...nameId, ...(sessionIndex !== undefined && { sessionIndex }) };
}
