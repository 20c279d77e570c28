// Rules about services (services.yaml). They run while the configuration is loaded.
// They must never let a service through that no person could sign in to, or that could be sent a person's data by mistake.
import { allowedFor, askOf } from '../../choice/eligible.ts';
import { levelsFor } from '../../registry/life.ts';
import type { Draft } from '../config.ts';
import { isOwnService } from '../own-services.ts';
import { type Finding, oneOf, type Place } from '../problem.ts';
import type { Service } from '../schema/services.ts';
import type { Rule } from './rule.ts';
import { vocabularyOf } from './vocabulary-of.ts';

const found = (at: Place, message: string, remedy: string): Finding => ({ file: 'services.yaml', at, message, remedy });

export const serviceRules: readonly Rule[] = [
  { name: 'the ids of the hub’s own pages are not a service’s', needs: ['services'], check: idsFree },
  { name: 'a service’s organisation exists', needs: ['services'], check: organisationExists },
  { name: 'a service’s attributes exist', needs: ['services', 'attributes'], check: attributesExist },
  { name: 'a service’s allowed providers exist', needs: ['services', 'identity-providers'], check: providersExist },
  {
    name: 'some provider reaches a service’s minimum level',
    needs: ['services', 'identity-providers', 'assurance'],
    check: minimumReachable,
  },
  { name: 'acting for somebody is short-lived', needs: ['services', 'hub'], check: actingShortLived },
  { name: 'a service’s vectors can be asked for', needs: ['services', 'assurance'], check: vectorsExist },
  { name: 'a redirect URI belongs to one service', needs: ['services'], check: redirectUrisUnique },
  { name: 'redirect URIs are exact', needs: ['services'], check: redirectUrisExact },
  { name: 'a service can authenticate', needs: ['services'], check: clientAuthentication },
  { name: 'a service that has to sign its requests has keys', needs: ['services'], check: requestKeys },
];

function idsFree({ services }: Draft): Finding[] {
  return [...services.keys()]
    .filter(isOwnService)
    .map((id) => found(['services', id], 'is the name of pages of the hub’s own', 'give the service another id'));
}

function organisationExists({ services, organisations }: Draft): Finding[] {
  return [...services.values()]
    .filter(({ organisation }) => !organisations.has(organisation))
    .map(({ id, organisation }) =>
      found(
        ['services', id, 'organisation'],
        `names ${organisation}, which is not under organisations`,
        oneOf(organisation, [...organisations.keys()]),
      ),
    );
}

function attributesExist({ services, attributes }: Draft): Finding[] {
  const names = attributes.map(({ name }) => name);
  return [...services.values()].flatMap((service) =>
    service.attributes.flatMap((name, index) =>
      names.includes(name)
        ? []
        : [
            found(
              ['services', service.id, 'attributes', index],
              `${name} is not in attributes.yaml`,
              oneOf(name, names),
            ),
          ],
    ),
  );
}

function providersExist({ services, providers }: Draft): Finding[] {
  return [...services.values()].flatMap(({ id, providers: allowed = [] }) =>
    allowed.flatMap((name, index) =>
      providers.has(name)
        ? []
        : [
            found(
              ['services', id, 'providers', index],
              `${name} is not in identity-providers.yaml`,
              oneOf(name, [...providers.keys()]),
            ),
          ],
    ),
  );
}

function vectorsExist({ services, assurance }: Draft): Finding[] {
  return [...services.values()].flatMap(({ id, vectors = [], dialect }) => {
    const strange = vectors.flatMap((vector, index) =>
      assurance.vtr.includes(vector)
        ? []
        : [
            found(
              ['services', id, 'vectors', index],
              `${vector} is not under vtr in assurance.yaml`,
              oneOf(vector, assurance.vtr),
            ),
          ],
    );
    // One Login's dialect asks for this where a request names none.
    const withoutUsual = dialect === 'one-login' && vectors.length > 0 && !vectors.includes('Cl.Cm');
    const remedy = 'add Cl.Cm, or take vectors out';
    return withoutUsual
      ? [
          ...strange,
          found(['services', id, 'vectors'], 'lacks Cl.Cm, which One Login’s dialect asks for by itself', remedy),
        ]
      : strange;
  });
}

/** D2: what is done for somebody else is short-lived, and One Login's dialect has no words for it. */
function actingShortLived({ services, hub }: Draft): Finding[] {
  return [...services.values()].flatMap(({ id, actingFor, dialect }) => {
    if (!actingFor) return [];
    const place: Place = ['services', id, 'actingFor'];
    const inDialect =
      dialect === 'one-login'
        ? [found(place, 'is for a service in One Login’s dialect, which cannot ask for it', 'take it out')]
        : [];
    const tooLong =
      (hub?.lifetimes.accessToken ?? 0) > longestActing
        ? [
            found(
              place,
              `needs access tokens of ${longestActing} seconds at most, and lifetimes.accessToken is longer`,
              'lower it in hub.yaml, or take actingFor out',
            ),
          ]
        : [];
    return [...inDialect, ...tooLong];
  });
}

/** Seconds. */
const longestActing = 900;

function minimumReachable({ services, providers, assurance }: Draft): Finding[] {
  return [...services.values()]
    .filter((service) => {
      const allowed = [...providers.values()].filter((provider) => allowedFor(provider, service));
      return !allowed.some((provider) =>
        askOf(vocabularyOf(assurance, provider), levelsFor(provider, service.id), [service.minimumLevel]),
      );
    })
    .map(({ id }) =>
      found(
        ['services', id, 'minimumLevel'],
        'is more than any provider that is allowed for this service can reach',
        'lower it, or allow or enable a provider that is accredited for it',
      ),
    );
}

function redirectUrisUnique({ services }: Draft): Finding[] {
  const owners = new Map<string, string>();
  const findings: Finding[] = [];
  for (const { id, redirectUris } of services.values()) {
    for (const [index, uri] of redirectUris.entries()) {
      const owner = owners.get(uri);
      if (owner === undefined) owners.set(uri, id);
      else {
        const remedy = 'give every service, and every place in it, a redirect URI of its own';
        findings.push(found(['services', id, 'redirectUris', index], `is already a redirect URI of ${owner}`, remedy));
      }
    }
  }
  return findings;
}

function redirectUrisExact({ services }: Draft): Finding[] {
  return [...services.values()].flatMap((service) =>
    (['redirectUris', 'postLogoutRedirectUris'] as const).flatMap((key) =>
      service[key].flatMap((uri, index) => {
        const { username, password } = new URL(uri);
        if (!uri.includes('*') && username === '' && password === '') return [];
        const remedy = 'write the whole address, character by character; list several where there are several';
        return [found(['services', service.id, key, index], 'has a wildcard or a user name in it', remedy)];
      }),
    ),
  );
}

function clientAuthentication({ services }: Draft): Finding[] {
  return [...services.values()].flatMap((service) => {
    const complaint = authenticationComplaint(service);
    return complaint ? [found(['services', service.id, 'authentication'], ...complaint)] : [];
  });
}

function requestKeys({ services }: Draft): Finding[] {
  return [...services.values()]
    .filter(
      ({ requests, jwksFile, jwksUri }) => requests === 'signed' && jwksFile === undefined && jwksUri === undefined,
    )
    .map(({ id }) =>
      found(
        ['services', id, 'requests'],
        'is signed without keys to verify them with',
        'add jwksFile or jwksUri with the service’s public keys',
      ),
    );
}

function authenticationComplaint(service: Service): [string, string] | undefined {
  const { authentication, jwksFile, jwksUri, secretHash } = service;
  if (jwksFile !== undefined && jwksUri !== undefined) {
    return ['has both jwksFile and jwksUri', 'keep the one that is kept up to date and take the other out'];
  }
  if (authentication === 'private_key_jwt') {
    if (jwksFile === undefined && jwksUri === undefined) {
      return ['is private_key_jwt without keys', 'add jwksFile or jwksUri with the service’s public keys'];
    }
    return secretHash === undefined ? undefined : ['is private_key_jwt with a secretHash', 'take secretHash out'];
  }
  return secretHash === undefined
    ? [`is ${authentication} without a secretHash`, 'make one with “gatehouse secret”, or use private_key_jwt']
    : undefined;
}
