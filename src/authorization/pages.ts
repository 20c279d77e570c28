// The pages that oidc-provider shows by itself: errors, sign-out, signed out. It must never show what was sent to it.
import { type ErrorOut, errors, type KoaContextWithOIDC } from 'oidc-provider';
import type { Language } from '../config/schema/common.ts';
import type { IdentityProvider } from '../config/schema/identity-providers.ts';
import type { Organisation, Service } from '../config/schema/services.ts';
import { type ErrorCode, HubError } from '../errors.ts';
import type { Log } from '../log.ts';
import { newReference } from '../signin/record.ts';
import type { Leaving } from '../signout/leave.ts';
import { chosenLanguage, otherLanguageLink, pageLanguage, withLanguage } from '../views/language.ts';
import type { Frame, Page } from '../views/pages.ts';
import type { Compose } from '../views/respond.ts';
import { formOfLibrary } from './library-form.ts';
import { ServiceSwitchedOff } from './service-clients.ts';
import type { Standing } from './standing.ts';

export interface PagesOptions {
  issuer: string;
  compose: Compose;
  log: Log;
  services: ReadonlyMap<string, Service>;
  organisations: ReadonlyMap<string, Organisation>;
  providers: ReadonlyMap<string, IdentityProvider>;
  standing: Standing;
  leaving: Leaving;
}

export type Pages = ReturnType<typeof createPages>;

/** The handlers that oidc-provider's configuration takes. */
export function createPages(options: PagesOptions) {
  const { issuer, compose, log, services, organisations, providers, standing, leaving } = options;

  const urlOf = ({ req }: KoaContextWithOIDC): URL => new URL(req.url ?? '/', issuer);

  function languageOf(context: KoaContextWithOIDC): Language {
    // On the way back from a sign-in, only the request that is gone on with still says it.
    const { ui_locales: asked } = context.oidc?.params ?? {};
    return pageLanguage(context.req, urlOf(context), typeof asked === 'string' ? asked : undefined);
  }

  function frameOf(context: KoaContextWithOIDC, page: Page, status: number): Omit<Frame, 'nonce'> {
    const url = urlOf(context);
    const language = languageOf(context);
    const service = services.get(context.oidc?.client?.clientId ?? '') ?? switchedOff(context);
    const organisation = service && organisations.get(service.organisation);
    return {
      language,
      // A link to an error page, or to one that hands on, would repeat what was sent.
      ...(context.method === 'GET' &&
        status < 400 &&
        page.page !== 'leaving' && { otherLanguage: otherLanguageLink(url, language) }),
      ...(service && { service: service.name }),
      ...(organisation && { organisation }),
    };
  }

  /** A service that is off has no client any more: its page names it all the same. */
  function switchedOff({ oidc }: KoaContextWithOIDC): Service | undefined {
    const audience = (oidc?.entities?.IdTokenHint as { payload?: { aud?: unknown } } | undefined)?.payload?.aud;
    const service = services.get(String(oidc?.params?.client_id ?? audience));
    return service?.enabled === false ? service : undefined;
  }

  function show(context: KoaContextWithOIDC, page: Page, status = 200): void {
    const answer = compose({ frame: frameOf(context, page, status), page, status });
    context.status = answer.status;
    context.set(answer.headers);
    context.body = answer.body;
  }

  /** Returns the number under which it stands in the log. */
  function logFailure(error: Error): string {
    const reference = newReference();
    log.error({ reference, error }, 'failed');
    return reference;
  }

  async function renderError(context: KoaContextWithOIDC, out: ErrorOut, error: Error): Promise<void> {
    const { error_detail: detail } = error as Error & { error_detail?: string };
    const ours = !(error instanceof errors.OIDCProviderError);
    const reference = ours ? logFailure(error) : newReference();
    if (!ours)
      log.info(
        { reference, oauth: out.error, reason: detail ?? out.error_description },
        'refused a request of a service',
      );
    const service = services.get(context.oidc?.client?.clientId ?? '');
    const code = codeOf(error);
    if (context.status === 503) context.set('Retry-After', '30');
    const status = code === 'service_off' ? 403 : context.status;
    show(
      context,
      { page: 'error', code, oauth: out.error, reference, ...(service && { again: service.home }) },
      status,
    );
  }

  /** Asks before it signs out: the person may only have wanted to leave one service. */
  async function signOut(context: KoaContextWithOIDC): Promise<void> {
    const authentication = await standing(context);
    const provider = providers.get(authentication?.provider ?? '');
    const endsThere = authentication !== undefined && (await leaving.endsThere(authentication));
    const xsrf = String((context.oidc.session?.state as { secret?: unknown } | undefined)?.secret);
    show(context, {
      page: 'sign-out',
      form: { action: withLanguage('/sign-out/confirm', languageOf(context)), token: '' },
      xsrf,
      ...(provider && { provider: { name: provider.name, endsThere } }),
    });
  }

  /** Whoever signs out reads the last page in the language of the first, which the form's address says: no session is left that could. */
  async function keepLanguage(context: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
    await next();
    if (context.oidc?.route !== 'end_session_confirm' || context.status !== 303) return;
    const onwards = context.response.get('Location');
    const language = chosenLanguage(urlOf(context));
    if (language && new URL(onwards).origin === issuer) context.set('Location', withLanguage(onwards, language));
  }

  /**
   * After somebody signed out everywhere, leads them on by the provider where its session can be ended: with a page, because browsers
   * hold a form's redirects to the page's `form-action`.
   */
  async function leaveProviderToo(context: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
    await next();
    const { oidc } = context;
    if (oidc?.route !== 'end_session_confirm' || context.status !== 303 || oidc.params?.logout === undefined) return;
    const authentication = await standing(context);
    const url = authentication && (await leaving.by(authentication, context.response.get('Location')));
    if (url === undefined) return;
    context.remove('Location');
    show(context, { page: 'leaving', send: { kind: 'redirect', url } });
  }

  function signedOut(context: KoaContextWithOIDC): void {
    const service = services.get(context.oidc.client?.clientId ?? '');
    show(context, { page: 'signed-out', ...(service && { home: { name: service.name, url: service.home } }) });
  }

  /**
   * Lets the page that asks before it signs out lead to the service: Chromium applies `form-action` to the redirect after a form, too.
   * Only the one registered address of this request is let in.
   */
  async function allowReturn(context: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
    await next();
    const target = returnOf(context);
    if (!target) return;
    const policy = context.response.get('Content-Security-Policy');
    context.set(
      'Content-Security-Policy',
      policy.replace("form-action 'self'", `form-action 'self' ${new URL(target).origin}`),
    );
  }

  /**
   * Shows the hub's own page where the library's would post a form by itself: to a service that asked for `form_post`, to sign out where nobody is signed in,
   * or where the session has become another person's meanwhile.
   */
  async function handOn(context: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
    await next();
    const form = formOfLibrary(context.body);
    if (!form) return;
    const { home } = services.get(context.oidc.client?.clientId ?? '') ?? {};
    const leadsTo = [returnOf(context), home].filter((url) => url !== undefined);
    const url = new URL(form.url).origin === issuer ? withLanguage(form.url, languageOf(context)) : form.url;
    show(context, { page: 'leaving', send: { kind: 'form', ...form, url, leadsTo } }, context.status);
  }

  return { renderError, logFailure, signOut, signedOut, allowReturn, handOn, leaveProviderToo, keepLanguage };
}

function codeOf(error: Error): ErrorCode | 'oidc' {
  if (error instanceof HubError) return error.code;
  if (error instanceof ServiceSwitchedOff) return 'service_off';
  return error instanceof errors.SessionNotFound ? 'expired' : 'oidc';
}

/** Where a service wants somebody back who signs out: one of its registered addresses. */
function returnOf({ oidc }: KoaContextWithOIDC): string | undefined {
  if (oidc?.route !== 'end_session') return undefined;
  return (oidc.session?.state as { postLogoutRedirectUri?: string } | undefined)?.postLogoutRedirectUri;
}
