// GOV.UK One Login. The ID token's `vot` holds the credential part only; identity comes as a second JWT in userinfo.
// It must never make a level out of one half: without a checked core identity there is no P in what it says.
import { z } from 'zod';
import type { Attribute } from '../../contract.ts';
import { JourneyEnd } from '../../journey-end.ts';
import { composeAddress, type Reading, readAttributes } from '../attributes.ts';
import type { Claims } from '../keys.ts';
import { current, datesOf, readCoreIdentity } from './core-identity.ts';
import type { Dialect, Wish } from './dialect.ts';

const vocabulary = 'https://vocab.account.gov.uk/v1/';
const coreIdentity = `${vocabulary}coreIdentityJWT`;
const returnCode = `${vocabulary}returnCode`;
const address = `${vocabulary}address`;

const asksForIdentity = (asked: Readonly<Record<string, string>>): boolean => /P[1-9]/.test(asked.vtr ?? '');

/**
 * Level words by `vtr`. Re-authentication by `max_age=0` alone, the one way that its documentation names; it is opt-in
 * there, and the check of `auth_time` fails the journey where the client has not been opted in.
 */
export const oneLogin: Dialect = {
  assertionAudience: 'token endpoint',
  signsOut: true,

  request({ words, attributes, forceReauthentication, locale }: Wish) {
    const wants = (name: string) => attributes.includes(name);
    const identity = asksForIdentity(words);
    const userinfo = {
      ...(identity ? { [coreIdentity]: null } : {}),
      ...(identity && wants('address') ? { [address]: null } : {}),
      ...furtherClaims(words.claims),
    };
    return {
      scope: ['openid', ...(wants('email') ? ['email'] : []), ...(wants('phone_number') ? ['phone'] : [])].join(' '),
      ui_locales: locale,
      ...(Object.keys(userinfo).length > 0 ? { claims: JSON.stringify({ userinfo }) } : {}),
      ...(forceReauthentication ? { max_age: '0' } : {}),
    };
  },

  /**
   * With identity asked for and no return codes, `access_denied` also stands for "not proven", and only the description
   * may tell them apart.
   */
  refusal({ error, description, asked }) {
    const ambiguous = asksForIdentity(asked) && !asked.claims?.includes(returnCode);
    if (error !== 'access_denied' || !ambiguous) return undefined;
    return /cancel|declin|abandon|pending/i.test(description) ? undefined : 'not-verified';
  },

  async read(signedIn) {
    const { idToken, asked } = signedIn;
    const userInfo = asked.scope === 'openid' && asked.claims === undefined ? {} : await signedIn.userInfo();
    const contacts = readAttributes(userInfo, contactReadings(userInfo));
    if (!asksForIdentity(asked)) return { says: idToken.vot, attributes: contacts };
    const jwt = userInfo[coreIdentity];
    if (typeof jwt !== 'string') throw new JourneyEnd('not-verified', 'no core identity in userinfo');
    const { vot, attributes } = await readCoreIdentity(jwt, signedIn);
    return {
      says: idToken.vot === undefined || vot === undefined ? undefined : `${idToken.vot}.${vot}`,
      attributes: { ...contacts, ...attributes, ...readAddress(userInfo[address], signedIn.now) },
    };
  },
};

/** Claims that the level's words ask for besides, such as `returnCode`. */
function furtherClaims(claims: string | undefined): Claims {
  if (claims === undefined) return {};
  return z.object({ userinfo: z.record(z.string(), z.unknown()) }).parse(JSON.parse(claims)).userinfo;
}

const contactReadings = (claims: Claims): Record<string, Reading> => ({
  email: { claim: 'email', kind: 'email', verified: claims.email_verified === true },
  phone_number: { claim: 'phone_number', kind: 'phone', verified: claims.phone_number_verified === true },
});

const addresses = z.array(
  z.looseObject({ validFrom: z.iso.date().nullish().catch(undefined), validUntil: z.iso.date().nullish() }),
);

/** The address that holds now, of a history. */
function readAddress(value: unknown, now: number): { address?: Attribute } {
  const today = new Date(now * 1000).toISOString().slice(0, 10);
  const entry = current(addresses.safeParse(value).data ?? [], today);
  const composed = composeAddress(entry);
  return entry && composed ? { address: { value: composed, verified: true, ...datesOf(entry) } } : {};
}
