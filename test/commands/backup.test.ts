// `backup`, `restore` and `retention` as an operator types them, beside a hub that runs.
import { cp, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { request } from 'undici';
import { newPlace, type Place } from './command-line.ts';

describe('backup, restore and retention, on the command line', function commandLine() {
  this.timeout(60_000);
  let place: Place;
  beforeEach(async () => {
    place = await newPlace();
  });
  afterEach(() => place.close());

  it('refuse without a file, a database or a master key, and make none of them', async () => {
    for (const [words, says] of [
      [['backup'], /^Say where to/],
      [['restore'], /^Say from what/],
      [['backup', '--to', 'x'], /^There is no master key: set GATEHOUSE_MASTER_KEY/],
    ] as const) {
      const said = await place.run(words);
      expect(said.status, said.out).to.equal(1);
      expect(said.err).to.match(says);
    }
    const made = await stat(join(place.folder, 'certs', 'master.key')).catch(({ code }: NodeJS.ErrnoException) => code);
    expect(made).to.equal('ENOENT');
  });

  it('take a copy of a hub that runs, and serve from it elsewhere with the same keys', async () => {
    const keys = async (at: Place) => (await request(`http://localhost:${at.port}/jwks`)).body.json();
    const file = join(place.folder, 'hub.backup');
    const hub = await place.serve();
    const before = await keys(place);
    const made = await place.run(['backup', '--to', file]);
    const held = await place.run(['retention']);
    await hub.stop();
    expect(made.status, made.err).to.equal(0);
    expect(made.out)
      .to.match(/^ {2}hub_keys +\d+$/m)
      .and.match(/^Backed up the SQLite database as it was at /m);
    expect(held.out)
      .to.match(/^trail +trail +2555 days +\d+ /m)
      .and.match(/^people +accounts +as long as the person/m);
    const elsewhere = await newPlace();
    try {
      await cp(join(place.folder, 'certs', 'master.key'), join(elsewhere.folder, 'certs', 'master.key'));
      const back = await elsewhere.run(['restore', '--from', file]);
      expect(back.status, back.err).to.equal(0);
      expect(back.out)
        .to.match(/^Restored from a backup of SQLite/m)
        .and.match(/^The trail is whole: \d+ rows/m);
      const again = await elsewhere.run(['restore', '--from', file]);
      expect(again).to.include({ status: 1, out: '' });
      expect(again.err).to.include('is not empty');
      const restored = await elsewhere.serve();
      expect(await keys(elsewhere)).to.deep.equal(before);
      await restored.stop();
    } finally {
      await elsewhere.close();
    }
  });
});
