// Rules about services' own matchers (services.yaml). They run while the configuration is loaded.
// They must never let a service get, to open a record with, what it may not have otherwise.
import type { Draft } from '../config.ts';
import { type Finding, oneOf, type Place } from '../problem.ts';
import type { Rule } from './rule.ts';

const found = (at: Place, message: string, remedy: string): Finding => ({ file: 'services.yaml', at, message, remedy });

export const matcherRules: readonly Rule[] = [
  { name: 'a matcher’s question is about a known attribute', needs: ['services', 'attributes'], check: questionKnown },
  {
    name: 'a matcher’s account creation stays within the service’s attributes',
    needs: ['services'],
    check: creationWithin,
  },
  { name: 'addresses that the hub calls have no user name in them', needs: ['services'], check: noUserName },
];

function questionKnown({ services, attributes }: Draft): Finding[] {
  const names = attributes.map(({ name }) => name);
  return [...services.values()].flatMap(({ id, matcher }) => {
    const asked = matcher?.question?.attribute;
    if (asked === undefined || names.includes(asked)) return [];
    const at = ['services', id, 'matcher', 'question', 'attribute'];
    return [found(at, `${asked} is not in attributes.yaml`, oneOf(asked, names))];
  });
}

function creationWithin({ services }: Draft): Finding[] {
  return [...services.values()].flatMap(({ id, matcher, attributes }) =>
    (matcher?.accountCreation ?? []).flatMap((name, index) => {
      if (attributes.includes(name)) return [];
      const at = ['services', id, 'matcher', 'accountCreation', index];
      return [found(at, `${name} is not among the service’s attributes`, oneOf(name, attributes))];
    }),
  );
}

function noUserName({ services }: Draft): Finding[] {
  return [...services.values()].flatMap(({ id, matcher, securityEventUri }) => {
    const called: [url: string | undefined, ...at: string[]][] = [
      [matcher?.url, 'matcher', 'url'],
      [securityEventUri, 'securityEventUri'],
    ];
    return called.flatMap(([url, ...at]) => {
      if (url === undefined || !hasUserName(new URL(url))) return [];
      const remedy = 'take it out: the hub proves who it is by its signature';
      return [found(['services', id, ...at], 'has a user name or a password in it', remedy)];
    });
  });
}

const hasUserName = ({ username, password }: URL): boolean => username !== '' || password !== '';
