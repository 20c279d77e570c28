// What the store has to ask of those who know oidc-provider: the errors for a second use, and whether a session is being ended.
import { errors, Provider } from 'oidc-provider';
import type { ArtefactHooks } from '../store/artefact-hooks.ts';

export const artefactHooks: ArtefactHooks = {
  alreadyUsed(model) {
    if (model === 'ReplayDetection') return new errors.InvalidClientAuth('the assertion was used before');
    if (model === 'PushedAuthorizationRequest') return new errors.InvalidRequestUri();
    return new errors.InvalidGrant(`${model} was used before`);
  },
  // Outside a request of the library only the hub itself writes sessions, and only to end them (end-session.ts).
  isEndSession: () => Provider.ctx?.oidc?.route.startsWith('end_session') ?? true,
};
