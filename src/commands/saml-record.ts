// A record from SAML metadata, checked as the hub will check it when it reads it for a sign-in.
// It must never choose among several providers by itself.
import type { Config } from '../config/load.ts';
import { providersIn, readMetadata } from '../connectors/saml/metadata/parse.ts';
import { type AddArguments, idFrom, leastLevel, type Source, vocabularyFor, wordsFor, wrong } from './new-provider.ts';
import type { NewRecord } from './write-record.ts';

/** @throws HubError `configuration`, JourneyEnd for metadata that the hub would refuse */
export function samlRecord(source: Source, given: AddArguments, config: Config): NewRecord {
  const { url, text, allowPrivateAddress } = source;
  const found = providersIn(text);
  const wanted = given['entity-id'] ?? (found.length === 1 ? found[0]?.entityId : undefined);
  const listed = found.map(({ entityId }) => `  ${entityId}`).join('\n');
  if (wanted === undefined)
    throw wrong(
      found.length === 0
        ? 'There is no identity provider in this metadata.'
        : `There are several identity providers in it. Choose one with --entity-id:\n${listed}`,
    );
  const entity = found.find(({ entityId }) => entityId === wanted);
  if (!entity) throw wrong(`There is no identity provider "${wanted}" in it. It has:\n${listed}`);
  const anyAddress = allowPrivateAddress || url === undefined;
  const published = readMetadata(text, { entityId: wanted, now: Date.now() / 1000, allowPrivateAddress: anyAddress });
  const vocabulary = vocabularyFor(given, 'local-account', config);
  const id = given.id ?? idFrom(wanted);
  const file = `metadata/${id}.xml`;
  return {
    id,
    record: {
      protocol: 'saml',
      vocabulary,
      ...wordsFor(given, entity.name ?? idFrom(wanted)),
      entityId: wanted,
      metadata: url === undefined ? { file } : { url, ...(allowPrivateAddress && { allowPrivateAddress }) },
      binding: published.signOn.redirect ? 'redirect' : 'post',
      subject: 'persistent-name-id',
      accreditedLevels: leastLevel(vocabulary, config),
      attributes: config.attributes.filter(({ saml }) => saml.length > 0).map(({ name }) => name),
      enabled: false,
    },
    files: url === undefined ? { [file]: text } : {},
  };
}
