// One write to the trail a request: nothing lost, nothing mixed.
import { expect } from 'chai';
import type { Happening } from '../../src/trail/events.ts';
import { createGathering } from '../../src/trail/gather.ts';

describe('what one request tells the trail', () => {
  const recorder = () => {
    const writes: string[][] = [];
    const gathering = createGathering(async (...happenings) => {
      writes.push(happenings.map(({ event }) => event));
    });
    return { writes, ...gathering };
  };
  const started: Happening = { event: 'sign-in.started' };
  const chosen: Happening = { event: 'provider.chosen' };

  it('is written once, in order, before the work is said to be done', async () => {
    const { writes, trail, gathered } = recorder();
    const result = await gathered(async () => {
      await trail(started);
      expect(writes).to.deep.equal([]);
      await trail(chosen);
      return 'done';
    });
    expect(result).to.equal('done');
    expect(writes).to.deep.equal([['sign-in.started', 'provider.chosen']]);
  });

  it('is written although the request fails after it', async () => {
    const { writes, trail, gathered } = recorder();
    const failed = await gathered(async () => {
      await trail(started);
      throw new Error('the provider is gone');
    }).catch(String);
    expect(failed).to.equal('Error: the provider is gone');
    expect(writes).to.deep.equal([['sign-in.started']]);
  });

  it('is not mixed with what another request tells, nor kept outside a request', async () => {
    const { writes, trail, gathered } = recorder();
    await Promise.all([gathered(() => trail(started)), gathered(() => trail(chosen))]);
    expect(writes).to.deep.equal([['sign-in.started'], ['provider.chosen']]);
    await trail(started);
    expect(writes).to.have.length(3);
    await gathered(async () => undefined);
    expect(writes).to.have.length(3);
  });

  it('fails the request when it cannot be written, and nobody is answered', async () => {
    const { trail, gathered, whenTold } = createGathering(async () => {
      throw new Error('no database');
    });
    const sent: string[] = [];
    const failed = gathered(async () => {
      whenTold(() => sent.push('a page'));
      await trail(started);
    });
    expect(await failed.catch(String)).to.equal('Error: no database');
    expect(sent).to.deep.equal([]);
  });

  it('is written before anybody is answered; elsewhere one is answered at once', async () => {
    const { writes, trail, gathered, whenTold } = recorder();
    const sent: number[] = [];
    await gathered(async () => {
      whenTold(() => sent.push(writes.length));
      await trail(started);
      expect(sent).to.deep.equal([]);
    });
    expect(sent).to.deep.equal([1]);
    whenTold(() => sent.push(0));
    expect(sent).to.deep.equal([1, 0]);
    const failed = gathered(async () => {
      whenTold(() => sent.push(2));
      throw new Error('after the page');
    });
    expect(await failed.catch(String)).to.equal('Error: after the page');
    expect(sent).to.deep.equal([1, 0]);
  });
});
