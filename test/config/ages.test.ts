// What an operator may write about ages, and what is said of the rest.
import { expect } from 'chai';
import { changedFolder, type Files, problemsOf } from './folder.ts';

const said = async (change: (files: Files) => void) =>
  (await problemsOf(await changedFolder(change))).map(
    ({ file, path, message, remedy }) => `${file} ${path} ${message} → ${remedy}`,
  );

describe('config: ages', () => {
  it('C1, C2: takes age claims by name, and a policy for each group', async () => {
    const problems = await said(({ services: { services } }) => {
      services['bin-collection'].attributes = ['age_band', 'age_over_1', 'age_over_120'];
      services['bin-collection'].ages = { '0-12': 'allow', '13-15': 'officer-review', unknown: 'refuse-with-help' };
    });
    expect(problems).to.deep.equal([]);
  });

  it('C1: takes no age beyond 1 to 120, and no other spelling', async () => {
    for (const name of ['age_over_0', 'age_over_121', 'age_over_016', 'age_over_NN', 'age_over_']) {
      const [problem, ...others] = await said(({ services: { services } }) => {
        services['bin-collection'].attributes = [name];
      });
      expect(problem, name).to.include(`services.bin-collection.attributes[0] ${name} is not in attributes.yaml`);
      expect(others).to.deep.equal([]);
    }
  });

  it('C2: takes no group and no policy that it does not know', async () => {
    const [group] = await said(({ services: { services } }) => {
      services['bin-collection'].ages = { '13-16': 'allow' };
    });
    expect(group).to.include('bin-collection.ages.13-16 is not a known key → did you mean 13-15?');
    const [policy] = await said(({ services: { services } }) => {
      services['bin-collection'].ages = { '13-15': 'refuse' };
    });
    expect(policy).to.match(/ages\."?13-15"? .*refuse-with-help/);
  });

  it('C1: wants NN in all of a row for every age, and in no other row', async () => {
    for (const change of [
      ({ attributes: { attributes } }: Files) => (attributes.age_over_NN.claim = 'age_over'),
      ({ attributes: { attributes } }: Files) => (attributes.age_over_NN.label.cy = 'Dros yr oed'),
      ({ attributes: { attributes } }: Files) => (attributes.age_band.claim = 'age_NN'),
    ]) {
      const problems = await said(change);
      expect(problems).to.have.length(1);
      expect(problems[0]).to.include('write NN in name, claim and label');
    }
  });
});
