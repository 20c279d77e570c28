// The hub as samlify sees it, for what it sends: requests, signed, by redirect or by form. Messages are written here and samlify packs and signs
// them. It must never be given a stranger's metadata, nor be asked to read an answer (decision 011).
import samlify from 'samlify';
import type { SamlTools } from './tools.ts';

const { Constants, IdentityProvider, ServiceProvider } = samlify;
const { redirect, post } = Constants.namespace.binding;
const signatureAlgorithm = Constants.algorithms.signature.RSA_SHA256;

/** A message that goes to one address. */
export interface Message {
  kind: 'AuthnRequest' | 'LogoutRequest' | 'LogoutResponse';
  id: string;
  xml: string;
  destination: string;
  relayState: string;
}

type Signer = Pick<SamlTools, 'entityId' | 'keys'>;

type Signing = ReturnType<SamlTools['keys']>['signing'];

/** By the hub's entity and destination, as long as its key is the same: samlify writes and reads metadata for each that it makes. */
const known = new Map<string, { by: Signing['privateKey']; made: ReturnType<typeof makeParties> }>();

function parties({ entityId, keys }: Signer, destination: string) {
  const { signing } = keys();
  const name = `${entityId} ${destination}`;
  const found = known.get(name);
  if (found?.by === signing.privateKey) return found.made;
  const made = makeParties(entityId, destination, signing);
  known.set(name, { by: signing.privateKey, made });
  return made;
}

function makeParties(entityId: string, destination: string, signing: Signing) {
  const both = [redirect, post].map((Binding) => ({ Binding, Location: destination }));
  const service = ServiceProvider({
    entityID: entityId,
    authnRequestsSigned: true,
    requestSignatureAlgorithm: signatureAlgorithm,
    privateKey: signing.privateKey,
    signingCert: signing.certificate,
    // samlify sends only what a template of its own would: the text is replaced as a whole.
    loginRequestTemplate: { context: '<replaced/>' },
    logoutRequestTemplate: { context: '<replaced/>' },
    logoutResponseTemplate: { context: '<replaced/>' },
    assertionConsumerService: [{ Binding: post, Location: entityId }],
  });
  const provider = IdentityProvider({
    entityID: destination,
    wantAuthnRequestsSigned: true,
    wantLogoutRequestSigned: true,
    wantLogoutResponseSigned: true,
    signingCert: signing.certificate,
    singleSignOnService: both,
    singleLogoutService: both,
  });
  return { service, provider };
}

/** The address with the message, its signature and RelayState in the query (SAML bindings 3.4.4). */
export function byRedirect(signer: Signer, { kind, id, xml, destination, relayState }: Message): string {
  const { service, provider } = parties(signer, destination);
  const customTagReplacement = () => ({ id, context: xml });
  const options = { relayState, customTagReplacement };
  switch (kind) {
    case 'AuthnRequest':
      return service.createLoginRequest(provider, 'redirect', options).context;
    case 'LogoutRequest':
      return service.createLogoutRequest(provider, 'redirect', {}, options).context;
    case 'LogoutResponse':
      return service.createLogoutResponse(provider, { extract: { request: { id } } }, 'redirect', options).context;
  }
}

/** The form field with the message, signed inside (SAML bindings 3.5.4). Authentication requests only. */
export function byForm(signer: Signer, { id, xml, destination, relayState }: Message): string {
  const { service, provider } = parties(signer, destination);
  const customTagReplacement = () => ({ id, context: xml });
  return service.createLoginRequest(provider, 'post', { relayState, customTagReplacement }).context;
}
