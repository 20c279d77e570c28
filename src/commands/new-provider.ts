// What a new provider's record is made from, whatever it speaks: the words of the command line, and usual values.
// It must never fill in what only the operator can know: levels begin at the least.
import type { Config } from '../config/load.ts';
import { oneOf } from '../config/problem.ts';
import { HubError } from '../errors.ts';

export interface AddArguments {
  config: string;
  /** A metadata file, or the URL of metadata, or an OpenID issuer. */
  source: string;
  id?: string | undefined;
  name?: string | undefined;
  'name-cy'?: string | undefined;
  vocabulary?: string | undefined;
  'entity-id'?: string | undefined;
  'client-id'?: string | undefined;
  /** The provider is inside the council's own network. */
  private?: boolean | undefined;
}

/** What was found at the source. */
export interface Source {
  /** The URL; undefined for a file. */
  url: string | undefined;
  text: string;
  allowPrivateAddress: boolean;
}

export const wrong = (detail: string): HubError => new HubError('configuration', { detail });

/** The vocabulary that was named, or the usual one. */
export function vocabularyFor(given: AddArguments, usual: string | undefined, { assurance }: Config): string {
  const known = Object.keys(assurance.vocabularies);
  const name = given.vocabulary ?? usual;
  if (name !== undefined && known.includes(name)) return name;
  throw wrong(
    name === undefined
      ? `Say what its level words mean with --vocabulary: one of ${known.join(', ')}.`
      : `There is no vocabulary "${name}" in assurance.yaml: ${oneOf(name, known)}.`,
  );
}

/** Names and a line for the choice page; the operator will know better words. */
export function wordsFor({ name, 'name-cy': welsh }: AddArguments, found: string) {
  const [en, cy] = [name ?? found, welsh ?? name ?? found];
  return {
    name: { en, cy },
    description: { en: `Use the account you have with ${en}.`, cy: `Defnyddiwch y cyfrif sydd gennych gyda ${cy}.` },
  };
}

/** An id from a host name. */
export function idFrom(url: string): string {
  const host = URL.canParse(url) ? new URL(url).hostname : url;
  const slug = host
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '');
  return slug.slice(0, 63) || 'provider';
}

/** The least that the vocabulary can ask for: the operator raises it to what the provider is accredited for. */
export function leastLevel(vocabulary: string, { assurance }: Config) {
  const [ask] = assurance.vocabularies[vocabulary]?.asks ?? [];
  return ask ? [ask.level] : [];
}
