// An officer's check in the words of OpenID Identity Assurance: for services, as `vouch` evidence, and whole, for whoever audits it (V2). Pure.
// It must never tell a service who the officer is, who else vouched, or which papers somebody has.

import { trustFramework } from '../assurance/trust-framework.ts';
import type { Attribute, Json } from '../connectors/contract.ts';
import type { CheckedDetails, Vouch, VouchContent, VouchInForce } from '../store/vouch-contracts.ts';
import type { CheckMethod, EvidenceType } from './words.ts';

/** Check methods of the specification: a paper looked at and a person compared, both in person; data compared. */
const checkMethods: Readonly<Record<CheckMethod, string>> = { documents: 'vpip', face: 'pvp', records: 'data' };

const moment = (seconds: number): string => new Date(seconds * 1000).toISOString();
const day = (seconds: number): string => moment(seconds).slice(0, 10);

type Attested = Pick<VouchInForce, 'id' | 'recordedAt' | 'endsAt' | 'organisation' | 'checks'>;

/** The evidence (OpenID Identity Assurance Schema Definition 1.0, section 5.2.4): that an officer of an organisation vouches. */
export function vouchEvidence({ id, recordedAt, endsAt, organisation, checks }: Attested): Json {
  return {
    type: 'vouch',
    check_details: checks.map(({ method, at }) => ({
      check_method: checkMethods[method],
      organization: organisation,
      time: moment(at),
    })),
    attestation: {
      type: 'digital_attestation',
      reference_number: id,
      date_of_issuance: day(recordedAt),
      date_of_expiry: day(endsAt),
      voucher: { occupation: 'council officer', organization: organisation },
    },
  };
}

/** The address in the shape of `address` (OpenID Connect Core 5.1.1). The postcode is the last line, the town the one before. */
export function addressOf(lines: readonly string[]) {
  const [postal_code = '', locality = ''] = lines.toReversed();
  return { formatted: lines.join('\n'), street_address: lines.slice(0, -2).join('\n'), locality, postal_code };
}

/** What was checked, as attributes. */
export function checkedAttributes({ address, ...names }: CheckedDetails): Record<string, Attribute> {
  const checked = Object.entries(names).map(([name, value]) => [name, { value, verified: true }] as const);
  return {
    ...Object.fromEntries(checked),
    ...(address && { address: { value: addressOf(address), verified: true } }),
  };
}

/** Names in the specification's registry, where it has one for a paper. */
const documentTypes: Partial<Readonly<Record<EvidenceType, string>>> = {
  passport: 'passport',
  'driving-licence': 'driving_permit',
  'residence-permit': 'residence_permit',
  'birth-certificate': 'birth_certificate',
  'marriage-certificate': 'marriage_certificate',
  'bank-card': 'bank_card',
};

const claimsOf = ({ address, ...names }: CheckedDetails): Json => ({
  ...names,
  ...(address && { address: addressOf(address) }),
});

/** Scores as the specification's `assurance_details` have them. */
const score = (assurance_type: string, value: number): Json => ({
  assurance_type,
  assurance_classification: `score_${value}`,
});

/**
 * A whole record as a file. `verified_claims` is valid by the specification; `record` has what it has no words for. Officers stand as
 * the trail's pseudonyms (`pseudonymOf`).
 */
export function recordAsFile(vouch: Vouch, pseudonymOf: (person: string) => string): Json {
  const { id, organisation, evidence, recordedAt, endsAt, checks, identity, profile, events } = vouch;
  const papers = evidence.filter(({ type }) => type !== 'vouch');
  const happened = Object.entries(events).map(([event, { at, by, reason }]) => ({
    event,
    at: moment(at),
    ...(by && { by: pseudonymOf(by) }),
    ...(reason && { reason }),
  }));
  return {
    verified_claims: {
      verification: {
        trust_framework: trustFramework,
        assurance_level: identity,
        time: moment(recordedAt),
        verification_process: id,
        assurance_process: {
          policy: 'gpg45',
          procedure: profile,
          assurance_details: [
            ...papers.map(({ strength }) => score('evidence_strength', strength)),
            ...papers.map(({ validity }) => score('evidence_validation', validity)),
            score('activity', vouch.activity),
            score('counter_fraud', vouch.fraud),
            score('verification', vouch.verification),
          ],
        },
        evidence: [
          vouchEvidence({ id, recordedAt, endsAt, checks, organisation: organisation.name }),
          ...papers.map(({ type }) => ({ type: 'document', document_details: { type: documentTypes[type] ?? type } })),
        ],
      },
      claims: claimsOf(vouch.details),
    },
    record: { ...recordPart(vouch), officer: pseudonymOf(vouch.officer), events: happened },
  };
}

function recordPart({
  officer: _pseudonym,
  details: _claims,
  ...content
}: VouchContent & { id: string; endsAt: number }): Record<string, Json> {
  const { id, organisation, method, evidence, voucher, reason, coercion, endsAt, framework, frameworkVersion } =
    content;
  return {
    id,
    organisation: { ...organisation },
    method,
    evidence: evidence.map((piece) => ({ ...piece })),
    ...(voucher && { voucher: { ...voucher } }),
    reason,
    coercion: [...coercion],
    expires: moment(endsAt),
    framework,
    frameworkVersion,
    told: content.tell.way,
  };
}
