// Rules about identity providers (identity-providers.yaml). They run while the configuration is loaded.
// They must never let a provider through whose answers could not be read, or that could never be asked.
import { nothing } from '../../assurance/level.ts';
import { askOf } from '../../choice/eligible.ts';
import type { Draft } from '../config.ts';
import { type Finding, oneOf, type Place } from '../problem.ts';
import type { OidcProvider } from '../schema/identity-providers.ts';
import type { Rule } from './rule.ts';
import { vocabularyOf } from './vocabulary-of.ts';

const found = (at: Place, message: string, remedy: string): Finding => ({
  file: 'identity-providers.yaml',
  at,
  message,
  remedy,
});

export const providerRules: readonly Rule[] = [
  { name: 'a provider’s vocabulary exists', needs: ['identity-providers', 'assurance'], check: vocabularyExists },
  { name: 'a provider’s attributes exist', needs: ['identity-providers', 'attributes'], check: attributesExist },
  { name: 'a provider’s allowed services exist', needs: ['identity-providers', 'services'], check: servicesExist },
  {
    name: 'a provider is accredited for something that can be asked of it',
    needs: ['identity-providers', 'assurance'],
    check: accreditedForSomething,
  },
  { name: 'a provider has the settings of its dialect', needs: ['identity-providers'], check: dialectSettings },
];

function vocabularyExists({ providers, assurance }: Draft): Finding[] {
  return [...providers.values()]
    .filter((provider) => !vocabularyOf(assurance, provider))
    .map(({ id, vocabulary }) =>
      found(
        ['providers', id, 'vocabulary'],
        `${vocabulary} is not in assurance.yaml`,
        oneOf(vocabulary, Object.keys(assurance.vocabularies)),
      ),
    );
}

function attributesExist({ providers, attributes }: Draft): Finding[] {
  const names = attributes.map(({ name }) => name);
  return [...providers.values()].flatMap((provider) =>
    provider.attributes.flatMap((name, index) =>
      names.includes(name)
        ? []
        : [
            found(
              ['providers', provider.id, 'attributes', index],
              `${name} is not in attributes.yaml`,
              oneOf(name, names),
            ),
          ],
    ),
  );
}

function servicesExist({ providers, services }: Draft): Finding[] {
  return [...providers.values()].flatMap(({ id, services: allowed = [] }) =>
    allowed.flatMap((name, index) =>
      services.has(name)
        ? []
        : [
            found(
              ['providers', id, 'services', index],
              `${name} is not in services.yaml`,
              oneOf(name, [...services.keys()]),
            ),
          ],
    ),
  );
}

function accreditedForSomething({ providers, assurance }: Draft): Finding[] {
  return [...providers.values()]
    .filter((provider) => {
      const vocabulary = vocabularyOf(assurance, provider);
      return vocabulary && !askOf(provider, vocabulary, [nothing]);
    })
    .map(({ id }) =>
      found(
        ['providers', id, 'accreditedLevels'],
        'is lower than everything that its vocabulary can ask for, so every answer would be refused',
        'raise it to what the provider is accredited for, or add a weaker ask to the vocabulary',
      ),
    );
}

/** Settings that one dialect needs and no other reads. */
const dialectOf = { identityIssuer: 'one-login', attributesEndpoint: 'scotaccount' } as const;

function dialectSettings({ providers }: Draft): Finding[] {
  const settings = Object.entries(dialectOf) as [keyof typeof dialectOf, OidcProvider['dialect']][];
  const speakers = [...providers.values()].filter((provider) => provider.protocol === 'oidc');
  return speakers.flatMap((provider) =>
    settings.flatMap(([key, dialect]) => {
      const at = ['providers', provider.id, key];
      if (provider.dialect === dialect && provider[key] === undefined) {
        return [
          found(at, `is missing, and the dialect ${dialect} needs it`, 'add the URL that the provider documents'),
        ];
      }
      if (provider.dialect !== dialect && provider[key] !== undefined) {
        return [found(at, `is only read with the dialect ${dialect}`, 'take it out, or correct the dialect')];
      }
      return [];
    }),
  );
}
