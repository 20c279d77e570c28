import { expect } from 'chai';
import { createRecall, forgetting, noRecall } from '../../src/store/recall.ts';

describe('what a process remembers of its own rows', () => {
  const asked = (answers: unknown[][]) => {
    let times = 0;
    const load = async () => answers[Math.min(times++, answers.length - 1)] ?? [];
    return { load, times: () => times };
  };

  it('asks once, and again after it was dropped, cleared, or changed by work that forgets', async () => {
    const recall = createRecall(() => false);
    const { load, times } = asked([['row']]);
    const ask = () => recall.rows('grants', 'id', load);
    expect([await ask(), await ask(), times()]).to.deep.equal([['row'], ['row'], 1]);
    recall.drop('grants', 'id');
    await ask();
    recall.clear();
    await ask();
    const failing = forgetting(recall, async () => Promise.reject(new Error('no')));
    expect(await failing().catch(({ message }: Error) => message)).to.equal('no');
    await ask();
    expect(times()).to.equal(4);
  });

  it('has what was put, for that table and name alone', async () => {
    const recall = createRecall(() => false);
    recall.put('grants', 'id', ['put']);
    expect(await recall.rows('grants', 'id', async () => ['loaded'])).to.deep.equal(['put']);
    expect(await recall.rows('tokens', 'id', async () => ['loaded'])).to.deep.equal(['loaded']);
  });

  it('does not remember what was read while something was written', async () => {
    const recall = createRecall(() => false);
    const read = recall.rows('grants', 'id', async () => {
      recall.drop('grants', 'id');
      return ['before'];
    });
    expect(await read).to.deep.equal(['before']);
    expect(await recall.rows('grants', 'id', async () => ['after'])).to.deep.equal(['after']);
  });

  it('remembers so many, and forgets the oldest first', async () => {
    const recall = createRecall(() => false);
    for (let id = 0; id <= 20_000; id += 1) recall.put('grants', String(id), [id]);
    expect(await recall.rows('grants', '0', async () => ['asked again'])).to.deep.equal(['asked again']);
    expect(await recall.rows('grants', '20000', async () => ['asked again'])).to.deep.equal([20_000]);
  });

  it('answers nothing from memory while the database is gone', async () => {
    let gone = false;
    const recall = createRecall(() => gone);
    recall.put('grants', 'id', ['put']);
    gone = true;
    const asked = recall.rows('grants', 'id', async () => Promise.reject(new Error('gone')));
    expect(await asked.catch(({ message }: Error) => message)).to.equal('gone');
    gone = false;
    expect(await recall.rows('grants', 'id', async () => ['asked again'])).to.deep.equal(['put']);
  });

  it('remembers nothing where others may write', async () => {
    const { load, times } = asked([['row']]);
    noRecall.put('grants', 'id', ['put']);
    expect(await noRecall.rows('grants', 'id', load)).to.deep.equal(['row']);
    await noRecall.rows('grants', 'id', load);
    expect(times()).to.equal(2);
  });
});
