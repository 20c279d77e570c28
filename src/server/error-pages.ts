// Last in line: every error becomes a plain page (for machines, JSON) with a reference number, and a line in the log under the same number.
// It must never show a detail, a cause or anything that was sent.
import { STATUS_CODES } from 'node:http';
import type { ErrorRequestHandler, Request, Response } from 'express';
import { routes } from '../authorization/provider.ts';
import type { Organisation, Service } from '../config/schema/services.ts';
import { type ErrorCode, HubError } from '../errors.ts';
import type { Log } from '../log.ts';
import { newReference, type SignIns } from '../signin/record.ts';
import { routeOf } from '../telemetry/routes.ts';
import { chosenLanguage, otherLanguageHere, pageLanguage } from '../views/language.ts';
import { type Compose, send } from '../views/respond.ts';

/** Where no person reads the answer. */
const forMachines: readonly string[] = [
  routes.pushed_authorization_request,
  routes.token,
  routes.userinfo,
  routes.revocation,
  routes.introspection,
];

export interface ErrorPagesOptions {
  issuer: string;
  compose: Compose;
  log: Log;
  signIns: SignIns;
  services: ReadonlyMap<string, Service>;
  organisations: ReadonlyMap<string, Organisation>;
}

export function createErrorPages(options: ErrorPagesOptions): ErrorRequestHandler {
  const { issuer, compose, log, services, organisations } = options;
  return async (raised: unknown, request, response, _next) => {
    const error = asHubError(raised);
    const signIn = await signInOf(request, error, options);
    const reference = signIn?.reference ?? newReference();
    log[error.status >= 500 && error.code !== 'busy' ? 'error' : 'info'](
      { reference, route: routeOf(request.path), error },
      'refused',
    );
    if (response.headersSent) return void response.destroy();
    if (error.retryAfter !== undefined) response.setHeader('Retry-After', String(error.retryAfter));
    if (forMachines.includes(request.path)) return machineAnswer(response, error, reference);
    const service = services.get(signIn?.service ?? '');
    const organisation = service && organisations.get(service.organisation);
    // What was asked for may be no address at all.
    const url = URL.parse(request.originalUrl, issuer) ?? new URL(issuer);
    const language = chosenLanguage(url) ?? signIn?.language ?? pageLanguage(request, url);
    const frame = {
      language,
      ...(mayAskAgain(request) && { otherLanguage: otherLanguageHere(language) }),
      ...(service && { service: service.name }),
      ...(organisation && { organisation }),
    };
    // Nobody is led back to a service that is switched off.
    const again = service?.enabled ? { again: service.home } : {};
    const page = { page: 'error', code: error.code, reference, ...again } as const;
    send(response, compose({ frame, page, status: error.status }));
  };
}

/** RFC 6749, section 5.2, with the codes of section 4.1.2.1 that say whose fault it is. */
function machineAnswer(response: Response, { status }: HubError, reference: string): void {
  const passing = status === 429 || status === 503;
  const error = passing ? 'temporarily_unavailable' : status < 500 ? 'invalid_request' : 'server_error';
  const error_description = `${STATUS_CODES[status]}, reference ${reference}`;
  response.set('Cache-Control', 'no-store').status(status).json({ error, error_description });
}

/** Not a form, nor an address that is good for one visit: there the same error would not come again. */
const mayAskAgain = ({ method, path }: Request): boolean =>
  method === 'GET' && !path.startsWith('/callback/') && path !== '/sign-out/done';

/** The sign-in that the address names, to lead back to its service. Not when the store is what failed. */
async function signInOf(request: Request, error: HubError, { signIns }: ErrorPagesOptions) {
  const uid = /^\/sign-in\/([\w-]+)/.exec(request.path)?.[1];
  if (!uid || error.code === 'store_unavailable') return undefined;
  return signIns.find(uid).catch(() => undefined);
}

function asHubError(error: unknown): HubError {
  if (error instanceof HubError) return error;
  const status = (error as { status?: unknown } | undefined)?.status;
  const code: ErrorCode = typeof status === 'number' && status < 500 ? 'bad_request' : 'internal';
  return new HubError(code, { ...(code === 'bad_request' && { status: status as number }), cause: error });
}
