// Rules about identity providers (identity-providers.yaml). They run while the configuration is loaded.
// They must never let a provider through whose answers could not be read, or that could never be asked.
import { atLeast, effective, nothing } from '../../assurance/level.ts';
import { askOf } from '../../choice/eligible.ts';
import { levelsFor } from '../../registry/life.ts';
import type { Draft } from '../config.ts';
import { isOwnService } from '../own-services.ts';
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
  { name: 'a provider that proves identity says whose', needs: ['identity-providers'], check: identityHasDetails },
  { name: 'a provider has the settings of its dialect', needs: ['identity-providers'], check: dialectSettings },
  { name: 'a provider’s registrations end before its sign-ins', needs: ['identity-providers'], check: endsInOrder },
  {
    name: 'a level that a provider is tried at is one that it is accredited for',
    needs: ['identity-providers', 'services'],
    check: trialsMakeSense,
  },
  {
    name: 'a provider that works without a smartphone has a second factor without one',
    needs: ['identity-providers'],
    check: factorWithoutSmartphone,
  },
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
      services.has(name) || isOwnService(name)
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
      return vocabulary && !askOf(vocabulary, levelsFor({ ...provider, onboarding: [] }, ''), [nothing]);
    })
    .map(({ id }) =>
      found(
        ['providers', id, 'accreditedLevels'],
        'is lower than everything that its vocabulary can ask for, so every answer would be refused',
        'raise it to what the provider is accredited for, or add a weaker ask to the vocabulary',
      ),
    );
}

/** Without them nobody could see that an account brings another person's documents later (matching/continuity.ts). */
function identityHasDetails({ providers }: Draft): Finding[] {
  return [...providers.values()].flatMap(({ id, accreditedLevels, attributes }) => {
    const proves = accreditedLevels.some((most) => effective(most).identity !== 'none');
    const named = attributes.includes('given_name') || attributes.includes('family_name');
    if (!proves || (named && attributes.includes('birthdate'))) return [];
    const remedy = 'add birthdate, and given_name or family_name, or take the identity levels out of accreditedLevels';
    return [
      found(
        ['providers', id, 'attributes'],
        'has no name with a date of birth, and the provider is accredited for identity',
        remedy,
      ),
    ];
  });
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

function endsInOrder({ providers }: Draft): Finding[] {
  return [...providers.values()]
    .filter(
      ({ acceptRegistrationsUntil: first, acceptSignInsUntil: last }) =>
        first && last && Date.parse(first) > Date.parse(last),
    )
    .map(({ id }) =>
      found(
        ['providers', id, 'acceptRegistrationsUntil'],
        'is later than acceptSignInsUntil, when nobody is sent there any more',
        'put it before acceptSignInsUntil, or take it out',
      ),
    );
}

function trialsMakeSense({ providers, services }: Draft): Finding[] {
  return [...providers.values()].flatMap((provider) =>
    provider.onboarding.flatMap(({ level, services: trying }, index) => {
      const at = ['providers', provider.id, 'onboarding', index];
      const strangers = trying.flatMap((name, place) => {
        const here = [...at, 'services', place];
        if (!services.has(name))
          return [found(here, `${name} is not in services.yaml`, oneOf(name, [...services.keys()]))];
        return provider.services?.includes(name) === false
          ? [
              found(
                here,
                `${name} may not use this provider at all`,
                'add it to services of this provider, or take it out here',
              ),
            ]
          : [];
      });
      const covered = provider.accreditedLevels.some((most) => atLeast(most, level));
      const beyond = found(
        [...at, 'level'],
        'is beyond accreditedLevels, so nobody could try it',
        'raise accreditedLevels, or lower this',
      );
      return covered ? strangers : [beyond, ...strangers];
    }),
  );
}

function factorWithoutSmartphone({ providers }: Draft): Finding[] {
  return [...providers.values()]
    .filter(({ worksWithout, secondFactors }) => {
      const only = secondFactors?.every((factor) => factor === 'app');
      return only && worksWithout?.includes('smartphone');
    })
    .map(({ id }) =>
      found(
        ['providers', id, 'secondFactors'],
        'has nothing but app, and worksWithout says that no smartphone is needed',
        'add the second factors that need none, or take smartphone out of worksWithout',
      ),
    );
}
