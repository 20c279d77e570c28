// Around all of oidc-provider: what fails after its own handling of errors (the session is saved, what happened is recorded) still ends in a page
// with a reference, or for a machine in JSON. It must never let through an answer of a request that failed: what it promises was not kept.
import { type Adapter, type ErrorOut, errors, type KoaContextWithOIDC, Provider } from 'oidc-provider';
import { HubError } from '../errors.ts';
import type { Pages } from './pages.ts';

/** Headers of the answer that is not given. */
const promises = ['Location', 'Set-Cookie'];
/** RFC 6749, section 4.1.2.1: the one word that says to come again. */
const comeAgain: ErrorOut = { error: 'temporarily_unavailable', error_description: 'come again in a moment' };
const notHere: ErrorOut = { error: 'invalid_request', error_description: 'this address does not take this method' };
const failed: ErrorOut = { error: 'server_error', error_description: 'something went wrong here' };

/**
 * What the store could not find for a request. The library's own handling of it can fail: it fills in a `redirect_uri` before there are
 * parameters (lib/shared/authorization_error_handler.js, `recovery`), and what comes out of it is a TypeError.
 */
const ofTheStore = new WeakMap<object, HubError>();

/** The same adapter, which takes note of what failed for the request that is under way. */
export function noting(adapter: Adapter): Adapter {
  return {
    ...adapter,
    async find(id) {
      try {
        return await adapter.find(id);
      } catch (error) {
        if (error instanceof HubError && Provider.ctx) ofTheStore.set(Provider.ctx, error);
        throw error;
      }
    },
  };
}

/**
 * The same page, with a note of what failed: after it the library still saves a session that may never have been written (lib/helpers/initialize_app.js,
 * `ensureSessionSave`), and what comes out of that is a TypeError.
 */
export function notingFailure(renderError: Pages['renderError']): Pages['renderError'] {
  return (context, out, error) => {
    if (error instanceof HubError) ofTheStore.set(context, error);
    return renderError(context, out, error);
  };
}

/** Middleware for the provider; it has to be its first. */
export function createFailures({ renderError, logFailure }: Pick<Pages, 'renderError' | 'logFailure'>) {
  return async (context: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
    try {
      await next();
      // No route of the library’s takes this method: it leaves the answer empty.
      if (context.status === 404 && !context.body) await answerNotHere(context, renderError);
    } catch (caught) {
      const error =
        caught instanceof HubError ? caught : (ofTheStore.get(context) ?? new HubError('internal', { cause: caught }));
      for (const name of promises) context.remove(name);
      context.status = error.status;
      const out = error.status === 503 ? comeAgain : failed;
      if (context.accepts('json', 'html') === 'html') return renderError(context, out, error);
      logFailure(error);
      context.body = out;
    }
    sayWhen(context);
  };
}

async function answerNotHere(context: KoaContextWithOIDC, renderError: Pages['renderError']): Promise<void> {
  context.status = 404;
  if (context.accepts('json', 'html') !== 'html') context.body = notHere;
  else await renderError(context, notHere, new errors.InvalidRequest('no such method here', 404));
}

/** The library calls everything that it does not know a server error: one that passes is worth another try. */
function sayWhen(context: KoaContextWithOIDC): void {
  const { error } = (context.body ?? {}) as Partial<ErrorOut>;
  if (context.status !== 503 || error === undefined) return;
  context.set('Retry-After', '30');
  context.set('Cache-Control', 'no-store');
  if (error === 'server_error') context.body = comeAgain;
}
