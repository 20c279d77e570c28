// Turns what the hub sent into what the page shows: details in plain words, and the claims as they are. Pure.
// It must never decide anything about the person by what it prepares for reading.
import type { Language } from '../../config/schema/common.ts';
import type { SignIn } from './sessions.ts';
import type { Words } from './words/en.ts';

export interface Received {
  /** What to call the person: name, else email, else nothing. */
  who: string | undefined;
  details: { label: string; lines: string[] }[];
  /** What the level means in plain words, where the hub's acr says one. */
  level: string | undefined;
  /** Whether that level is proof of who the person is (medium or more). */
  isProven: boolean;
  /** The relationship by which the person acts for somebody else, as the page words it; absent where they do not. */
  actingFor?: string;
  claims: { name: string; value: string | undefined; explained?: string }[];
  idToken: string;
  userinfo: string;
  refreshes: number;
  canRefresh: boolean;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

function whoIs(userinfo: SignIn['userinfo']): string | undefined {
  const names = [text(userinfo.given_name), text(userinfo.family_name)].filter((name) => name !== undefined);
  return names.length > 0 ? names.join(' ') : (text(userinfo.name) ?? text(userinfo.email));
}

const moment = (date: Date, language: Language, format: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(`${language}-GB`, { timeZone: 'Europe/London', ...format }).format(date);

function addressLines(address: object): string[] {
  const parts = address as Record<string, unknown>;
  const formatted = text(parts.formatted)?.split(/\r?\n/);
  const rest = [parts.street_address, parts.locality, parts.region, parts.postal_code, parts.country];
  return formatted ?? rest.flatMap((part) => text(part)?.split(/\r?\n/) ?? []);
}

function linesOf(name: string, value: unknown, language: Language): string[] {
  if (name === 'address' && typeof value === 'object' && value !== null) return addressLines(value);
  if (name === 'birthdate' && typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value)) {
    return [moment(new Date(`${value}T12:00:00Z`), language, { dateStyle: 'long' })];
  }
  return [typeof value === 'string' ? value : JSON.stringify(value)];
}

/** Rows of the claims that say how somebody signed in (OpenID Connect Core 2; vot: RFC 8485). */
function claimRows(signIn: SignIn, language: Language): Received['claims'] {
  const { sub, acr, vot, auth_time } = signIn.claims;
  const time = Number(auth_time) * 1000;
  return [
    { name: 'sub', value: text(sub) },
    { name: 'acr', value: text(acr) },
    { name: 'vot', value: text(vot) },
    {
      name: 'auth_time',
      value: auth_time === undefined ? undefined : String(auth_time),
      ...(Number.isFinite(time) && {
        explained: moment(new Date(time), language, { dateStyle: 'long', timeStyle: 'short' }),
      }),
    },
  ];
}

/** Whether the person acts for somebody else (`on_behalf_of`): what the page does then is that person's. */
function actingIn({ claims }: SignIn, { actingForText }: Words): Pick<Received, 'actingFor'> {
  const { relationship } = (claims.on_behalf_of ?? {}) as { relationship?: unknown };
  return typeof relationship === 'string' ? { actingFor: actingForText[relationship] ?? relationship } : {};
}

/** Prepares a sign-in for the page; `attributes` are the canonical names that the service may ask for, in its order. */
export function readable(
  signIn: SignIn,
  show: { attributes: readonly string[]; words: Words; language: Language },
): Received {
  const { words, language } = show;
  const present = show.attributes.filter((name) => signIn.userinfo[name] !== undefined);
  const identity = /\/assurance\/([a-z-]+)\/[a-z]+$/.exec(text(signIn.claims.acr) ?? '')?.[1];
  return {
    who: whoIs(signIn.userinfo),
    details: present.map((name) => ({
      label: words.claims[name] ?? name,
      lines: linesOf(name, signIn.userinfo[name], language),
    })),
    level: identity === undefined ? undefined : words.identity[identity],
    isProven: ['medium', 'high', 'very-high'].includes(identity ?? ''),
    ...actingIn(signIn, words),
    claims: claimRows(signIn, language),
    idToken: JSON.stringify(signIn.claims, null, 2),
    userinfo: JSON.stringify(signIn.userinfo, null, 2),
    refreshes: signIn.refreshes,
    canRefresh: signIn.refreshToken !== undefined,
  };
}
