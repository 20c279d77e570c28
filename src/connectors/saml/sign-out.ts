// Ends the provider's session (SAML core 3.7.1), by redirect, where its metadata has an address for that.
// It must never hold up a sign-out: a provider that cannot be asked is left alone.
import { z } from 'zod';
import type { Json, SignOutAsk } from '../contract.ts';
import { JourneyEnd } from '../journey-end.ts';
import type { Line } from './line.ts';
import { byRedirect } from './redirect.ts';
import { newId } from './start.ts';
import { escaped, timeOf } from './xml/write.ts';

/** Seconds for which a request to sign out is good. */
const goodFor = 300;

/** What ends a session: the handle that an assertion brought. */
export const sessionSchema = z.object({
  nameId: z.string(),
  format: z.string().optional(),
  nameQualifier: z.string().optional(),
  spNameQualifier: z.string().optional(),
  sessionIndex: z.string().optional(),
});

/** The URL to send the browser to; undefined where there is none, or nothing to end. */
export async function signOutUrl(line: Line, untrusted: Json, ask: SignOutAsk): Promise<string | undefined> {
  const session = sessionSchema.safeParse(untrusted).data;
  const destination = await addressOf(line);
  if (!session || !destination) return undefined;
  const id = newId();
  const xml = requestOf({ id, destination, issuer: line.tools.entityId, session, now: line.now() });
  return byRedirect(line.tools, { kind: 'LogoutRequest', xml, destination, relayState: ask.state });
}

async function addressOf({ publication, provider, tools }: Line): Promise<string | undefined> {
  try {
    return (await publication.get()).signOut?.url;
  } catch (error) {
    if (!(error instanceof JourneyEnd)) throw error;
    tools.log.warn({ detail: error.message }, `${provider.id}: no sign-out`);
    return undefined;
  }
}

interface Request {
  id: string;
  destination: string;
  issuer: string;
  session: z.infer<typeof sessionSchema>;
  now: number;
}

function requestOf({ id, destination, issuer, session, now }: Request): string {
  const { nameId, format, nameQualifier, spNameQualifier, sessionIndex } = session;
  const qualifiers = { NameQualifier: nameQualifier, SPNameQualifier: spNameQualifier, Format: format };
  const written = Object.entries(qualifiers).map(([name, value]) => (value ? ` ${name}="${escaped(value)}"` : ''));
  const opening =
    '<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"' +
    ` ID="${id}" Version="2.0" IssueInstant="${timeOf(now)}" NotOnOrAfter="${timeOf(now + goodFor)}" Destination="${escaped(destination)}">`;
  const index = sessionIndex ? `<samlp:SessionIndex>${escaped(sessionIndex)}</samlp:SessionIndex>` : '';
  return `${opening}<saml:Issuer>${escaped(issuer)}</saml:Issuer><saml:NameID${written.join('')}>${escaped(nameId)}</saml:NameID>${index}</samlp:LogoutRequest>`;
}
