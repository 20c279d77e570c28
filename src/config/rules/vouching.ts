// The rule about officers' checks in services.yaml. It runs while the configuration is loaded.
// It must never let a service believe that a check could bring anybody where none can.
import { identityAtLeast } from '../../assurance/level.ts';
import type { Draft } from '../config.ts';
import type { Finding } from '../problem.ts';
import type { Rule } from './rule.ts';

export const vouchingRules: readonly Rule[] = [
  { name: 'an officer’s check is spoken of where it can count', needs: ['services'], check: whereItCounts },
];

/** V3: a check gives medium at most, so that a service that wants more has nothing to say about it. */
function whereItCounts({ services }: Draft): Finding[] {
  return [...services.values()]
    .filter(({ vouching, minimumLevel }) => vouching !== undefined && !identityAtLeast('medium', minimumLevel.identity))
    .map(({ id, minimumLevel }) => {
      const message = `is about officers’ checks, which never reach identity ${minimumLevel.identity}`;
      return { file: 'services.yaml', at: ['services', id, 'vouching'], message, remedy: 'take it out' };
    });
}
