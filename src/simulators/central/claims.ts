// One Login's own claims, by the names that they have on the wire.

const prefix = 'https://vocab.account.gov.uk/v1/';

export const vocabulary = {
  coreIdentity: `${prefix}coreIdentityJWT`,
  address: `${prefix}address`,
  passport: `${prefix}passport`,
  drivingPermit: `${prefix}drivingPermit`,
  returnCode: `${prefix}returnCode`,
} as const;

export const claimNames: readonly string[] = Object.values(vocabulary);
