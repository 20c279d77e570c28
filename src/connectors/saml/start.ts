// The way out: the authentication request (SAML core 3.4.1), signed, and the memo of it.
// It must never ask for less than the level that was wanted, nor leave the request unsigned because a provider does not mind.
import { randomly } from '../../random.ts';
import type { Ask, Send, Start } from '../contract.ts';
import { JourneyEnd } from '../journey-end.ts';
import type { Line } from './line.ts';
import type { Memo } from './memo.ts';
import { byRedirect } from './redirect.ts';
import { byForm } from './service-provider.ts';
import { escaped, timeOf } from './xml/write.ts';

const persistent = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent';
const post = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST';

/** A new message id: 160 random bits (SAML core 1.3.4), never starting with a digit. */
export const newId = (): string => `_${randomly(20).toString('hex')}`;

/** Builds the request and the memo. Throws JourneyEnd when the provider's metadata cannot be had, or has no address for the record's binding. */
export async function startJourney(line: Line, ask: Ask): Promise<Start> {
  const { provider, tools } = line;
  const { signOn } = await line.publication.get();
  const destination = signOn[provider.binding];
  if (destination === undefined)
    throw new JourneyEnd('unavailable', `metadata: no sign-in address for the binding ${provider.binding}`);
  const requestId = newId();
  const startedAt = line.now();
  const xml = requestOf({ line, ask, requestId, destination, startedAt });
  const memo: Memo = {
    entityId: provider.entityId,
    callback: ask.callback,
    state: ask.state,
    requestId,
    startedAt,
    reauthenticate: ask.forceReauthentication,
  };
  const send: Send =
    provider.binding === 'redirect'
      ? { kind: 'redirect', url: byRedirect(tools, { kind: 'AuthnRequest', xml, destination, relayState: ask.state }) }
      : {
          kind: 'form',
          url: destination,
          fields: { SAMLRequest: byForm(tools, { id: requestId, xml, destination }), RelayState: ask.state },
          leadsTo: provider.leadsTo,
        };
  return { send, memo };
}

interface Request {
  line: Line;
  ask: Ask;
  requestId: string;
  destination: string;
  startedAt: number;
}

function requestOf({ line, ask, requestId, destination, startedAt }: Request): string {
  const { provider, tools } = line;
  const attributes = [
    ['xmlns:samlp', 'urn:oasis:names:tc:SAML:2.0:protocol'],
    ['xmlns:saml', 'urn:oasis:names:tc:SAML:2.0:assertion'],
    ['ID', requestId],
    ['Version', '2.0'],
    ['IssueInstant', timeOf(startedAt)],
    ['Destination', destination],
    ['AssertionConsumerServiceURL', ask.callback],
    ['ProtocolBinding', post],
    ...(ask.forceReauthentication ? [['ForceAuthn', 'true']] : []),
  ].map(([name, value = '']) => ` ${name}="${escaped(value)}"`);
  const policy =
    provider.subject === 'persistent-name-id'
      ? `<samlp:NameIDPolicy Format="${persistent}" AllowCreate="true"/>`
      : '<samlp:NameIDPolicy AllowCreate="true"/>';
  const issuer = `<saml:Issuer>${escaped(tools.entityId)}</saml:Issuer>`;
  return `<samlp:AuthnRequest${attributes.join('')}>${issuer}${policy}${contextOf(ask.words)}</samlp:AuthnRequest>`;
}

/** The level in the provider's vocabulary: class references, alternatives parted by spaces (SAML core 3.3.2.2.1). */
function contextOf({ authnContext, comparison = 'exact' }: Ask['words']): string {
  const references = (authnContext ?? '').split(/\s+/).filter((reference) => reference !== '');
  if (references.length === 0) return '';
  const listed = references.map((one) => `<saml:AuthnContextClassRef>${escaped(one)}</saml:AuthnContextClassRef>`);
  const opening = `<samlp:RequestedAuthnContext Comparison="${escaped(comparison)}">`;
  return `${opening}${listed.join('')}</samlp:RequestedAuthnContext>`;
}
