// First in line: only the issuer's own host is answered, whatever Host or X-Forwarded-Host says, so that no header can make the
// hub write another host into its metadata. It also settles what oidc-provider takes for the scheme, which no proxy may choose.
import type { Request, RequestHandler } from 'express';
import { HubError } from '../errors.ts';

/** Refuses foreign hosts with HubError `foreign_host` (400). */
export function onlyIssuer(issuer: string): RequestHandler {
  const { host, protocol } = new URL(issuer);
  return (request, _response, next) => {
    const hosts = hostsOf(request);
    // A second Host, or an address with a host of its own, may be what a proxy in front went by (RFC 9112, sections 3.2 and 3.2.2). A
    // backslash begins one, too, wherever addresses are read as browsers read them (URL Standard, "relative slash state").
    const foreign = hosts.length !== 1 || hosts[0]?.toLowerCase() !== host || !/^\/(?![/\\])/.test(request.url);
    for (const name of ['x-forwarded-host', 'x-forwarded-for', 'forwarded']) delete request.headers[name];
    request.headers['x-forwarded-proto'] = protocol.slice(0, -1);
    next(foreign ? new HubError('foreign_host') : undefined);
  };
}

/** Every Host that was sent: where there are several, `headers` has the first. */
function hostsOf({ rawHeaders }: Request): string[] {
  return rawHeaders.filter((_value, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === 'host');
}
