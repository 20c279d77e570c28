// What the outboxes share: how long they wait after a no, and that one turn ends before the next begins.
import { expect } from 'chai';
import fc from 'fast-check';
import { startOutbox, waitAfter } from '../src/outbox.ts';

describe('waiting for another try', () => {
  it('waits longer each time, up to an hour, and not the same for all', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.double({ min: 0, max: 1, noNaN: true }), (tries, chance) => {
        const wait = waitAfter(tries, chance);
        expect(wait).to.be.within(5, 3600);
        expect(waitAfter(tries + 1, chance)).to.be.at.least(wait);
      }),
    );
    expect(waitAfter(0, 0)).to.equal(5);
    expect(waitAfter(0, 1)).to.equal(10);
    expect(waitAfter(3, 1)).to.equal(80);
  });
});

describe('an outbox', () => {
  it('takes until nothing is left, one turn at a time, and goes on after a failure', async () => {
    const batches = [[1, 2], 'fails', [3], [], [4]];
    const sent: number[] = [];
    let taking = 0;
    await new Promise<void>((done) => {
      const stop = startOutbox<number>({
        every: 1,
        async take() {
          taking += 1;
          expect(taking).to.equal(1);
          const batch = batches.shift() ?? [];
          await new Promise((resolve) => setTimeout(resolve, 5));
          taking -= 1;
          if (typeof batch === 'string') throw new Error(batch);
          return batch;
        },
        async send(item) {
          sent.push(item);
          if (item !== 4) return;
          stop();
          done();
        },
        failed: (error) => sent.push(error instanceof Error ? -1 : 0),
      });
    });
    expect(sent).to.deep.equal([1, 2, -1, 3, 4]);
  });
});
