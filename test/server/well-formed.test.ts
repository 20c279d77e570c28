import { expect } from 'chai';
import type { Request, Response } from 'express';
import fc from 'fast-check';
import type { HubError } from '../../src/errors.ts';
import { longestTarget, wellFormed } from '../../src/server/well-formed.ts';

function answerTo(originalUrl: string, length?: string, rawHeaders: string[] = []): HubError | undefined {
  const headers = length === undefined ? {} : { 'content-length': length };
  let error: HubError | undefined;
  wellFormed({ originalUrl, headers, rawHeaders } as unknown as Request, {} as Response, (raised?: unknown) => {
    error = raised as HubError | undefined;
  });
  return error;
}

describe('server/well-formed', () => {
  it('lets any encoded text pass, up to the limits', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 200 });
    fc.assert(
      fc.property(text, (value) => void expect(answerTo(`/a?b=${encodeURIComponent(value)}`)).to.equal(undefined)),
    );
    expect(answerTo('/'.padEnd(longestTarget, 'a'), '65536')).to.equal(undefined);
  });

  it('refuses what is too long, too large or not UTF-8', () => {
    expect(answerTo('/'.padEnd(longestTarget + 1, 'a'))).to.include({ code: 'bad_request', status: 414 });
    expect(answerTo('/', '65537')).to.include({ code: 'bad_request', status: 413 });
    const many = (count: number) => Array.from({ length: 2 * count }, () => 'x');
    expect(answerTo('/', undefined, many(101))).to.include({ code: 'bad_request', status: 431 });
    expect(answerTo('/', undefined, many(100))).to.equal(undefined);
    for (const broken of ['/%ff', '/?a=%c3%28', '/?a=%', '/?a=%zz', '/?a=%ed%a0%80']) {
      expect(answerTo(broken), broken).to.include({ code: 'bad_request', status: 400 });
    }
  });
});
