// A SAML identity provider that is nobody's code of ours: SimpleSAMLphp from Debian, on a free port, with a configuration of its own.
// It must never touch the machine's own: everything is in a temporary folder, and the child is stopped by its process.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../src/commands/free-port.ts';
import { type KeyPair, makeKeyPair } from '../../src/simulators/local/sign.ts';

const root = '/usr/share/simplesamlphp/www';
const php = '/usr/bin/php';
const templates = fileURLToPath(new URL('./simplesamlphp/', import.meta.url));

/** Why suites with SimpleSAMLphp cannot run here; undefined when they can. */
export const missingSimpleSaml =
  existsSync(root) && existsSync(php) ? undefined : 'SimpleSAMLphp with the PHP command line is not installed';

/** Somebody invented, with the register's own attribute names. */
export interface User {
  name: string;
  password: string;
  attributes: Readonly<Record<string, string>>;
}

export interface SimpleSaml {
  url: string;
  entityId: string;
  /** Takes a service provider from its metadata. */
  register(metadataUrl: string, changes?: Record<string, unknown>): Promise<void>;
  /** Shows another certificate beside the one that signs; with `turn`, signs with it, and shows the old one no more. */
  rollOver(step: 'show' | 'turn'): Promise<void>;
  close(): Promise<void>;
}

/** Starts it with these users. */
export async function startSimpleSaml(users: readonly User[]): Promise<SimpleSaml> {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-simplesaml-'));
  const port = await freePort('127.0.0.1');
  const url = `http://127.0.0.1:${port}`;
  await mkdir(join(folder, 'tmp'));
  await mkdir(join(folder, 'metadata'));
  for (const file of ['config.php', 'authsources.php']) await cp(join(templates, file), join(folder, file));
  for (const file of ['saml20-idp-hosted.php', 'saml20-sp-remote.php'])
    await cp(join(templates, file), join(folder, 'metadata', file));
  let [current, next] = [await makeKeyPair('idp'), await makeKeyPair('idp')];
  const state = {
    url,
    admin: crypto.randomUUID(),
    users: Object.fromEntries(
      users.map(({ name, password, attributes }) => [
        `${name}:${password}`,
        Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, [value]])),
      ]),
    ),
    keys: {} as Record<string, string>,
    serviceProviders: {} as Record<string, Record<string, unknown>>,
  };
  const write = () => writeFile(join(folder, 'state.json'), JSON.stringify(state));
  const writeKey = async (name: string, { privateKey, certificatePem }: KeyPair) => {
    await writeFile(join(folder, `${name}.key`), privateKey);
    await writeFile(join(folder, `${name}.crt`), certificatePem);
  };
  await writeKey('current', current);
  state.keys = { privatekey: 'current.key', certificate: 'current.crt' };
  await write();
  const child = spawn(
    php,
    [
      '-d',
      'display_errors=0',
      '-d',
      'error_reporting=0',
      '-d',
      `session.save_path=${folder}/tmp`,
      '-S',
      `127.0.0.1:${port}`,
      '-t',
      root,
    ],
    { env: { PATH: process.env.PATH, SIMPLESAMLPHP_CONFIG_DIR: folder }, stdio: 'ignore' },
  );
  const entityId = `${url}/saml2/idp/metadata.php`;
  await untilUp(entityId, child, folder);
  return {
    url,
    entityId,
    async register(metadataUrl, changes = {}) {
      const xml = await (await fetch(metadataUrl)).text();
      state.serviceProviders[/entityID="([^"]+)"/.exec(xml)?.[1] ?? ''] = { ...readServiceProvider(xml), ...changes };
      await write();
    },
    async rollOver(step) {
      await writeKey('next', next);
      if (step === 'show') {
        Object.assign(state.keys, { new_privatekey: 'next.key', new_certificate: 'next.crt' });
      } else {
        [current, next] = [next, current];
        await writeKey('current', current);
        state.keys = { privatekey: 'current.key', certificate: 'current.crt' };
      }
      await write();
    },
    async close() {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function untilUp(url: string, child: ChildProcess, folder: string): Promise<void> {
  for (let tries = 0; tries < 100 && child.exitCode === null; tries += 1) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await pause(100);
  }
  const log = await readFile(join(folder, 'simplesamlphp.log'), 'utf8').catch(() => '');
  throw new Error(`SimpleSAMLphp does not answer\n${log.slice(-2000)}`);
}

/** As SimpleSAMLphp's own metadata arrays say it. */
function readServiceProvider(xml: string): Record<string, unknown> {
  const attribute = (tag: string, name: string) => new RegExp(`${name}="([^"]+)"`).exec(tag)?.[1];
  const places = (element: string) =>
    [...xml.matchAll(new RegExp(`<md:${element} [^>]*>`, 'g'))].map(([tag], index) => ({
      Binding: attribute(tag, 'Binding'),
      Location: attribute(tag, 'Location'),
      index,
    }));
  const keys = [...xml.matchAll(/<md:KeyDescriptor use="(\w+)">[\s\S]*?<ds:X509Certificate>([^<]+)</g)].map(
    ([, use, X509Certificate]) => ({
      type: 'X509Certificate',
      X509Certificate,
      signing: use === 'signing',
      encryption: use === 'encryption',
    }),
  );
  return {
    AssertionConsumerService: places('AssertionConsumerService'),
    SingleLogoutService: places('SingleLogoutService'),
    keys,
    'validate.authnrequest': true,
    'validate.logout': true,
    'sign.logout': true,
    'saml20.sign.response': true,
    'saml20.sign.assertion': true,
    NameIDFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
    'attributes.NameFormat': 'urn:oasis:names:tc:SAML:2.0:attrname-format:basic',
  };
}
