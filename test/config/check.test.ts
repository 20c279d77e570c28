import { expect } from 'chai';
import { checkCommand } from '../../src/config/check.ts';
import { readEnvironment } from '../../src/config/environment.ts';
import { changedFolder, copyFolder, shippedFolder } from './folder.ts';

const check = (folder: string, env = {}) => checkCommand(folder, readEnvironment(env));

describe('gatehouse check', () => {
  it('finds no problem in what is shipped, also before the first start', async () => {
    const { text, ok } = await check(shippedFolder);
    expect(text).to.match(/^No problems in 8 files: hub\.yaml, /);
    expect(ok).to.equal(true);
    const fresh = await check(await copyFolder({ keys: false }));
    expect(fresh.text).to.match(
      /Note: .*demo-council\.public\.json is not there yet \(bin-collection, parking-permit, council-tax, council-tax-account, school-place\)/,
    );
    expect(fresh.text).to.match(/Note: .*notify\.key is not there yet \(notices\)/);
    expect(fresh.ok).to.equal(true);
  });

  it('prints a line a problem, with file, line, path, message and remedy, and the count', async () => {
    const folder = await changedFolder(({ services, hub }) => {
      services.services['council-tax'].organisation = 'exampelton';
      hub.log = 'loud';
    });
    const { text, ok } = await check(folder, { GATEHOUSE_PORT: 'x' });
    const [environment, hub, service, count, ...more] = text.split('\n');
    expect(environment).to.equal(
      'environment GATEHOUSE_PORT: has a value that cannot be used → write a number from 0 to 65535',
    );
    expect(hub).to.match(/^hub\.yaml:\d+ log: is "loud", which is not possible here → use one of: /);
    expect(service).to.match(
      /^services\.yaml:\d+ services\.council-tax\.organisation: names exampelton, .* → did you mean exampleton\? /,
    );
    expect(count).to.equal('3 problems.');
    expect(more).to.deep.equal([]);
    expect(ok).to.equal(false);
  });

  it('does not excuse a key file that no start will make', async () => {
    const folder = await changedFolder(
      ({ services: { services } }) => (services['council-tax'].jwksFile = 'lost.json'),
    );
    const { text, ok } = await check(folder);
    expect(text).to.match(/services\.council-tax\.jwksFile: names a file that does not exist → put/);
    expect(ok).to.equal(false);
  });
});
