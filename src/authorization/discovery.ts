// What the discovery document says of the hub, where that is not all that it can do: its own pages sign people in by ways that no service has.
// It must never name anything that only they may use.
import type { KoaContextWithOIDC } from 'oidc-provider';

/** How services authenticate. `none` is for the hub's own pages alone, and is told nobody. */
export const authenticationMethods = ['private_key_jwt', 'client_secret_basic', 'client_secret_post'] as const;

/** Takes out of the discovery document what only the hub's own pages may do. */
export async function onlyForServices(context: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
  await next();
  if (context.oidc?.route !== 'discovery') return;
  const methods = [...authenticationMethods];
  context.body = Object.fromEntries(
    Object.entries(context.body as Record<string, unknown>).map(([name, value]) => {
      if (name === 'response_types_supported') return [name, ['code']];
      return [name, name.endsWith('_endpoint_auth_methods_supported') ? methods : value];
    }),
  );
}
