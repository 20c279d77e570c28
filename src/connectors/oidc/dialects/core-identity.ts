// GOV.UK One Login's core identity: a JWT of its own inside userinfo, signed by the identity host.
// It must never be believed for another subject than the ID token's, nor with keys from anywhere but that host's did.json.
import { z } from 'zod';
import type { Attribute } from '../../contract.ts';
import { JourneyEnd } from '../../journey-end.ts';
import { type Fetch, getJson } from '../http.ts';
import { type Keys, readKeys } from '../keys.ts';
import { checkParties, checkTimes, checkTrustMark, type IdToken } from '../read-id-token.ts';
import type { SignedIn } from './dialect.ts';

const didDocument = z.object({
  id: z.string(),
  assertionMethod: z.array(
    z.object({ id: z.string(), controller: z.string(), publicKeyJwk: z.looseObject({ kty: z.string() }) }),
  ),
});

/** The identity host's keys, each under its whole did URL (did:web, section 2). Throws JourneyEnd. */
export async function loadDidKeys(fetch: Fetch, identityIssuer: string): Promise<Keys> {
  const url = new URL('.well-known/did.json', identityIssuer);
  const parsed = didDocument.safeParse(await getJson(fetch, url.href));
  if (!parsed.success) throw new JourneyEnd('invalid', 'did.json: not a did document with assertion methods');
  const { id, assertionMethod } = parsed.data;
  if (id !== didOf(identityIssuer)) throw new JourneyEnd('invalid', 'did.json: another did');
  const ours = assertionMethod.filter((method) => method.controller === id && method.id.startsWith(`${id}#`));
  return readKeys({ keys: ours.map(({ id: kid, publicKeyJwk }) => ({ ...publicKeyJwk, kid })) });
}

/** The did of a web address: host with an encoded port, then the parts of the path (did:web, section 3.1). */
function didOf(address: string): string {
  const { host, pathname } = new URL(address);
  const path = pathname.split('/').filter((part) => part !== '');
  return ['did', 'web', encodeURIComponent(host), ...path].join(':');
}

const period = { validFrom: z.iso.date().nullish(), validUntil: z.iso.date().nullish() };
const namePart = z.object({ ...period, type: z.enum(['GivenName', 'FamilyName']), value: z.string().trim().min(1) });
const credentialSubject = z.object({
  name: z.array(z.object({ ...period, nameParts: z.array(namePart) })).default([]),
  birthDate: z.array(z.object({ ...period, value: z.iso.date() })).default([]),
});
export type CredentialSubject = z.input<typeof credentialSubject>;

const coreIdentity = z.looseObject({
  sub: z.string(),
  vot: z.string().regex(/^P\d$/).optional(),
  vc: z.object({ credentialSubject }),
});

type Context = Pick<SignedIn, 'provider' | 'now' | 'verifyIdentity'> & { idToken: Pick<IdToken, 'sub'> };

/** The checked core identity: its P level and what it says of the person. Throws JourneyEnd. */
export async function readCoreIdentity(jwt: string, context: Context): Promise<CoreIdentity> {
  const { provider, idToken, now, verifyIdentity } = context;
  const { identityIssuer: issuer } = provider;
  if (issuer === undefined) throw new JourneyEnd('invalid', 'core identity: the record names no identityIssuer');
  const claims = await verifyIdentity(jwt, 'core identity');
  checkParties(claims, { issuer, clientId: provider.clientId }, 'core identity');
  checkTimes(claims, now, 'core identity');
  checkTrustMark(claims, provider, 'core identity');
  const parsed = coreIdentity.safeParse(claims);
  if (!parsed.success)
    throw new JourneyEnd('invalid', `core identity: ${String(parsed.error.issues[0]?.path.join('.'))}`);
  if (parsed.data.sub !== idToken.sub) throw new JourneyEnd('invalid', 'core identity: another subject');
  const today = new Date(now * 1000).toISOString().slice(0, 10);
  return { vot: parsed.data.vot, attributes: readCredentialSubject(parsed.data.vc.credentialSubject, today) };
}

interface CoreIdentity {
  /** The identity level, such as P2, where it names one. */
  vot: string | undefined;
  attributes: Record<string, Attribute>;
}

/** Names and date of birth that hold on `today` (YYYY-MM-DD), all of them checked by the provider. Pure. */
export function readCredentialSubject(subject: CredentialSubject, today: string): Record<string, Attribute> {
  const { name, birthDate } = credentialSubject.parse(subject);
  const found: Record<string, Attribute> = {};
  const currentName = current(name, today);
  for (const [canonical, type] of [
    ['given_name', 'GivenName'],
    ['family_name', 'FamilyName'],
  ] as const) {
    const parts = (currentName?.nameParts ?? []).filter((each) => each.type === type && holds(each, today));
    const value = parts.map((each) => each.value).join(' ');
    if (currentName && value)
      found[canonical] = { value, verified: true, ...datesOf({ ...currentName, ...datesIn(parts) }) };
  }
  const born = current(birthDate, today);
  if (born) found.birthdate = { value: born.value, verified: true };
  return found;
}

interface Period {
  validFrom?: string | null | undefined;
  validUntil?: string | null | undefined;
}

const holds = ({ validFrom, validUntil }: Period, today: string): boolean =>
  (validFrom ?? '') <= today && (validUntil ?? '9999') > today;

/** The entry that holds today; of several the one that began last. */
export function current<T extends Period>(entries: readonly T[], today: string): T | undefined {
  const holding = entries.filter((entry) => holds(entry, today));
  return holding.reduce<T | undefined>(
    (best, each) => (best === undefined || (each.validFrom ?? '') > (best.validFrom ?? '') ? each : best),
    undefined,
  );
}

/** The dates that a single dated part adds to its name's own. */
function datesIn(parts: readonly Period[]): Period {
  const [only, ...others] = parts;
  if (only === undefined || others.length > 0) return {};
  const { validFrom, validUntil } = only;
  return { ...(validFrom ? { validFrom } : {}), ...(validUntil ? { validUntil } : {}) };
}

/** A period as an attribute carries it. */
export function datesOf({ validFrom, validUntil }: Period): { from?: string; to?: string } {
  return { ...(validFrom ? { from: validFrom } : {}), ...(validUntil ? { to: validUntil } : {}) };
}
