// Reads what a provider says of a person into canonical attributes. Pure.
// It must never call something verified that the record does not, nor use a name from the wire as a key of an object.
import type { AttributeRow, AttributesConfig } from '../../config/schema/attributes.ts';
import type { SamlProvider } from '../../config/schema/identity-providers.ts';
import type { Attribute, PostalAddress } from '../contract.ts';
import { plainValue, withoutGaps } from '../values.ts';
import { attributeOf, childrenOf, textOf } from './xml/dom.ts';

/** Attribute name → its values that are plain text, in order. */
export function valuesOf(assertion: Element): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const statement of childrenOf(assertion, 'saml', 'AttributeStatement')) {
    for (const attribute of childrenOf(statement, 'saml', 'Attribute')) {
      const name = attributeOf(attribute, 'Name') ?? '';
      const values = childrenOf(attribute, 'saml', 'AttributeValue').map(textOf);
      const texts = values.filter((value) => value !== undefined);
      found.set(name, [...(found.get(name) ?? []), ...texts]);
    }
  }
  return found;
}

interface Reading {
  provider: SamlProvider;
  rows: AttributesConfig['attributes'];
}

/** The attributes that the record lists, by canonical name. What is malformed, or there several times, is left out like what is absent. */
export function readAttributes(assertion: Element, { provider, rows }: Reading): Record<string, Attribute> {
  const values = valuesOf(assertion);
  const found: Record<string, Attribute> = {};
  for (const name of provider.attributes) {
    const row = rows[name];
    const said = (provider.attributeNames[name] ?? row?.saml ?? []).flatMap((known) => values.get(known) ?? []);
    const [text, ...others] = new Set(said);
    if (!row || text === undefined || others.length > 0) continue;
    const value = valueIn(row.kind, text);
    if (value !== undefined) found[name] = { value, verified: provider.verifiedAttributes.includes(name) };
  }
  return found;
}

function valueIn(kind: AttributeRow['kind'], text: string): string | PostalAddress | undefined {
  return kind === 'address' ? addressOf(text) : plainValue(kind, text);
}

/** A postal address as directories write it (RFC 4517, 3.3.28): lines parted by `$`, where `\24` is a dollar and `\5C` a backslash. */
function addressOf(text: string): PostalAddress | undefined {
  const lines = text
    .split('$')
    .map((line) => line.replaceAll(/\\24/g, '$').replaceAll(/\\5C/gi, '\\').trim())
    .filter((line) => line !== '');
  if (lines.length === 0 || text.length > 500) return undefined;
  const postcode = lines.findLast((line) => /^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$/.test(line));
  return withoutGaps<PostalAddress>({ formatted: lines.join('\n'), postal_code: postcode });
}
