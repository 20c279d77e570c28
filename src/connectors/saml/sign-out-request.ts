// A provider that begins a sign-out itself sends the browser here with a request (SAML core 3.7.1), by redirect: whose session ends, and what the
// provider is answered. It must never believe a request that the provider's key did not sign, that is old, or that came before, nor parse one that is
// not signed: anybody can send it, and there may be many providers.
import { verify } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import type { Json, SignOutRequest } from '../contract.ts';
import { JourneyEnd } from '../journey-end.ts';
import type { Line } from './line.ts';
import { byRedirect } from './redirect.ts';
import { sessionSchema } from './sign-out.ts';
import { newId } from './start.ts';
import { attributeOf, childrenOf, is, onlyChild, parseXml, textOf } from './xml/dom.ts';
import { gateText } from './xml/gate.ts';
import { validateSchema } from './xml/schema.ts';
import { escaped, timeOf } from './xml/write.ts';

/** Bytes that a request may unpack to. */
const largest = 65_536;
/** Seconds that a request is good for, besides what it says itself. */
const oldest = 300;
const skew = 60;
const hashes: Readonly<Record<string, string>> = {
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256': 'sha256',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512': 'sha512',
};

/** Judges a request. Undefined when it is of another provider. Throws JourneyEnd `invalid` when it is this one's and not right. */
export async function judgeSignOutRequest(line: Line, url: string): Promise<SignOutRequest | undefined> {
  const { searchParams } = new URL(url);
  const text = unpacked(searchParams.get('SAMLRequest') ?? '');
  if (!text || !names(text, line.provider.entityId)) return undefined;
  const { signing, signOut } = await line.publication.get();
  const signed = signing.some(({ key }) => verifies(url, key));
  if (!signed) throw new JourneyEnd('invalid', 'sign-out: not signed by the provider');
  const root = parsed(text);
  if (!root || textOf(onlyChild(root, 'saml', 'Issuer')) !== line.provider.entityId) return undefined;
  await checkFresh(root, url, line);
  return {
    ends: (session) => concerns(root, session),
    async answer() {
      if (!signOut) return undefined;
      const relayState = searchParams.get('RelayState') ?? '';
      const id = newId();
      const xml = responseTo(root, { id, destination: signOut.url, issuer: line.tools.entityId, now: line.now() });
      return byRedirect(line.tools, { kind: 'LogoutResponse', xml, destination: signOut.url, relayState });
    },
  };
}

/** Text; undefined for what is none. */
function unpacked(packed: string): string | undefined {
  try {
    return inflateRawSync(Buffer.from(packed, 'base64'), { maxOutputLength: largest }).toString();
  } catch {
    return undefined;
  }
}

/** Whether something in it has the entity id as its text, and nothing beside it. */
function names(text: string, entityId: string): boolean {
  const written = escaped(entityId);
  for (let at = text.indexOf(written); at >= 0; at = text.indexOf(written, at + 1)) {
    const [before, after] = [text.slice(0, at).trimEnd(), text.slice(at + written.length).trimStart()];
    if (before.endsWith('>') && after.startsWith('<')) return true;
  }
  return false;
}

/** The request; undefined for what is none: then nobody can be blamed for it. */
function parsed(text: string): Element | undefined {
  try {
    const xml = gateText(text);
    validateSchema(xml, 'protocol');
    const root = parseXml(xml);
    return is(root, 'samlp', 'LogoutRequest') ? root : undefined;
  } catch {
    return undefined;
  }
}

/** The signature over the query as it was sent (SAML bindings 3.4.4.1). */
function verifies(url: string, key: Parameters<typeof verify>[2]): boolean {
  const parts = new Map(
    url
      .slice(url.indexOf('?') + 1)
      .split('&')
      .map((part) => [part.split('=', 1)[0] ?? '', part]),
  );
  const { searchParams } = new URL(url);
  const hash = hashes[searchParams.get('SigAlg') ?? ''];
  if (hash === undefined || searchParams.getAll('SAMLRequest').length !== 1) return false;
  const signed = ['SAMLRequest', 'RelayState', 'SigAlg'].flatMap((name) => parts.get(name) ?? []).join('&');
  return verify(hash, Buffer.from(signed), key, Buffer.from(searchParams.get('Signature') ?? '', 'base64'));
}

async function checkFresh(root: Element, url: string, { tools, provider, now }: Line): Promise<void> {
  const at = (name: string) => Date.parse(attributeOf(root, name) ?? '') / 1000;
  const { origin, pathname } = new URL(url);
  if (attributeOf(root, 'Destination') !== origin + pathname)
    throw new JourneyEnd('invalid', 'sign-out: sent to another address');
  if (!(Math.abs(now() - at('IssueInstant')) < oldest) || at('NotOnOrAfter') <= now() - skew)
    throw new JourneyEnd('invalid', 'sign-out: too old');
  const first = await tools.firstUse(JSON.stringify([provider.entityId, attributeOf(root, 'ID')]), now() + 2 * oldest);
  if (!first) throw new JourneyEnd('invalid', 'sign-out: used before');
}

/** Whether a session is one that the request names: the same NameID and, where sessions are listed, one of those. */
function concerns(root: Element, untrusted: Json): boolean {
  const session = sessionSchema.safeParse(untrusted).data;
  const nameId = onlyChild(root, 'saml', 'NameID');
  if (!session || textOf(nameId) !== session.nameId) return false;
  const same = (name: string, held: string | undefined) => {
    const said = attributeOf(nameId, name);
    return said === undefined || held === undefined || said === held;
  };
  const listed = childrenOf(root, 'samlp', 'SessionIndex').map(textOf);
  return (
    same('Format', session.format) &&
    same('NameQualifier', session.nameQualifier) &&
    same('SPNameQualifier', session.spNameQualifier) &&
    (listed.length === 0 || listed.includes(session.sessionIndex))
  );
}

interface Responding {
  id: string;
  destination: string;
  issuer: string;
  now: number;
}

/** Success also where nobody was signed in by that session here: nobody is now (SAML core 3.7.3.2). */
function responseTo(request: Element, { id, destination, issuer, now }: Responding): string {
  return (
    '<samlp:LogoutResponse xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"' +
    ` ID="${id}" Version="2.0" IssueInstant="${timeOf(now)}" Destination="${escaped(destination)}"` +
    ` InResponseTo="${escaped(attributeOf(request, 'ID') ?? '')}"><saml:Issuer>${escaped(issuer)}</saml:Issuer>` +
    '<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status></samlp:LogoutResponse>'
  );
}
