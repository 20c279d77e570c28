// The registry of connectors: one line a protocol. A new provider of a known protocol is a record in identity-providers.yaml;
// a new protocol is a folder here and a line below.
import type { IdentityProvider } from '../config/schema/identity-providers.ts';
import type { Connector } from './contract.ts';
import { createOidcConnector, type OidcTools } from './oidc/connector.ts';
import { createSamlConnector, loadXml, type SamlTools } from './saml/connector.ts';

/** What connectors need of the hub, by protocol. */
export interface ConnectorTools {
  oidc: OidcTools;
  saml: SamlTools;
}

/** The connector of one provider's record. */
export function createConnector(provider: IdentityProvider, tools: ConnectorTools): Connector {
  switch (provider.protocol) {
    case 'oidc':
      return createOidcConnector(provider, tools.oidc);
    case 'saml':
      return createSamlConnector(provider, tools.saml);
  }
}

/** Loads what these providers need besides, so that what is missing is found at the start and not by a resident. */
export async function loadConnectors(providers: ReadonlyMap<string, IdentityProvider>): Promise<void> {
  if ([...providers.values()].some(({ protocol }) => protocol === 'saml')) await loadXml();
}

/** A connector for every provider of the configuration. */
export function createConnectors(
  providers: ReadonlyMap<string, IdentityProvider>,
  tools: ConnectorTools,
): ReadonlyMap<string, Connector> {
  return new Map([...providers].map(([id, provider]) => [id, createConnector(provider, tools)]));
}
