import { expect } from 'chai';
import fc from 'fast-check';
import { type Connection, theOnly } from '../../src/store/connections.ts';

/** A pool that only notes what is taken from it and what comes back. */
function onlyOne(longestWait = 10_000) {
  const taken: Connection[] = [];
  const back: Connection[] = [];
  const letGone: Connection[] = [];
  const connections = theOnly(
    { client: { releaseConnection: async (one: Connection) => void back.push(one) } },
    {
      take: async () => {
        const one = {};
        taken.push(one);
        return one;
      },
      letGo: async (one) => void letGone.push(one),
      longestWait,
    },
  );
  return { connections, taken, back, letGone };
}

const later = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('the only connection', () => {
  it('is had by one at a time, in the order of asking, whatever becomes of the others; a spoiled one is never had again', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ turns: fc.nat({ max: 3 }), end: fc.constantFrom('well', 'fails', 'spoils') }), {
          maxLength: 12,
        }),
        async (works) => {
          const { connections, taken, back, letGone } = onlyOne();
          const order: number[] = [];
          const spoiled = new Set<Connection>();
          let inside = 0;
          const ends = await Promise.allSettled(
            works.map(({ turns, end }, index) =>
              connections.having(async (connection: Connection) => {
                inside += 1;
                expect(inside, 'at a time').to.equal(1);
                expect(spoiled.has(connection)).to.equal(false);
                order.push(index);
                for (let turn = 0; turn < turns; turn += 1) await later();
                inside -= 1;
                if (end === 'spoils') {
                  spoiled.add(connection);
                  connection.__knex__disposed = new Error('it was cut');
                }
                if (end !== 'well') throw new Error(end);
                return index;
              }),
            ),
          );
          expect(order).to.deep.equal([...works.keys()]);
          expect(ends.map((one) => (one.status === 'fulfilled' ? one.value : one.reason.message))).to.deep.equal(
            works.map(({ end }, index) => (end === 'well' ? index : end)),
          );
          expect(new Set(back)).to.deep.equal(spoiled);
          expect(connections.use()).to.deep.equal({ used: 0, free: 1, wanted: 0 });
          await connections.close();
          expect(back).to.deep.equal(taken);
          expect(letGone).to.deep.equal(taken);
        },
      ),
    ));

  it('is let go of only when nobody has it', async () => {
    const { connections, back } = onlyOne();
    let over = false;
    const work = connections.having(async () => {
      await later();
      over = true;
    });
    const closed = connections.close().then(() => expect(over).to.equal(true));
    expect(connections.use()).to.deep.equal({ used: 1, free: 0, wanted: 1 });
    await Promise.all([work, closed]);
    expect(back).to.have.length(1);
  });

  it('is not had by who waited too long: those get an error, and the next their turn', async () => {
    const { connections } = onlyOne(0);
    const works = [1, 2, 3].map((value) => connections.having(async () => value));
    const ends = await Promise.all(works.map((work) => work.catch(({ code }: { code: string }) => code)));
    expect(ends).to.deep.equal([1, 'store_unavailable', 'store_unavailable']);
    expect(await connections.having(async () => 4)).to.equal(4);
  });

  it('goes to the next when it could not be taken', async () => {
    let tries = 0;
    const connections = theOnly(
      { client: { releaseConnection: async () => {} } },
      {
        async take() {
          tries += 1;
          if (tries === 1) throw new Error('no such file');
          return {};
        },
        letGo: async () => {},
        longestWait: 10_000,
      },
    );
    const ends = await Promise.allSettled([1, 2].map((value) => connections.having(async () => value)));
    expect(ends.map(({ status }) => status)).to.deep.equal(['rejected', 'fulfilled']);
  });
});
