// Leads a browser that has to sign in straight to the first page of a sign-in, which `/sign-in/:uid` would lead it to. Stands around oidc-provider,
// which binds the cookie of the sign-in to that address, and so to every page below it.
// It must never decide where a sign-in stands: a page that is not the one expected leads on.
import type { KoaContextWithOIDC } from 'oidc-provider';
import { pathOfSignIn } from '../signin/path.ts';

/** Completes the address of a sign-in that begins by choosing an account. */
export async function toFirstPage(context: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
  await next();
  const { oidc } = context;
  const begun = oidc?.route === 'authorization' ? oidc.entities.Interaction : undefined;
  if (begun?.prompt.name !== 'login') return;
  if (context.response.get('Location') === pathOfSignIn(begun.uid))
    context.set('Location', pathOfSignIn(begun.uid, 'choice'));
}
