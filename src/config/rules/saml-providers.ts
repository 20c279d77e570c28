// Rules about identity providers that speak SAML (identity-providers.yaml). They run while the configuration is loaded.
// They must never let one through whose metadata could not be read, or that is asked in words that SAML does not have.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Draft } from '../config.ts';
import type { Finding, Place } from '../problem.ts';
import type { Rule } from './rule.ts';
import { vocabularyOf } from './vocabulary-of.ts';

const found = (at: Place, message: string, remedy: string): Finding => ({
  file: 'identity-providers.yaml',
  at,
  message,
  remedy,
});

export const samlProviderRules: readonly Rule[] = [
  { name: 'a SAML provider’s attributes are among its own', needs: ['identity-providers'], check: samlAttributes },
  { name: 'a SAML provider that leads on is asked by form', needs: ['identity-providers'], check: samlLeadsTo },
  { name: 'a SAML provider’s files can be read', needs: ['identity-providers'], check: samlFiles },
  {
    name: 'a SAML provider is asked for levels in SAML’s words',
    needs: ['identity-providers', 'assurance'],
    check: samlWords,
  },
];

const samlOf = ({ providers }: Draft) => [...providers.values()].filter((provider) => provider.protocol === 'saml');

function samlAttributes(draft: Draft): Finding[] {
  return samlOf(draft).flatMap(({ id, attributes, attributeNames, verifiedAttributes }) => {
    const stray = (name: string, at: Place) =>
      attributes.includes(name)
        ? []
        : [found(at, `${name} is not among the provider’s attributes`, 'add it to attributes, or take it out here')];
    return [
      ...Object.keys(attributeNames).flatMap((name) => stray(name, ['providers', id, 'attributeNames', name])),
      ...verifiedAttributes.flatMap((name, index) => stray(name, ['providers', id, 'verifiedAttributes', index])),
    ];
  });
}

function samlFiles(draft: Draft): Finding[] {
  return samlOf(draft).flatMap(({ id, metadata }) => {
    const [key, file] = 'file' in metadata ? ['file', metadata.file] : ['signedBy', metadata.signedBy];
    if (file === undefined || existsSync(resolve(draft.folder, file))) return [];
    const remedy = 'put the file there; the path counts from the configuration folder';
    return [found(['providers', id, 'metadata', String(key)], 'names a file that does not exist', remedy)];
  });
}

function samlWords(draft: Draft): Finding[] {
  const known = ['authnContext', 'comparison'];
  return samlOf(draft).flatMap((provider) => {
    const asks = vocabularyOf(draft.assurance, provider)?.asks ?? [];
    const strange = [...new Set(asks.flatMap(({ send }) => Object.keys(send)))].filter((name) => !known.includes(name));
    const remedy =
      'name a vocabulary whose asks send authnContext (class references, alternatives parted by spaces) or nothing';
    return strange.map((name) =>
      found(['providers', provider.id, 'vocabulary'], `asks with ${name}, which SAML does not have`, remedy),
    );
  });
}

function samlLeadsTo(draft: Draft): Finding[] {
  return samlOf(draft)
    .filter(({ leadsTo, binding }) => leadsTo.length > 0 && binding !== 'post')
    .map(({ id }) =>
      found(['providers', id, 'leadsTo'], 'is only read with binding: post', 'take it out, or ask by post'),
    );
}
