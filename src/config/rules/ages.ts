// Rules about age: claims in attributes.yaml, policies in services.yaml. They run while the configuration is loaded.
// They must never let a policy through that nobody of an age could ever get past.
import { birthdate, isAge } from '../../ages/claims.ts';
import { comesIn, policyFor } from '../../ages/policy.ts';
import type { Draft } from '../config.ts';
import type { Finding } from '../problem.ts';
import { ageBands, type KnownBand } from '../schema/ages.ts';
import type { Rule } from './rule.ts';

export const ageRules: readonly Rule[] = [
  { name: 'ages have a birth date to be worked out from', needs: ['attributes', 'services'], check: birthdateThere },
  { name: 'no provider vouches for an age', needs: ['attributes', 'identity-providers'], check: notVouchedFor },
  { name: 'a parent’s authority is asked for children only', needs: ['services'], check: forChildrenOnly },
  { name: 'a service lets somebody in by themselves', needs: ['services'], check: somebodyComesIn },
];

function birthdateThere({ attributes, services }: Draft): Finding[] {
  const wanted = attributes.some(isAge) || [...services.values()].some(({ ages }) => ages !== undefined);
  const there = attributes.some(({ name, kind }) => name === birthdate && kind === 'date');
  if (!wanted || there) return [];
  const message = `lacks ${birthdate}, which ages are worked out from`;
  return [{ file: 'attributes.yaml', at: ['attributes'], message, remedy: `add ${birthdate} with kind: date` }];
}

function notVouchedFor({ attributes, providers }: Draft): Finding[] {
  const ages = attributes.filter(isAge).map(({ name }) => name);
  return [...providers.values()].flatMap((provider) =>
    provider.attributes.flatMap((name, index) => {
      if (!ages.includes(name)) return [];
      const at = ['providers', provider.id, 'attributes', index];
      const remedy = `take it out, and list ${birthdate} where the provider checks it`;
      return [{ file: 'identity-providers.yaml', at, message: `${name} is worked out by the hub`, remedy }];
    }),
  );
}

const adults: readonly KnownBand[] = ['18-64', '65+', 'unknown'];

function forChildrenOnly({ services }: Draft): Finding[] {
  return [...services.values()].flatMap((service) =>
    adults.flatMap((band) => {
      if (policyFor(service, band) !== 'require-parental-authority') return [];
      const message = 'asks for a parent’s authority over somebody who may be an adult';
      const remedy = 'use officer-review or refuse-with-help';
      return [{ file: 'services.yaml', at: ['services', service.id, 'ages', band], message, remedy }];
    }),
  );
}

function somebodyComesIn({ services }: Draft): Finding[] {
  return [...services.values()].flatMap((service) => {
    if (ageBands.some((band) => comesIn(service, band))) return [];
    const at = ['services', service.id, 'ages'];
    const message = 'allows nobody whose age is known';
    return [{ file: 'services.yaml', at, message, remedy: 'allow at least one age group' }];
  });
}
