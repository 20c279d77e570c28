import { expect } from 'chai';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { createFailures, notingFailure } from '../../src/authorization/failures.ts';
import { HubError } from '../../src/errors.ts';

/** A request for a page. The library shows that `first` went wrong, and then throws what comes out of saving a session that was never written. */
async function statusAfter(first: Error | undefined): Promise<number> {
  const context = { status: 200, accepts: () => 'html', remove: () => {}, set: () => {}, body: undefined };
  const renderError = async () => {};
  const failures = createFailures({ renderError, logFailure: () => 'NUMBER' });
  await failures(context as unknown as KoaContextWithOIDC, async () => {
    if (first) await notingFailure(renderError)(context as unknown as KoaContextWithOIDC, { error: 'x' }, first);
    throw new TypeError('persist can only be called on previously persisted Sessions');
  });
  return context.status;
}

describe('authorization/failures', () => {
  it('say what went wrong first, not what the library made of it: a store that fails stays one that passes', async () => {
    expect(await statusAfter(new HubError('store_unavailable'))).to.equal(503);
    expect(await statusAfter(new Error('anything else'))).to.equal(500);
    expect(await statusAfter(undefined)).to.equal(500);
  });
});
