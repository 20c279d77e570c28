// The hub as samlify sees it, for the requests that it sends by form: samlify signs them inside. It must never be given a stranger's metadata,
// nor be asked to read an answer (decision 011).
import samlify from 'samlify';
import type { SamlTools } from './tools.ts';

const { Constants, IdentityProvider, ServiceProvider } = samlify;
const { post } = Constants.namespace.binding;
const signatureAlgorithm = Constants.algorithms.signature.RSA_SHA256;

type Signer = Pick<SamlTools, 'entityId' | 'keys'>;

type Signing = ReturnType<SamlTools['keys']>['signing'];

/** By the hub's entity and destination, as long as its key is the same: samlify writes and reads metadata for each that it makes. */
const known = new Map<string, { by: Signing['pem']; made: ReturnType<typeof makeParties> }>();

function parties({ entityId, keys }: Signer, destination: string) {
  const { signing } = keys();
  const name = `${entityId} ${destination}`;
  const found = known.get(name);
  if (found?.by === signing.pem) return found.made;
  const made = makeParties(entityId, destination, signing);
  known.set(name, { by: signing.pem, made });
  return made;
}

function makeParties(entityId: string, destination: string, signing: Signing) {
  const service = ServiceProvider({
    entityID: entityId,
    authnRequestsSigned: true,
    requestSignatureAlgorithm: signatureAlgorithm,
    privateKey: signing.pem,
    signingCert: signing.certificate,
    // samlify sends only what a template of its own would: the text is replaced as a whole.
    loginRequestTemplate: { context: '<replaced/>' },
    assertionConsumerService: [{ Binding: post, Location: entityId }],
  });
  const provider = IdentityProvider({
    entityID: destination,
    wantAuthnRequestsSigned: true,
    signingCert: signing.certificate,
    singleSignOnService: [{ Binding: post, Location: destination }],
  });
  return { service, provider };
}

/** The form field with an authentication request, signed inside (SAML bindings 3.5.4). */
export function byForm(
  signer: Signer,
  { id, xml, destination }: { id: string; xml: string; destination: string },
): string {
  const { service, provider } = parties(signer, destination);
  const customTagReplacement = () => ({ id, context: xml });
  return service.createLoginRequest(provider, 'post', { customTagReplacement }).context;
}
