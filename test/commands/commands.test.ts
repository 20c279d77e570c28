// What an operator types, and what the command line says and does: always as a process of its own.
import { createHash } from 'node:crypto';
import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect } from 'chai';
import { request } from 'undici';
import { openStore, type StoreSettings } from '../../src/store/open.ts';
import { rawQuery } from '../support/raw-database.ts';
import { newPlace, type Place } from './command-line.ts';

describe('the command line', function commandLine() {
  this.timeout(60_000);
  let place: Place;
  beforeEach(async () => {
    place = await newPlace();
  });
  afterEach(() => place.close());

  const signingKeys = async (): Promise<string[]> => {
    const { body } = await request(`http://localhost:${place.port}/jwks`);
    const { keys } = (await body.json()) as { keys: { kid: string }[] };
    return keys.map(({ kid }) => kid);
  };

  it('says what it can do, and exits with 2 for what it cannot', async () => {
    const help = await place.run(['--help']);
    expect(help).to.include({ status: 0, err: '' });
    for (const command of ['serve', 'check', 'keys rotate', 'trail verify', 'secret']) {
      expect(help.out).to.include(`\n  ${command} `);
    }
    const unknown = await place.run(['rotate', 'keys']);
    expect(unknown.status).to.equal(2);
    expect(unknown.out).to.match(/^There is no command "rotate keys"\./);
    const option = await place.run(['check', '--colour']);
    expect(option.status).to.equal(1);
    expect(option.err).to.include("'--colour'").and.include('check ');
  });

  it('authority: written with a code for each side, listed, ended; and refused with what is wrong', async () => {
    const about = ['--name', 'Edith Pemberton', '--relationship', 'attorney', '--evidence', 'registry'];
    const grant = (...words: string[]) => place.run(['authority', 'grant', ...about, ...words]);
    expect((await place.run(['authority', 'list'])).out).to.equal('Nobody acts for anybody.\n');
    for (const [words, says] of [
      [['--functions', 'council-tax'], /--until must be a day/],
      [['--functions', 'fishing', '--until', '2090-01-01'], /fishing is not what a service is for. Known: council-tax/],
      [['--functions', 'council-tax', '--until', '2020-01-01'], /is over already/],
      [['--functions', 'council-tax', '--until', '2090-01-01', '--evidence', 'hearsay'], /--evidence must be one of/],
    ] as const) {
      const refused = await grant(...words);
      expect(refused.status, refused.out).to.equal(1);
      expect(refused.err).to.match(says);
    }
    const done = await grant('--functions', 'council-tax', '--until', '2090-01-01');
    expect(done.status, done.err).to.equal(0);
    const [, id = ''] = /Written as (\S+)\. It ends on 2090-01-01/.exec(done.out) ?? [];
    expect(done.out.match(/([A-Z0-9]{4}-){3}[A-Z0-9]{4}/g)).to.have.length(2);
    const list = await place.run(['authority', 'list']);
    expect(list.out).to.include(id).and.include('attorney of Edith Pemberton').and.include('code not used yet');
    expect((await place.run(['authority', 'end', id])).status).to.equal(0);
    expect((await place.run(['authority', 'end', id])).err).to.include('There is no authority');
  });

  it('assurance explain: what is asked, what comes back, what the service sees, and why', async () => {
    const explain = (...words: string[]) => place.run(['assurance', 'explain', ...words]);
    const met = await explain('--service', 'parking-permit', '--provider', 'central', '--says', 'Cl.Cm.P2');
    expect(met.status).to.equal(0);
    for (const part of [
      /the hub asks +vtr=\["Cl\.Cm\.P2"\]/,
      /status official/,
      /sees +acr=.*medium\/medium/,
      /vot=Cl\.Cm\.P2/,
    ])
      expect(met.out).to.match(part);
    const low = await explain('--service', 'parking-permit', '--provider', 'nhs', '--says', 'P0.Cp');
    expect(low.status).to.equal(1);
    expect(low.out).to.include('unmet_authentication_requirements').and.include('not at least what was required');
    const strange = await explain('--service', 'parking-permit', '--provider', 'nobody', '--says', 'x');
    expect(strange).to.include({ status: 1 });
    expect(strange.err).to.include('There is no provider "nobody"');
    expect((await explain('--service', 'parking-permit')).err).to.include('--service S --provider P --says V');
  });

  it('case and person: nothing to look at, and nobody under a number that does not exist', async () => {
    expect(await place.run(['case', 'list'])).to.include({ status: 0, out: 'No open cases.\n' });
    expect((await place.run(['case', 'close', 'bcdf-2345'])).err).to.include('There is no open case BCDF-2345');
    expect((await place.run(['person', 'block', 'BCDF-2345'])).err).to.include('The trail has no BCDF-2345');
  });

  it('C2: case list: an age case, with the group of the age and the services that ask', async () => {
    await place.run(['case', 'list']);
    const masterKey = Buffer.from(await readFile(join(place.folder, 'certs', 'master.key'), 'utf8'), 'base64');
    const store = await openStore({ masterKey, sqliteFile: join(place.folder, 'hub.sqlite') });
    const content = { person: 'p', provider: 'central', band: '13-15', services: ['parking-permit', 'council-tax'] };
    await store.cases.open({ reference: 'BCDF-2345', kind: 'age', account: 'a', content });
    await store.close();
    const { out } = await place.run(['case', 'list']);
    expect(out).to.match(/^BCDF-2345 {2}age {2}central {2}since \d{4}-\d\d-\d\d \d\d:\d\d UTC\n/);
    expect(out).to.match(/age: +13-15\n +wants in: +parking-permit, council-tax\n +look at it: \/staff\/ages\n/);
  });

  it('check: no problems in what is shipped; every problem of all files, and status 1, in what is broken', async () => {
    const fine = await place.run(['check']);
    expect(fine).to.include({ status: 0, err: '' });
    expect(fine.out).to.match(/^No problems in 8 files: /);

    const file = join(place.folder, 'config', 'services.yaml');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('authentication: private_key_jwt', 'authentication: trust_me'));
    const broken = await place.run(['check'], { GATEHOUSE_LOG: 'shout' });
    expect(broken.status).to.equal(1);
    expect(broken.out).to.match(/^environment GATEHOUSE_LOG: /m);
    expect(broken.out).to.match(/^services\.yaml:\d+ services\.bin-collection\.authentication: .* → /m);
    expect(broken.out).to.match(/^2 problems\.$/m);

    const serve = await place.run(['serve', '--no-simulators'], { GATEHOUSE_LOG: 'shout' });
    expect(serve.status).to.equal(1);
    expect(serve.err).to.include('services.bin-collection.authentication').and.include('The hub does not start');
  });

  it('secret: a new secret each time, and its hash', async () => {
    const [first, second] = [await place.run(['secret']), await place.run(['secret'])];
    expect(first).to.include({ status: 0, err: '' });
    const [, secret = '', hash] = /^Secret.*:\s+(\S+)\nsecretHash.*:\s+(\S+)$/m.exec(first.out) ?? [];
    expect(secret).to.match(/^[\w-]{43}$/);
    expect(hash).to.equal(`sha256:${createHash('sha256').update(secret).digest('base64url')}`);
    expect(second.out).to.not.include(secret);
  });

  it('serve: makes its master key for its owner only, serves, ends at a signal, and starts again over its data', async () => {
    const first = await place.serve();
    const keyFile = join(place.folder, 'certs', 'master.key');
    expect((await stat(keyFile)).mode & 0o777).to.equal(0o600);
    const before = await signingKeys();
    const said = await first.stop();
    expect(said.status).to.equal(0);
    expect(said.out)
      .to.include('Made a master key')
      .and.not.include((await readFile(keyFile, 'utf8')).trim());
    const second = await place.serve();
    expect(await signingKeys()).to.have.members(before);
    expect((await second.stop()).out).to.not.include('Made a master key');
    await rename(keyFile, `${keyFile}.lost`);
    const third = await place.run(['serve', '--no-simulators']);
    expect(third.err).to.include('written under another master key');
    expect(await stat(keyFile).catch(({ code }: NodeJS.ErrnoException) => code), 'a key in its place').to.equal(
      'ENOENT',
    );
  });

  for (const [setting, host, which] of [
    ['GATEHOUSE_PORT', 'localhost', 'port'],
    ['GATEHOUSE_METRICS_PORT', '127.0.0.1', 'metricsPort'],
  ] as const) {
    it(`serve: says that ${setting} is the setting to change when that port is taken`, async () => {
      const other = createServer();
      await new Promise<void>((ready) => other.listen(place[which], host, ready));
      const said = await place.run(['serve', '--no-simulators']);
      await new Promise((closed) => other.close(closed));
      expect(said.status).to.equal(1);
      expect(said.err).to.include(`port ${place[which]} on ${host} is already in use`).and.include(setting);
      expect(said.err).to.not.include('    at ');
    });
  }

  it('keys rotate: a hub that runs publishes what signs now, and keeps what signed before', async () => {
    const hub = await place.serve();
    const before = await signingKeys();
    const turned = await place.run(['keys', 'rotate', '--now']);
    expect(turned, turned.err).to.include({ status: 0 });
    const signing = [...turned.out.matchAll(/^ {2}(\S+)$/gm)].map(([, kid]) => kid);
    // One signs ID tokens for each algorithm, one is for the hub as a client of providers and not published here.
    expect(before.filter((kid) => signing.includes(kid))).to.have.lengthOf(2);
    await hub.stop();
    const again = await place.serve();
    const after = await signingKeys();
    await again.stop();
    expect(after).to.include.members(before);
    expect(after.length).to.be.above(before.length);
  });

  it('trail verify: whole, until somebody changes a row', async () => {
    const hub = await place.serve();
    await hub.stop();
    await place.run(['keys', 'rotate', '--now']);
    const whole = await place.run(['trail', 'verify']);
    expect(whole).to.include({ status: 0, err: '' });
    expect(whole.out).to.match(/^The trail is whole: [1-9]\d* rows/);
    await rawQuery(
      { sqliteFile: join(place.folder, 'hub.sqlite') } as StoreSettings,
      'UPDATE trail SET at = at + 1 WHERE sequence = 1',
    );
    const broken = await place.run(['trail', 'verify']);
    expect(broken.status).to.equal(1);
    expect(broken.out).to.match(/^The trail is broken at row \d+: /);
  });
});
