// OpenID Connect as the specification has it: for councils' own registers and directories.
// It must never count a claim as verified unless a claim beside it says so.
import { type Reading, readAttributes } from '../attributes.ts';
import type { Dialect, Wish } from './dialect.ts';

/** Scopes by the attribute table; level words by `acr`; `prompt` with `max_age=0` to authenticate again (Core, 3.1.2.1). */
export const plain: Dialect = {
  assertionAudience: 'issuer',
  signsOut: true,

  request({ attributes, forceReauthentication, locale, rows }: Wish) {
    const scopes = attributes.flatMap((name) => rows[name]?.scope ?? []);
    return {
      scope: [...new Set(['openid', ...scopes])].join(' '),
      ui_locales: locale,
      ...(forceReauthentication ? { prompt: 'login', max_age: '0' } : {}),
    };
  },

  async read({ idToken, rows, metadata, userInfo }) {
    const claims = metadata.userinfo_endpoint === undefined ? idToken : { ...idToken, ...(await userInfo()) };
    const readings: Record<string, Reading> = {};
    for (const [name, { claim, kind, verifiedClaim }] of Object.entries(rows)) {
      const verified = verifiedClaim !== undefined && claims[verifiedClaim] === true;
      readings[name] = { claim, kind, verified };
    }
    return { says: idToken.acr, attributes: readAttributes(claims, readings) };
  },
};
