// What level a service's request asks for, read from oidc-provider's parameters once they are validated.
// It must never let a malformed or unregistered wish pass as "no wish"; a wish for verified claims is read here for that, too.

import { errors, type UnknownObject } from 'oidc-provider';
import type { Acr } from '../assurance/acr.ts';
import { type Asked, readAsked } from '../assurance/ask.ts';
import type { Service } from '../config/schema/services.ts';
import { HubError } from '../errors.ts';
import { oneLoginClaims } from '../release/one-login.ts';
import { readVerifiedWishes } from '../release/verified-claims-request.ts';
import { claimsAsked } from './one-login/request-rules.ts';

export type AskedLevel = (service: Service, parameters: UnknownObject) => Asked;

/** Binds the reading to the deployment's vocabulary. The function throws InvalidRequest for what is malformed. */
export function createAskedLevel(acr: Acr, vectors: readonly string[]): AskedLevel {
  const registered = (service: Service) => service.vectors ?? vectors;
  return (service, parameters) => {
    const oneLogin = service.dialect === 'one-login';
    try {
      return oneLogin ? inOneLoginsWay(service, parameters) : inStandardWay(service, parameters);
    } catch (error) {
      if (error instanceof HubError && error.oauth === 'invalid_request')
        throw new errors.InvalidRequest(oneLogin ? 'Request vtr not valid' : (error.detail ?? ''));
      throw error;
    }
  };

  function inStandardWay(service: Service, { acr_values, claims, vtr }: UnknownObject): Asked {
    const parameters = { acr_values: text(acr_values), claims: text(claims), vtr: text(vtr) };
    readVerifiedWishes(parameters.claims);
    return readAsked(parameters, acr, service.minimumLevel, registered(service));
  }

  /** By vector alone; none asks for two factors. Whoever asks for return codes is also answered without an identity. */
  function inOneLoginsWay(service: Service, { claims, vtr = '[]' }: UnknownObject): Asked {
    const vector = text(vtr)?.trim() === '[]' ? '["Cl.Cm"]' : text(vtr);
    const asked = readAsked({ vtr: vector }, acr, service.minimumLevel, registered(service));
    const codes = claimsAsked(claims).includes(oneLoginClaims.returnCode);
    return codes ? { ...asked, fallback: { identity: 'none', authenticator: 'medium' } } : asked;
  }
}

const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
