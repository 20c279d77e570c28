import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { readEnvironment } from '../../src/config/environment.ts';
import { loadConfig } from '../../src/config/load.ts';
import { problemText } from '../../src/config/problem.ts';
import { waysToTell } from '../../src/config/schema/notices.ts';
import { kindNames } from '../../src/notices/kinds.ts';
import { changedFolder, copyFolder, type Files, notifyKey, problemsOf } from './folder.ts';

/** Replaces a text in a file, and returns the number of the line that it stood in. */
async function edit(folder: string, name: string, [from, to]: [string, string]): Promise<number> {
  const path = join(folder, name);
  const text = await readFile(path, 'utf8');
  if (!text.includes(from)) throw new Error(`${name} has no ${from}`);
  await writeFile(path, text.replace(from, to));
  return text.slice(0, text.indexOf(from)).split('\n').length;
}

const short = (problems: { file: string; path: string; line?: number }[]) =>
  problems.map(({ file, path, line }) => `${file}:${line ?? ''} ${path}`.trim());

describe('loading the configuration', () => {
  it('gives every record its id, keeps the order, and reads keys and overrides', async () => {
    const folder = await copyFolder();
    const environment = readEnvironment({ GATEHOUSE_PORT: '0', GATEHOUSE_ISSUER: 'https://id.example', OTHER: 'x' });
    const loaded = await loadConfig(folder, environment);
    if (!('config' in loaded)) throw new Error(JSON.stringify(loaded.problems));
    const { config } = loaded;
    expect([...config.providers.keys()]).to.deep.equal(['central', 'nhs', 'local', 'scotland', 'staff']);
    expect(config.services.get('parking-permit')).to.include({ id: 'parking-permit', idTokenAlgorithm: 'ES256' });
    expect(config.organisations.get('exampleton')?.id).to.equal('exampleton');
    expect(config.attributes[0]).to.include({ name: 'given_name', claim: 'given_name' });
    expect(config.hub).to.include({ issuer: 'https://id.example', log: 'info' });
    expect(config.hub.listen).to.deep.equal({ host: 'localhost', port: 0 });
    expect(config.serviceKeys.get('bin-collection')?.keys[0]?.kid).to.equal('test');
    expect(config.personas.people.length).to.be.greaterThan(15);
    expect(config.missingKeys).to.deep.equal([]);
  });

  it('reports every problem of all files, and of the environment, at once', async () => {
    const folder = await copyFolder({ keys: false });
    const hub = await edit(folder, 'hub.yaml', ['port: 3000', 'port: 70000']);
    const services = await edit(folder, 'services.yaml', ['refreshTokens: true', 'refreshToken: true']);
    const providers = await edit(folder, 'identity-providers.yaml', ['dialect: plain', 'dialect: plane']);
    const assurance = await edit(folder, 'assurance.yaml', ['vtr: [Cl, ', 'vtr: [Cx, ']);
    const attributes = await edit(folder, 'attributes.yaml', ['claim: given_name', 'claims: given_name']);
    await rm(join(folder, 'personas.yaml'));
    await rm(join(folder, 'notices.yaml'));
    const problems = await problemsOf(folder, { GATEHOUSE_PROT: '1' });
    expect(short(problems)).to.have.members([
      'environment: GATEHOUSE_PROT',
      `hub.yaml:${hub} listen.port`,
      `services.yaml:${services} services.parking-permit.refreshToken`,
      `identity-providers.yaml:${providers} providers.staff.dialect`,
      `assurance.yaml:${assurance} vtr[0]`,
      `attributes.yaml:${attributes - 1} attributes.given_name.claim`,
      `attributes.yaml:${attributes} attributes.given_name.claims`,
    ]);
    for (const { message, remedy } of problems)
      expect(`${message}${remedy}`).not.to.match(/undefined|Invalid input|object/);
  });

  it('reports aliases that stand for far more than the file holds', async () => {
    const folder = await copyFolder();
    const levels = Array.from(
      { length: 9 },
      (_, at) => `a${at + 1}: &a${at + 1} [${Array(10).fill(`*a${at}`).join(', ')}]`,
    );
    await writeFile(join(folder, 'hub.yaml'), ['a0: &a0 [x]', ...levels, ''].join('\n'));
    const [problem, ...others] = await problemsOf(folder);
    expect(problem).to.deep.include({ file: 'hub.yaml', path: '' });
    expect(problem?.message).to.match(/aliases/);
    expect(others.filter(({ file }) => file === 'hub.yaml')).to.deep.equal([]);
  });

  const single: [string, (files: Files) => void, RegExp][] = [
    [
      'an address of Notify that is none',
      ({ notices: { notify } }) => {
        notify.url = 'not an address';
      },
      /use an https URL/,
    ],
    [
      'a kind of notice without templates',
      ({ notices: { templates } }) => delete templates['vouch-notice'],
      /is missing → add a group of settings with letter/,
    ],
    [
      'a kind of notice without a way to send it',
      ({ notices: { templates } }) => (templates['vouch-notice'] = {}),
      /.*→ add templates for one of: letter, email/,
    ],
    [
      'a way that a kind of notice cannot go',
      ({ notices: { templates } }) => (templates['vouch-notice'].sms = templates['grant-used'].sms),
      /is not a known key/,
    ],
    [
      'a template in one language only',
      ({ notices: { templates } }) => delete templates['vouch-notice'].letter.cy,
      /is missing/,
    ],
    [
      'a template that is no id',
      ({ notices: { templates } }) => (templates['vouch-notice'].letter.cy = 'letter-cy'),
      /.*→ write the id of a template/,
    ],
    ['Notify without https', ({ notices }) => (notices.notify.url = 'http://notify.example'), /.*→ use an https URL/],
    [
      'Notify with a path',
      ({ notices }) => (notices.notify.url = 'https://notify.example/v2'),
      /.*→ write https:\/\/ and the host alone/,
    ],
    [
      'an unknown key',
      ({ services: { services } }) => (services['council-tax'].redirectURIs = []),
      /not a known key → did you mean redirectUris\?/,
    ],
    [
      'an issuer without https',
      ({ hub }) => (hub.issuer = 'http://id.example'),
      /cannot be used here → use an https URL/,
    ],
    [
      'a trailing slash on the issuer',
      ({ hub }) => (hub.issuer = 'https://id.example/'),
      /leave out the trailing slash/,
    ],
    [
      'an id with spaces',
      ({ services }) => (services.organisations['Two Words'] = services.organisations.exampleton),
      /name that cannot be used → use lower-case letters/,
    ],
    [
      'a word that is not possible',
      ({ hub }) => (hub.log = 'loud'),
      /"loud", which is not possible here → use one of: trace, debug/,
    ],
    [
      'a number for a text',
      ({ services }) => (services.organisations.exampleton.help.phone = 1632),
      /is 1632, which is not a text → write a text, in quotes: '1632'/,
    ],
    [
      'nothing for a text',
      ({ services }) => (services.organisations.exampleton.colour = null),
      /one that starts with # needs quotes/,
    ],
    ['a missing group', ({ hub }) => delete hub.listen, /is missing → add a group of settings with host, port/],
    [
      'a missing language',
      ({ services }) => delete services.organisations.exampleton.name.cy,
      /is missing → add a text/,
    ],
    [
      'an empty list',
      ({ services: { services } }) => (services['council-tax'].redirectUris = []),
      /an empty list, which is too little → give at least 1 entry/,
    ],
    ['a number that is too high', ({ hub }) => (hub.lifetimes.code = 601), /give at most 600$/],
    ['a persona used twice', ({ personas }) => (personas.people[1].id = personas.people[0].id), /used twice/],
  ];
  for (const [name, breaks, says] of single) {
    it(`explains ${name}`, async () => {
      const problems = await problemsOf(await changedFolder(breaks));
      expect(problems.map(({ message, remedy }) => `${message} → ${remedy}`).join('\n')).to.match(says);
      expect(problems).to.have.length(1);
      expect(problems[0]?.line).to.be.greaterThan(0);
    });
  }

  it('refuses a key given twice, with the line of the second', async () => {
    const folder = await copyFolder();
    await edit(folder, 'hub.yaml', ['log: info', 'log: info\nlog: debug']);
    const [problem, ...more] = await problemsOf(folder);
    const lines = (await readFile(join(folder, 'hub.yaml'), 'utf8')).split('\n');
    expect(problem).to.include({ file: 'hub.yaml', line: lines.indexOf('log: debug') + 1 });
    expect(problem?.remedy).to.match(/keep one of the two/);
    expect(more).to.deep.equal([]);
  });

  it('refuses broken YAML, text that is not UTF-8, empty and absent files, each by name', async () => {
    const folder = await copyFolder();
    await writeFile(join(folder, 'hub.yaml'), 'issuer: [\n');
    await writeFile(join(folder, 'services.yaml'), Buffer.from([0x61, 0x3a, 0x20, 0xff]));
    await writeFile(join(folder, 'attributes.yaml'), '');
    await rm(join(folder, 'assurance.yaml'));
    const problems = await problemsOf(folder);
    const of = (file: string) => problems.find((problem) => problem.file === file);
    expect(of('hub.yaml')?.message).to.match(/not valid YAML/);
    expect(of('services.yaml')).to.include({ message: 'is not UTF-8 text', remedy: 'save it as UTF-8' });
    expect(of('attributes.yaml')?.message).to.match(/^is empty/);
    expect(of('assurance.yaml')?.message).to.equal('does not exist');
  });

  it('refuses a YAML file that nothing reads, and a folder that is not there', async () => {
    const folder = await copyFolder();
    await writeFile(join(folder, 'service.yaml'), '{}');
    expect(await problemsOf(folder)).to.have.length(1);
    expect((await problemsOf(folder))[0]).to.include({ file: 'service.yaml' });
    expect((await problemsOf(join(folder, 'nowhere')))[0]?.message).to.match(/not a folder/);
  });

  it('does without personas.yaml, which only simulators need', async () => {
    const folder = await copyFolder();
    await rm(join(folder, 'personas.yaml'));
    expect(await problemsOf(folder)).to.deep.equal([]);
  });

  it('does without notices.yaml, and then tells nobody anything', async () => {
    const folder = await copyFolder();
    await rm(join(folder, 'notices.yaml'));
    const loaded = await loadConfig(folder, readEnvironment({ GATEHOUSE_NOTIFY_KEY: notifyKey }));
    if (!('config' in loaded)) throw new Error(JSON.stringify(loaded.problems));
    expect(loaded.config).to.deep.include({ notices: undefined, notifyKey: undefined });
    expect(kindNames.map((kind) => waysToTell(loaded.config.notices, kind))).to.deep.equal(kindNames.map(() => []));
  });
});

describe('the key of GOV.UK Notify', () => {
  const keyOf = async (folder: string, env = {}) => {
    const loaded = await loadConfig(folder, readEnvironment(env));
    return 'config' in loaded ? loaded.config.notifyKey : loaded.problems.map(problemText).join('\n');
  };

  it('comes from the environment, else from the file', async () => {
    const folder = await copyFolder();
    expect(await keyOf(folder)).to.equal(notifyKey);
    const other = `live key-${notifyKey.slice(-73)}`;
    expect(await keyOf(folder, { GATEHOUSE_NOTIFY_KEY: other })).to.equal(other);
  });

  it('is a problem where it is something else, and is not repeated', async () => {
    const folder = await copyFolder();
    await writeFile(join(folder, '..', 'certs', 'notify.key'), 'another secret');
    const said = await keyOf(folder);
    expect(said).to.match(
      /^notices\.yaml:\d+ notify\.keyFile: names a file that does not hold a key of Notify’s → put /,
    );
    expect(said).not.to.include('another secret');
  });
});

describe('key files of services', () => {
  it('must be there, unless the caller lets the first start make them', async () => {
    const folder = await copyFolder({ keys: false });
    const problems = await problemsOf(folder);
    expect(problems.map(({ path }) => path)).to.deep.equal([
      'services.bin-collection.jwksFile',
      'services.parking-permit.jwksFile',
      'services.council-tax.jwksFile',
      'services.council-tax-account.jwksFile',
      'services.school-place.jwksFile',
      'notify.keyFile',
    ]);
    const loaded = await loadConfig(folder, readEnvironment({}), { allowMissingKeys: true });
    expect('config' in loaded && loaded.config.missingKeys.map(({ service }) => service)).to.deep.equal([
      'bin-collection',
      'parking-permit',
      'council-tax',
      'council-tax-account',
      'school-place',
      'notices',
    ]);
  });

  const sets: [string, string, RegExp][] = [
    ['no JSON', '{', /is not JSON/],
    ['no key set', '{"kty":"EC"}', /not a JWK set/],
    ['an empty set', '{"keys":[]}', /not a JWK set/],
    ['a shared secret', '{"keys":[{"kty":"oct","k":"AAAA"}]}', /not a JWK set of public keys/],
    ['a private key', '{"keys":[{"kty":"EC","crv":"P-256","x":"x","y":"y","d":"d"}]}', /holds a private key/],
  ];
  for (const [name, text, says] of sets) {
    it(`must not hold ${name}`, async () => {
      const folder = await changedFolder(
        ({ services: { services } }) => (services['council-tax'].jwksFile = 'keys.json'),
      );
      await writeFile(join(folder, 'keys.json'), text);
      const problems = await problemsOf(folder);
      expect(problems.map(({ path }) => path)).to.deep.equal(['services.council-tax.jwksFile']);
      expect(problems[0]?.message).to.match(says);
    });
  }
});
