// Ends a browser's session at the hub: its services are told, their grants end, nobody is signed in any more.
// Used when another person takes over the browser; a person who signs out goes through oidc-provider's own end-session pages.
import type { Provider } from 'oidc-provider';

/** Ends a session by its uid; nothing happens when it is gone. A service that cannot be told does not stop it. */
export async function endSession(provider: Provider, uid: string): Promise<void> {
  const session = await provider.Session.findByUid(uid);
  if (!session) return;
  const { accountId, authorizations = {} } = session;
  await session.destroy();
  const ended = Object.entries(authorizations).map(async ([clientId, { sid, grantId, persistsLogout }]) => {
    if (grantId && !persistsLogout) await revoke(provider, grantId);
    // Throws for a service that is switched off, which is not told.
    const client = await provider.Client.find(clientId);
    if (client?.backchannelLogoutUri && accountId && sid)
      await (client as unknown as LogoutClient).backchannelLogout(accountId, sid);
  });
  await Promise.allSettled(ended);
}

/** A method of the library's Client that its types leave out. */
interface LogoutClient {
  backchannelLogout(accountId: string, sid: string): Promise<void>;
}

async function revoke(provider: Provider, grantId: string): Promise<void> {
  const grant = await provider.Grant.find(grantId);
  await Promise.all([
    grant?.destroy(),
    provider.AuthorizationCode.revokeByGrantId(grantId),
    provider.AccessToken.revokeByGrantId(grantId),
    provider.RefreshToken.revokeByGrantId(grantId),
  ]);
}
