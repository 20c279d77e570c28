// The closed words in which officers write down how they checked who somebody is. Nothing else stands here.

/** What somebody can show or bring (GPG 45, "get evidence of the claimed identity"); the last is another person's word. */
export const evidenceTypes = [
  'passport',
  'driving-licence',
  'residence-permit',
  'birth-certificate',
  'marriage-certificate',
  'pass-card',
  'bus-pass',
  'bank-card',
  'council-tax-bill',
  'tenancy-agreement',
  'benefit-letter',
  'care-home-letter',
  'vouch',
] as const;
export type EvidenceType = (typeof evidenceTypes)[number];

/** Where the officer and the person met. */
export const meetings = ['desk', 'home-visit', 'other-place'] as const;
export type Meeting = (typeof meetings)[number];

/** What the officer did. */
export const checkMethods = ['documents', 'face', 'records'] as const;
export type CheckMethod = (typeof checkMethods)[number];

/** How whoever vouches beside the officer knows the person. */
export const relations = [
  'support-worker',
  'health-worker',
  'teacher',
  'faith-leader',
  'employer',
  'landlord',
  'carer',
  'neighbour',
  'friend',
  'family',
] as const;
export type Relation = (typeof relations)[number];

/** By what whoever vouches is known; the last does for nobody (V1). */
export const voucherProofs = ['documents', 'account', 'council-records', 'vouch-only'] as const;
export type VoucherProof = (typeof voucherProofs)[number];

/** What has to be sure before anything is recorded: each is ticked. */
export const coercionChecks = ['alone', 'understands', 'not-pressed'] as const;
export type CoercionCheck = (typeof coercionChecks)[number];

/** How the person hears of it (V4): by the hub, or by a letter that an officer hands over or posts. */
export const waysToHear = ['letter', 'email', 'hand'] as const;
export type WayToHear = (typeof waysToHear)[number];

/** Why an officer refuses or ends one. */
export const endReasons = ['mistake', 'evidence', 'person-asked', 'fraud'] as const;
export type EndReason = (typeof endReasons)[number];

/** How one stands. */
export const vouchStates = [
  'waiting',
  'unclaimed',
  'live',
  'refused',
  'revoked',
  'repudiated',
  'parted',
  'unused',
  'expired',
] as const;
export type VouchState = (typeof vouchStates)[number];
