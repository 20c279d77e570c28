// Handlers as one: in order, and over at the first that refuses, in whatever way it does.
import { expect } from 'chai';
import type { RequestHandler } from 'express';
import { inTurn } from '../../src/server/in-turn.ts';

describe('server/in-turn', () => {
  let called: string[];
  beforeEach(() => {
    called = [];
  });

  const passing =
    (name: string): RequestHandler =>
    (_request, _response, next) => {
      called.push(name);
      next();
    };
  const wrong = new Error('wrong');
  /** What comes out at the end: undefined where all were passed. */
  const outcome = (...handlers: RequestHandler[]): Promise<unknown> =>
    new Promise((resolve) => void inTurn(...handlers)({} as never, {} as never, resolve));

  it('calls each in order, and goes on', async () => {
    const later: RequestHandler = async (_request, _response, next) => {
      await Promise.resolve();
      called.push('later');
      next();
    };
    expect(await outcome(passing('first'), later, passing('last'))).to.equal(undefined);
    expect(called).to.deep.equal(['first', 'later', 'last']);
  });

  const refusals: Record<string, RequestHandler> = {
    'hands on an error': (_request, _response, next) => next(wrong),
    throws: () => {
      throw wrong;
    },
    rejects: async () => Promise.reject(wrong),
  };
  for (const [what, refuses] of Object.entries(refusals)) {
    it(`goes no further where one ${what}`, async () => {
      expect(await outcome(passing('first'), refuses, passing('last'))).to.equal(wrong);
      expect(called).to.deep.equal(['first']);
    });
  }

  it('takes nothing that is thrown for an error, too', async () => {
    const throws: RequestHandler = async () => Promise.reject();
    expect(await outcome(throws, passing('last'))).to.be.instanceOf(Error);
    expect(called).to.deep.equal([]);
  });

  it('stays where one has answered', () => {
    const answers: RequestHandler = () => void called.push('answered');
    inTurn(answers, passing('last'))({} as never, {} as never, () => called.push('onwards'));
    expect(called).to.deep.equal(['answered']);
  });
});
