// What services ask for in a fuzz of journeys: plain requests mostly, and each way to ask for more.
import type { Service } from '../../../src/config/schema/services.ts';
import type { Wish } from './scene.ts';

const medium = { identity: 'medium', authenticator: 'medium' } as const;
const wish = (parameters: Record<string, string> = {}, more: Partial<Wish> = {}): Wish => ({
  parameters,
  way: 'query',
  ...more,
});
const essential = JSON.stringify({ id_token: { acr: { essential: true, values: ['Cl.Cm.P2'] } } });

export const wishes: readonly Wish[] = [
  wish(),
  wish({}, { way: 'pushed' }),
  wish({}, { way: 'signed' }),
  wish({ acr_values: 'Cl.Cm.P2' }),
  wish({ vtr: '["Cl.Cm.P2"]' }, { required: medium }),
  wish({ vtr: '["Cl.Cm"]' }, { required: { identity: 'none', authenticator: 'medium' } }),
  wish({ claims: essential }, { required: medium }),
  wish({ prompt: 'login' }, { fresh: true }),
  wish({ max_age: '0' }, { fresh: true }),
  wish({ prompt: 'consent' }, { askAgain: true }),
  wish({ idp_hint: 'central' }),
  wish({ prompt: 'login', idp_hint: 'local' }, { fresh: true }),
];

/** For the service that may have refresh tokens. */
export const offline = wish({ scope: 'offline_access', prompt: 'consent' }, { askAgain: true });

export const fresh = wish({ prompt: 'login', vtr: '["Cl.Cm.P2"]' }, { fresh: true, required: medium });

export const silent = wish({ prompt: 'none' }, { silent: true });

/** All that a service may have, so that it can be seen whose it is. */
export function scopeOf({ attributes }: Service, { parameters }: Wish): string {
  const scopes = [
    'openid',
    attributes.includes('email') && 'email',
    attributes.includes('given_name') && 'profile',
    // Without an address nobody is compared with anybody.
    attributes.includes('address') && 'address',
    parameters.scope,
  ];
  return scopes.filter(Boolean).join(' ');
}
