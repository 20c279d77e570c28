// What service providers send: authentication requests and requests to sign out, by redirect or by form. All must be signed.
// It must never inflate more than a request can be, nor believe one that is old, came before, or is for somebody else.
import { inflateRawSync } from 'node:zlib';
import { Refusal } from '../kit/refusal.ts';
import { createShelf } from '../kit/shelf.ts';
import type { FindServiceProvider, ServiceProvider } from './service-providers.ts';
import { messageVerifies, queryVerifies } from './sign.ts';
import type { Locale } from './words.ts';
import { attributeIn, textsIn } from './xml.ts';

const post = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST';
const largest = 64 * 1024;
/** Seconds (Verify's hubs took requests of five minutes). */
const oldest = 300;

export interface Received {
  xml: string;
  relayState: string | undefined;
  sender: ServiceProvider;
}

export interface LoginRequest extends Received {
  id: string;
  acs: string;
  /** AuthnContext class references that are acceptable; empty means any. */
  classes: readonly string[];
  forceAuthn: boolean;
  isPassive: boolean;
}

/** A request that waits for the person. */
export type Waiting = LoginRequest & { locale: Locale };

export interface Sent {
  method: string;
  /** The path's full address. */
  address: string;
  /** As it was sent, without the question mark. */
  query: string;
  fields: Readonly<Record<string, unknown>>;
}

/** Reads messages of registered service providers. Every id counts once. */
export function createRequestReader(find: FindServiceProvider) {
  const seen = createShelf<true>(oldest * 2);

  async function receive(sent: Sent): Promise<Received> {
    const fields = sent.method === 'POST' ? sent.fields : Object.fromEntries(new URLSearchParams(sent.query));
    const { SAMLRequest: packed, RelayState: relayState } = fields;
    if (typeof packed !== 'string') throw new Refusal('no_request', 'There is no SAML request.');
    const xml = sent.method === 'POST' ? Buffer.from(packed, 'base64').toString() : inflate(packed);
    if (/<[!?]/.test(xml.replace(/^<\?xml[^>]*\?>/, '')))
      throw new Refusal('bad_request', 'The request is not plain XML.');
    const [issuer = ''] = textsIn(xml, 'Issuer');
    const verifies = ({ signing }: ServiceProvider) =>
      sent.method === 'POST' ? messageVerifies(xml, signing) : queryVerifies(sent.query, signing);
    let sender = await find(issuer);
    // The service provider may have turned its key since.
    if (!verifies(sender)) sender = await find(issuer, true);
    if (!verifies(sender)) throw new Refusal('bad_signature', 'The request is not signed by the service provider.');
    checkFresh(xml, sent.address);
    return { xml, relayState: typeof relayState === 'string' ? relayState : undefined, sender };
  }

  function checkFresh(xml: string, address: string): void {
    const root = 'AuthnRequest|LogoutRequest';
    const id = attributeIn(xml, `(?:${root})`, 'ID') ?? '';
    const made = Date.parse(attributeIn(xml, `(?:${root})`, 'IssueInstant') ?? '') / 1000;
    if (attributeIn(xml, `(?:${root})`, 'Destination') !== address)
      throw new Refusal('wrong_destination', 'The request was made for another address.');
    if (!(Math.abs(Date.now() / 1000 - made) <= oldest)) throw new Refusal('old_request', 'The request is too old.');
    if (!id || !seen.claim(id, true)) throw new Refusal('repeated_request', 'The request was made before.');
  }

  return {
    receive,
    async receiveLogin(sent: Sent): Promise<LoginRequest> {
      const received = await receive(sent);
      const { xml, sender } = received;
      const value = (name: string) => attributeIn(xml, 'AuthnRequest', name);
      const acs = value('AssertionConsumerServiceURL') ?? sender.consumers[0] ?? '';
      if (!sender.consumers.includes(acs))
        throw new Refusal('unknown_address', 'The service provider did not register the address to answer to.');
      if ((value('ProtocolBinding') ?? post) !== post) throw new Refusal('unknown_binding', 'Answers go by form only.');
      return {
        ...received,
        id: value('ID') ?? '',
        acs,
        classes: textsIn(xml, 'AuthnContextClassRef'),
        forceAuthn: value('ForceAuthn') === 'true',
        isPassive: value('IsPassive') === 'true',
      };
    },
  };
}

function inflate(packed: string): string {
  try {
    return inflateRawSync(Buffer.from(packed, 'base64'), { maxOutputLength: largest }).toString();
  } catch {
    throw new Refusal('bad_request', 'The request cannot be unpacked.');
  }
}
