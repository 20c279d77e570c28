// What the adapter for oidc-provider has to ask of those who know that library: the store itself only knows its types.
// It must never grow into a way for the store to reach a request.

/** What the store has to ask of those who know oidc-provider. */
export interface ArtefactHooks {
  /**
   * The error for the second use of a single-use artefact: thrown by `consume` (AuthorizationCode, RefreshToken,
   * PushedAuthorizationRequest) and by `upsert` of a ReplayDetection record, where it becomes the answer to the client.
   */
  alreadyUsed(model: string): Error;
  /** True on the end-session routes, and wherever the hub itself ends a session outside a request of the library. */
  isEndSession(): boolean;
}
