// The matching data set that a service's own matcher is sent, in the shape of GOV.UK Verify's. Pure but for the number of the message.
// It must never hold an attribute that the account does not have, or that the service may not have.
import { createHash } from 'node:crypto';
import type { Identity } from '../assurance/level.ts';
import type { Attribute, PostalAddress } from '../connectors/contract.ts';
import { randomText } from '../random.ts';

/** A value with what is known of it; dates are YYYY-MM-DD. */
interface Held {
  value: string;
  verified: boolean;
  from?: string;
  to?: string;
}

interface HeldAddress extends Omit<Held, 'value'> {
  lines: string[];
  postCode?: string;
  uprn?: string;
}

export interface MatchRequest {
  matchId: string;
  levelOfAssurance: 'LEVEL_1' | 'LEVEL_2';
  /** SHA-256, in hexadecimal. */
  hashedPid: string;
  matchingDataset: {
    firstName?: Held;
    middleNames?: Held;
    surnames?: Held[];
    dateOfBirth?: Held;
    addresses?: HeldAddress[];
  };
  cycle3Dataset?: { attributes: Record<string, string> };
}

export interface DatasetInput {
  issuer: string;
  service: { readonly organisation: string; readonly attributes: readonly string[] };
  /** The pairwise subject that the service knows the person by. */
  subject: string;
  identity: Identity;
  /** Canonical name → value, as the account gave them. */
  attributes: Readonly<Record<string, Attribute>>;
  /** The second round: what was asked, and what the person answered. */
  answer?: { attribute: string; value: string };
}

/** One message for a matcher; every one has a `matchId` of its own. */
export function matchRequest({ issuer, service, subject, identity, attributes, answer }: DatasetInput): MatchRequest {
  const has = (name: string) => (service.attributes.includes(name) ? attributes[name] : undefined);
  return {
    matchId: randomText(16),
    levelOfAssurance: identity === 'none' || identity === 'low' ? 'LEVEL_1' : 'LEVEL_2',
    hashedPid: createHash('sha256')
      .update(JSON.stringify([issuer, service.organisation, subject]))
      .digest('hex'),
    matchingDataset: {
      ...givenNames(has('given_name')),
      ...surnames(has('family_name')),
      ...dateOfBirth(has('birthdate')),
      ...addresses(has('address')),
    },
    ...(answer && { cycle3Dataset: { attributes: { [answer.attribute]: answer.value } } }),
  };
}

const about = ({ verified, from, to }: Attribute) => ({ verified, ...(from && { from }), ...(to && { to }) });

function givenNames(
  attribute: Attribute | undefined,
): Pick<MatchRequest['matchingDataset'], 'firstName' | 'middleNames'> {
  if (typeof attribute?.value !== 'string') return {};
  const [first, ...middle] = attribute.value.trim().split(/\s+/);
  if (!first) return {};
  return {
    firstName: { value: first, ...about(attribute) },
    ...(middle.length > 0 && { middleNames: { value: middle.join(' '), ...about(attribute) } }),
  };
}

function surnames(attribute: Attribute | undefined): Pick<MatchRequest['matchingDataset'], 'surnames'> {
  if (typeof attribute?.value !== 'string') return {};
  return { surnames: [{ value: attribute.value, ...about(attribute) }] };
}

function dateOfBirth(attribute: Attribute | undefined): Pick<MatchRequest['matchingDataset'], 'dateOfBirth'> {
  if (typeof attribute?.value !== 'string') return {};
  return { dateOfBirth: { value: attribute.value, ...about(attribute) } };
}

function addresses(attribute: Attribute | undefined): Pick<MatchRequest['matchingDataset'], 'addresses'> {
  if (!attribute || typeof attribute.value === 'string') return {};
  const { postal_code: postCode, uprn } = attribute.value;
  const lines = linesOf(attribute.value);
  return { addresses: [{ lines, ...(postCode && { postCode }), ...(uprn && { uprn }), ...about(attribute) }] };
}

/** Lines without the postcode, which has a place of its own. */
function linesOf({ formatted, street_address, locality, postal_code }: PostalAddress): string[] {
  const text = street_address ? [street_address, locality].filter(Boolean).join('\n') : (formatted ?? locality ?? '');
  return text
    .split(/\r?\n|, */)
    .map((line) => line.trim())
    .filter((line) => line !== '' && line !== postal_code);
}
