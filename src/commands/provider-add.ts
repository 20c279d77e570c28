// `gatehouse provider add SOURCE`: reads what a provider publishes, checks it as the hub would, writes its record, and says what its operator has to
// enter on their side. It must never offer a provider that nobody has tried: the record begins switched off.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { slug } from '../config/schema/common.ts';
import { JourneyEnd } from '../connectors/journey-end.ts';
import { fetchText } from '../connectors/saml/metadata/fetch.ts';
import { type AddArguments, type Source, wrong } from './new-provider.ts';
import { openIdRecord } from './openid-record.ts';
import { readyConfig } from './ready-config.ts';
import { samlRecord } from './saml-record.ts';
import { enterOpenId, enterSaml } from './what-to-enter.ts';
import { type NewRecord, writeRecord } from './write-record.ts';

/** Prints what was written and what to do next. @throws HubError `configuration` with everything that is wrong; nothing is written then */
export async function providerAdd(given: AddArguments, print: (line: string) => void): Promise<number> {
  const config = await readyConfig(given.config, { allowMissingKeys: true });
  const source = await read(given);
  const isMetadata = source.text.trimStart().startsWith('<');
  const record = await refusing(() =>
    isMetadata ? samlRecord(source, given, config) : openIdRecord(source, given, config),
  );
  const unfit = slug.safeParse(record.id).error?.issues[0]?.message;
  if (unfit) throw wrong(`"${record.id}" cannot be an id: ${unfit}. Nothing was written.`);
  if (config.providers.has(record.id))
    throw wrong(`There is a provider "${record.id}" already: choose another with --id.`);
  await writeRecord(config.folder, record);
  print(`Added ${record.id} to identity-providers.yaml, switched off (enabled: false).\n`);
  for (const line of isMetadata ? enterSaml(record.id, config) : enterOpenId(record, config)) print(line);
  print(
    `\nThen: look through the record, restart the hub, run "npm run gatehouse -- provider test ${record.id}", and set enabled: true.`,
  );
  return 0;
}

/** Turns a connector's refusal into words for the operator. */
async function refusing(work: () => NewRecord | Promise<NewRecord>): Promise<NewRecord> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof JourneyEnd)) throw error;
    throw wrong(`This cannot be used: ${error.message}. Nothing was written.`);
  }
}

async function read({ source, private: allowPrivateAddress = false }: AddArguments): Promise<Source> {
  if (existsSync(source)) return { url: undefined, text: await readFile(source, 'utf8'), allowPrivateAddress };
  if (!URL.canParse(source)) throw wrong(`"${source}" is neither a file nor a URL.`);
  const ask = (url: string) => fetchText(url, { allowPrivateAddress });
  // An issuer says nothing at its own address, or shows a page for people.
  const direct = await ask(source).catch((error: unknown) => error);
  if (typeof direct === 'string' && /^\s*<(\?xml|(\w+:)?Entit(y|ies)Descriptor)/.test(direct))
    return { url: source, text: direct, allowPrivateAddress };
  const discovery = `${source.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const found = await ask(discovery).catch((error: unknown) => error);
  if (typeof found === 'string') return { url: source, text: found, allowPrivateAddress };
  const why = [direct, found].map((each) => (each instanceof Error ? each.message : 'no metadata'));
  throw wrong(
    `Neither SAML metadata at ${source} (${why[0]}) nor OpenID discovery at ${discovery} (${why[1]}). Inside your own network, add --private.`,
  );
}
