// What Node makes of the program is kept for the next starts, where it can be; and whoever asks for it hears of it.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { newPlace, type Place } from './command-line.ts';

describe('compile', function compiling() {
  this.timeout(60_000);
  let place: Place;
  beforeEach(async () => {
    place = await newPlace();
  });
  afterEach(() => place.close());

  it('keeps what every file comes to; once is enough for `--first`', async () => {
    const there = { NODE_COMPILE_CACHE: join(place.folder, 'compiled') };
    const { status, out } = await place.run(['compile'], there);
    expect(status).to.equal(0);
    const [, files = '', kept = ''] = /Compiled (\d+) files\. .* is in (.*)\n/.exec(out) ?? [];
    expect(Number(files)).to.be.greaterThan(500);
    expect(await readdir(kept)).to.have.length.greaterThan(Number(files));
    expect(await place.run(['compile', '--first'], there)).to.deep.equal({ status: 0, out: '', err: '' });
  });

  it('does not take the code of one command for all of it', async () => {
    const there = { NODE_COMPILE_CACHE: join(place.folder, 'compiled') };
    expect((await place.run(['secret'], there)).status).to.equal(0);
    expect((await place.run(['compile', '--first'], there)).out).to.match(/^Compiled \d+ files/);
  });

  it('says so where nothing can be kept', async () => {
    const { status, out } = await place.run(['compile'], { NODE_DISABLE_COMPILE_CACHE: '1' });
    expect(status).to.equal(1);
    expect(out).to.include('cannot be kept').and.to.include('NODE_COMPILE_CACHE');
  });
});
