// NHS login, interface specification 2.1.
// It must never show an NHS number below P9, nor take identity_proofing_level (the highest ever) for this sign-in's level.
import { type Reading, readAttributes } from '../attributes.ts';
import type { Dialect, Wish } from './dialect.ts';

/** `basic_demographics` is `profile` without the number: the number is asked for only where it is wanted. */
const scopesFor = (wanted: readonly string[]): string[] => {
  const wants = (...names: string[]) => names.some((name) => wanted.includes(name));
  const scopes = ['openid'];
  if (wants('nhs_number')) scopes.push('profile');
  else if (wants('family_name', 'birthdate')) scopes.push('basic_demographics');
  if (wants('given_name')) scopes.push('profile_extended');
  if (wants('email')) scopes.push('email');
  if (wants('phone_number')) scopes.push('phone');
  return scopes;
};

/** Level words by `vot`. Re-authentication by `prompt` alone: it knows no `max_age` and no `ui_locales`. */
export const nhsLogin: Dialect = {
  assertionAudience: 'token endpoint',
  signsOut: false,

  request({ attributes, forceReauthentication }: Wish) {
    return {
      scope: scopesFor(attributes).join(' '),
      ...(forceReauthentication ? { prompt: 'login' } : {}),
    };
  },

  /** Whoever refuses to share their data comes back without a code. */
  refusal: ({ error }) => (error === undefined ? 'cancelled' : undefined),

  async read({ idToken, asked, userInfo }) {
    const says = idToken.vot;
    const claims = asked.scope === 'openid' ? {} : await userInfo();
    const proven = says?.startsWith('P9.') ?? false;
    const readings: Record<string, Reading> = {
      given_name: { claim: 'given_name', kind: 'text', verified: proven },
      family_name: { claim: 'family_name', kind: 'text', verified: proven },
      birthdate: { claim: 'birthdate', kind: 'date', verified: proven },
      email: { claim: 'email', kind: 'email', verified: claims.email_verified === true },
      phone_number: { claim: 'phone_number', kind: 'phone', verified: claims.phone_number_verified === true },
    };
    if (proven) readings.nhs_number = { claim: 'nhs_number', kind: 'nhs-number', verified: true };
    return { says, attributes: readAttributes(claims, readings) };
  },
};
