// What level a service's request asks for, read from oidc-provider's parameters once they are validated.
// It must never let a malformed or unregistered wish pass as "no wish".

import { errors, type UnknownObject } from 'oidc-provider';
import type { Acr } from '../assurance/acr.ts';
import { type Asked, readAsked } from '../assurance/ask.ts';
import type { Service } from '../config/schema/services.ts';
import { HubError } from '../errors.ts';

export type AskedLevel = (service: Service, parameters: UnknownObject) => Asked;

/** Binds the reading to the deployment's vocabulary. The function throws InvalidRequest for what is malformed. */
export function createAskedLevel(acr: Acr, vectors: readonly string[]): AskedLevel {
  return (service, parameters) => {
    try {
      return readAsked(
        { acr_values: text(parameters.acr_values), claims: text(parameters.claims), vtr: text(parameters.vtr) },
        acr,
        service.minimumLevel,
        vectors,
      );
    } catch (error) {
      if (error instanceof HubError && error.oauth === 'invalid_request')
        throw new errors.InvalidRequest(error.detail ?? '');
      throw error;
    }
  };
}

const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
