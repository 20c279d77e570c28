// The table behind assurance-table.test.ts: how each provider speaks, what it makes of a question, and every way in which a service asks.
// Written by hand from the reference and the providers' own documents; it must never be computed by the hub's code.
import type { Level } from '../../src/assurance/level.ts';
import type { Walk } from '../support/relying-party.ts';

export type Name = NonNullable<Walk['provider']>;
export type Vector = 'Cl' | 'Cl.Cm' | 'Cl.Cm.P1' | 'Cl.Cm.P2';

export const levels: Record<Vector, Level> = {
  Cl: { identity: 'none', authenticator: 'low' },
  'Cl.Cm': { identity: 'none', authenticator: 'medium' },
  'Cl.Cm.P1': { identity: 'low', authenticator: 'medium' },
  'Cl.Cm.P2': { identity: 'medium', authenticator: 'medium' },
};
export const vectors = Object.keys(levels) as Vector[];

/** How the hub takes an answer that is not enough, or too much: its page, and what the service hears of who gives up there. */
export interface Ending {
  page: 'stopped' | 'choice';
  /** Named by the choice page only. */
  attempt: string;
  error: 'unmet_authentication_requirements' | 'access_denied';
}

/** Nothing is left to try: the level was not reached. */
const tooLow: Ending = { page: 'stopped', attempt: 'level-too-low', error: 'unmet_authentication_requirements' };
/** The provider says that it has no such level for this person. */
const noContext: Ending = { page: 'stopped', attempt: 'no-context', error: 'unmet_authentication_requirements' };
/** The same provider may be tried again, so that whoever leaves has turned back. */
const notVerified: Ending = { page: 'choice', attempt: 'not-verified', error: 'access_denied' };
/** It said more than it is accredited for; the same holds. */
export const notBelieved: Ending = { page: 'choice', attempt: 'invalid', error: 'access_denied' };

interface Answer {
  /** What the provider is asked with, in its own words. */
  words: string;
  /** What its answer is worth, in the hub's. */
  gives: Vector;
}

interface Row {
  /** Somebody who reaches everything there. */
  persona: string;
  /** The most that it can be asked for. */
  most: Vector;
  /** Each level; a text is the reason why nobody can be sent there for it. */
  answers: Record<Vector, Answer | string>;
  /** It answers lower than `most` (fault `lower-level`); `left` is what a service gets that only wished. */
  lower: Ending & { left: Vector };
  /** Somebody who reaches less than `most`; `left` as above. */
  lesser: Ending & { persona: string; left: Vector };
  /** It says a word beyond all that are known and switched on (fault `higher-level`). */
  beyond: Ending;
  /** It is accredited for `asked` and says more, in a word that is known; a text is the reason why it cannot be made to. */
  above: { asked: Vector } | string;
  /** How the choice page shows it to a service that needs more than it can give; undefined where it can give everything. */
  outOfReach?: 'grey' | 'left out';
}

const nhsIdentity = 'vtr=["P9.Cp.Cd","P9.Cp.Ck","P9.Cm"]';
const classes = 'urn:oasis:names:tc:SAML:2.0:ac:classes:';
const twoFactors = `${classes}MobileTwoFactorContract ${classes}TimeSyncToken https://refeds.org/profile/mfa`;
const scottishIdentity = 'scope=openid scotaccount.gpg45.medium';
const noIdentity = 'it is accredited for no identity at all';

export const table: Record<Name, Row> = {
  central: {
    persona: 'hannah-fairweather',
    most: 'Cl.Cm.P2',
    answers: {
      Cl: { words: 'vtr=["Cl"]', gives: 'Cl' },
      'Cl.Cm': { words: 'vtr=["Cl.Cm"]', gives: 'Cl.Cm' },
      'Cl.Cm.P1': { words: 'vtr=["Cl.Cm.P1"]', gives: 'Cl.Cm.P1' },
      'Cl.Cm.P2': { words: 'vtr=["Cl.Cm.P2"]', gives: 'Cl.Cm.P2' },
    },
    lower: { ...tooLow, left: 'Cl.Cm.P1' },
    lesser: { ...notVerified, persona: 'daniel-mensah', left: 'Cl' },
    // P3 is in its code and not in its documents: the row is off.
    beyond: tooLow,
    // The same word where an operator has switched the row on.
    above: { asked: 'Cl.Cm.P2' },
  },
  nhs: {
    persona: 'hannah-fairweather',
    most: 'Cl.Cm.P2',
    answers: {
      Cl: { words: 'vtr=["P0.Cp"]', gives: 'Cl' },
      'Cl.Cm': { words: 'vtr=["P0.Cp.Cd"]', gives: 'Cl.Cm' },
      'Cl.Cm.P1': { words: nhsIdentity, gives: 'Cl.Cm.P2' },
      'Cl.Cm.P2': { words: nhsIdentity, gives: 'Cl.Cm.P2' },
    },
    // P5 is a claimed identity, which is none.
    lower: { ...tooLow, left: 'Cl.Cm' },
    lesser: { ...notVerified, persona: 'daniel-mensah', left: 'Cl' },
    beyond: tooLow,
    above: { asked: 'Cl.Cm' },
  },
  local: {
    persona: 'hannah-fairweather',
    most: 'Cl.Cm',
    answers: {
      Cl: { words: `${classes}PasswordProtectedTransport ${twoFactors}`, gives: 'Cl.Cm' },
      'Cl.Cm': { words: twoFactors, gives: 'Cl.Cm' },
      'Cl.Cm.P1': noIdentity,
      'Cl.Cm.P2': noIdentity,
    },
    lower: { ...tooLow, left: 'Cl' },
    lesser: { ...noContext, persona: 'daniel-mensah', left: 'Cl' },
    beyond: tooLow,
    above: 'the register answers with a class that was asked for, or with one that nobody knows',
    outOfReach: 'grey',
  },
  scotland: {
    persona: 'morag-sutherland',
    most: 'Cl.Cm.P2',
    answers: {
      Cl: { words: 'scope=openid', gives: 'Cl.Cm' },
      'Cl.Cm': { words: 'scope=openid', gives: 'Cl.Cm' },
      'Cl.Cm.P1': { words: scottishIdentity, gives: 'Cl.Cm.P2' },
      'Cl.Cm.P2': { words: scottishIdentity, gives: 'Cl.Cm.P2' },
    },
    // It has one level of identity, which it confirms or not: any other word confirms nothing.
    lower: { ...notVerified, left: 'Cl.Cm' },
    lesser: { ...notVerified, persona: 'ewan-galbraith', left: 'Cl.Cm' },
    beyond: notVerified,
    above: 'it says nothing about an identity that it was not asked for',
  },
  staff: {
    persona: 'olive-operator',
    most: 'Cl.Cm',
    answers: {
      Cl: { words: 'acr_values=', gives: 'Cl' },
      'Cl.Cm': { words: 'acr_values=mfa', gives: 'Cl.Cm' },
      'Cl.Cm.P1': noIdentity,
      'Cl.Cm.P2': noIdentity,
    },
    lower: { ...tooLow, left: 'Cl' },
    lesser: { ...tooLow, persona: 'peter-password', left: 'Cl' },
    beyond: tooLow,
    above: { asked: 'Cl' },
    outOfReach: 'left out',
  },
};
export const names = Object.keys(table) as Name[];

/** What a provider makes of a level; undefined where nobody can be sent there for it. */
export function answerOf(provider: Name, vector: Vector): Answer | undefined {
  const answer = table[provider].answers[vector];
  return typeof answer === 'string' ? undefined : answer;
}

const essential = (acr: object): Record<string, string> => ({
  claims: JSON.stringify({ id_token: { acr: { essential: true, ...acr } } }),
});

/** The ways of asking for a level. `floor` asks nothing: the service is registered for it. */
export const ways = {
  acr_values: (vector: Vector) => ({ acr_values: vector }),
  'essential acr value': (vector: Vector) => essential({ value: vector }),
  'essential acr values': (vector: Vector) => essential({ values: ['http://eidas.europa.eu/LoA/high', vector] }),
  vtr: (vector: Vector) => ({ vtr: JSON.stringify([vector]) }),
  floor: () => ({}),
} satisfies Record<string, (vector: Vector) => Record<string, string>>;
export type Way = keyof typeof ways;
export type Carrier = 'query' | 'pushed' | 'signed';

/** Every way by every carrier. The floor travels in no request, so that carrying it would change nothing. */
export const requests: { way: Way; carrier: Carrier }[] = [
  ...(['acr_values', 'essential acr value', 'essential acr values', 'vtr'] as const).flatMap((way) =>
    (['query', 'pushed', 'signed'] as const).map((carrier) => ({ way, carrier })),
  ),
  { way: 'floor', carrier: 'query' },
];
