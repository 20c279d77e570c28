// What a sign-in is worth to a service where an officer has checked who its person is (V3): asked wherever a level or a detail is served. Pure.
// It must never make more of a sign-in than its own second factor carries, nor put anything in the place of what a provider has proven.
import { effective, type Identity, identityAtLeast, join, type Level, type Stamp } from '../assurance/level.ts';
import type { Service } from '../config/schema/services.ts';
import type { Attribute } from '../connectors/contract.ts';
import type { Authentication } from '../store/authentication-contracts.ts';
import type { VouchInForce } from '../store/vouch-contracts.ts';

type Attributes = Readonly<Record<string, Attribute>>;

export interface Worth {
  level: Level;
  stamp?: Stamp;
  attributes: Attributes;
  /** Where it counts: the check, and the names of the attributes that come from it. */
  vouch?: VouchInForce;
  fromVouch: readonly string[];
}

/** Whether a service takes officers' checks. */
export const takesVouches = ({ vouching, own }: Pick<Service, 'vouching' | 'own'>): boolean =>
  vouching !== false && !own;

/** A level with an officer's check beside it. */
export const raised = (level: Level, vouched: Identity): Level =>
  effective(join(level, { identity: vouched, authenticator: 'none' }));

/** What a provider has to be asked for by somebody whom an officer has checked: the sign-in alone, where the check can do the rest. */
export const withoutIdentity = (level: Level): Level =>
  identityAtLeast('medium', level.identity) ? { ...level, identity: 'none' } : level;

export function worthOf(
  { level, stamp, attributes, vouched }: Pick<Authentication, 'level' | 'stamp' | 'attributes' | 'vouched'>,
  service: Pick<Service, 'vouching' | 'own'>,
): Worth {
  const said = attributes as unknown as Attributes;
  const own: Worth = { level, ...(stamp && { stamp }), attributes: said, fromVouch: [] };
  if (!vouched || !takesVouches(service)) return own;
  const more = raised(level, vouched.identity);
  if (more.identity === level.identity) return own;
  const fromVouch = Object.keys(vouched.attributes).filter((name) => !said[name]?.verified);
  const checked = Object.fromEntries(Object.entries(vouched.attributes).filter(([name]) => fromVouch.includes(name)));
  return { level: more, stamp: vouched.stamp, attributes: { ...said, ...checked }, vouch: vouched, fromVouch };
}
