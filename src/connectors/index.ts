// The registry of connectors: one line a protocol. A new provider of a known protocol is a record in identity-providers.yaml;
// a new protocol is a folder here and a line below.
import type { IdentityProvider } from '../config/schema/identity-providers.ts';
import type { Connector } from './contract.ts';
import { createOidcConnector, type OidcTools } from './oidc/connector.ts';

/** What connectors need of the hub. */
export type ConnectorTools = OidcTools;

const protocols: Record<
  IdentityProvider['protocol'],
  (provider: IdentityProvider, tools: ConnectorTools) => Connector
> = {
  oidc: createOidcConnector,
};

/** A connector for every provider of the configuration. */
export function createConnectors(
  providers: ReadonlyMap<string, IdentityProvider>,
  tools: ConnectorTools,
): ReadonlyMap<string, Connector> {
  return new Map([...providers].map(([id, provider]) => [id, protocols[provider.protocol](provider, tools)]));
}
