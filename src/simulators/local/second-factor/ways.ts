// The ways to a second factor: their order, what each needs, and what the answer calls it. Data, and one question asked of it.
// A way must never be called more than it is: what is no telephone and no token is two factors, and nothing is said of which.

/** In the order in which they are always listed. */
export const wayNames = ['app', 'text', 'voice', 'card', 'key', 'letter', 'desk'] as const;
export type WayName = (typeof wayNames)[number];

export const mobileClass = 'urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract';
export const tokenClass = 'urn:oasis:names:tc:SAML:2.0:ac:classes:TimeSyncToken';
/** Two factors of different kinds (REFEDS MFA profile). */
export const twoFactorsClass = 'https://refeds.org/profile/mfa';

/** What the answer says of each. */
export const classOfWay: Readonly<Record<WayName, string>> = {
  app: tokenClass,
  text: mobileClass,
  voice: twoFactorsClass,
  card: twoFactorsClass,
  key: twoFactorsClass,
  letter: twoFactorsClass,
  desk: twoFactorsClass,
};

/** What somebody can be reached by and has, for the second step. */
export interface Means {
  smartphone: boolean;
  /** Numbers that the council has. */
  mobile?: string;
  landline?: string;
  /** A hardware key. */
  key: boolean;
  /** A second factor was set up before: the app, the card, the key are known here. */
  enrolled: boolean;
  /** Lines, for the post. */
  address: readonly string[];
}

/** Why a way is not there for somebody now; the page says what to do about each. */
export type Obstacle =
  | 'no-smartphone'
  | 'no-app'
  | 'no-mobile'
  | 'no-landline'
  | 'no-card'
  | 'no-key'
  | 'not-here'
  | 'locked';

const missing: Readonly<Record<WayName, (means: Means) => Obstacle | undefined>> = {
  app: ({ smartphone, enrolled }) => (smartphone ? (enrolled ? undefined : 'no-app') : 'no-smartphone'),
  text: ({ mobile }) => (mobile === undefined ? 'no-mobile' : undefined),
  voice: ({ landline }) => (landline === undefined ? 'no-landline' : undefined),
  card: ({ enrolled }) => (enrolled ? undefined : 'no-card'),
  key: ({ key, enrolled }) => (key && enrolled ? undefined : 'no-key'),
  // The council has everybody's address, and everybody may come.
  letter: () => undefined,
  desk: () => undefined,
};

/** What stands in the way of it; undefined when it can be taken. `classes` are those that the service takes, none meaning any. */
export function obstacleTo(
  way: WayName,
  { means, classes, isLocked }: { means: Means; classes: readonly string[]; isLocked: boolean },
): Obstacle | undefined {
  const isTaken = classes.length === 0 || classes.includes(classOfWay[way]);
  return missing[way](means) ?? (isTaken ? undefined : 'not-here') ?? (isLocked ? 'locked' : undefined);
}
