// Reads what a provider says of a person into canonical attributes. Pure.
// It must never call something verified that the provider merely wrote down, nor let a malformed value through.
import { z } from 'zod';
import type { AttributeRow } from '../../config/schema/attributes.ts';
import type { Attribute, PostalAddress } from '../contract.ts';
import { plainValue, text, withoutGaps } from '../values.ts';
import type { Claims } from './keys.ts';

/** Where one canonical attribute is found, what it has to look like, and whether it was checked. */
export interface Reading {
  claim: string;
  kind: AttributeRow['kind'];
  verified: boolean;
}

/** The claims that are there and well formed, by canonical name. Malformed ones are left out, like absent ones. */
export function readAttributes(claims: Claims, readings: Readonly<Record<string, Reading>>): Record<string, Attribute> {
  const found: Record<string, Attribute> = {};
  for (const [name, { claim, kind, verified }] of Object.entries(readings)) {
    const value = kind === 'address' ? readPostalAddress(claims[claim]) : plainValue(kind, claims[claim]);
    if (value !== undefined) found[name] = { value, verified };
  }
  return found;
}

const postalAddress = z.object({
  formatted: text.optional(),
  street_address: text.optional(),
  locality: text.optional(),
  postal_code: text.optional(),
  country: text.optional(),
  uprn: z.union([text, z.number().transform(String)]).optional(),
});

/** An address as OpenID Connect Core 5.1.1 shapes it; undefined when it is none or empty. */
function readPostalAddress(value: unknown): PostalAddress | undefined {
  const parsed = postalAddress.safeParse(value).data;
  return parsed && Object.values(parsed).some((part) => part !== undefined)
    ? withoutGaps<PostalAddress>(parsed)
    : undefined;
}

const part = z
  .union([text, z.number().transform(String)])
  .optional()
  .catch(undefined);
const addressParts = z.object({
  subBuildingName: part,
  buildingName: part,
  buildingNumber: part,
  dependentStreetName: part,
  streetName: part,
  dependentAddressLocality: part,
  addressLocality: part,
  postalCode: part,
  addressCountry: part,
  uprn: part,
});

/**
 * An address in parts (the vocabulary of GOV.UK One Login, also ScotAccount's in camelCase) as OpenID Connect Core 5.1.1
 * shapes it; undefined when it is none or empty.
 */
export function composeAddress(value: unknown): PostalAddress | undefined {
  const parts = addressParts.safeParse(value).data;
  if (!parts) return undefined;
  const street = joined([parts.buildingNumber, parts.dependentStreetName, parts.streetName], ' ');
  const streetAddress = joined([parts.subBuildingName, parts.buildingName, street], '\n');
  const locality = joined([parts.dependentAddressLocality, parts.addressLocality], '\n');
  const address = withoutGaps<PostalAddress>({
    formatted: joined([streetAddress, locality, parts.postalCode], '\n'),
    street_address: streetAddress,
    locality,
    postal_code: parts.postalCode,
    country: parts.addressCountry,
    uprn: parts.uprn,
  });
  return address.formatted === undefined && address.uprn === undefined ? undefined : address;
}

function joined(parts: readonly (string | undefined)[], separator: string): string | undefined {
  return parts.filter((each) => each !== undefined).join(separator) || undefined;
}
