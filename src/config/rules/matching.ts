// What matching.yaml says must fit the providers and the attributes.
import type { Draft } from '../config.ts';
import { type Finding, oneOf } from '../problem.ts';
import type { Rule } from './rule.ts';

export const matchingRules: readonly Rule[] = [
  {
    name: 'what matching asks about exists',
    needs: ['matching', 'attributes'],
    check: ({ matching, attributes }) => {
      const names = attributes.map(({ name }) => name);
      const used = [
        ...(matching?.identifiers ?? []).map(({ attribute }, index) => ({
          attribute,
          at: ['identifiers', index, 'attribute'],
        })),
        ...(matching?.question ? [{ attribute: matching.question.attribute, at: ['question', 'attribute'] }] : []),
      ];
      return used
        .filter(({ attribute }) => !names.includes(attribute))
        .map(({ attribute, at }) => found(at, `${attribute} is not in attributes.yaml`, oneOf(attribute, names)));
    },
  },
  { name: 'who is believed about an identifier exists', needs: ['matching', 'identity-providers'], check: believed },
];

const found = (at: Finding['at'], message: string, remedy: string): Finding => ({
  file: 'matching.yaml',
  at,
  message,
  remedy,
});

function believed({ matching, providers }: Draft): Finding[] {
  return (matching?.identifiers ?? []).flatMap(({ providers: named, attribute }, index) =>
    named.flatMap((name, position) => {
      const at = ['identifiers', index, 'providers', position];
      const provider = providers.get(name);
      if (!provider)
        return [found(at, `${name} is not in identity-providers.yaml`, oneOf(name, [...providers.keys()]))];
      if (provider.attributes.includes(attribute)) return [];
      return [
        found(at, `${name} does not vouch for ${attribute}`, `name a provider whose attributes have ${attribute}`),
      ];
    }),
  );
}
