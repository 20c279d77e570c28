// The API key of the simulated Notify, and the token that a client makes with it for each request: a JWT in HS256 over the service's id and the
// moment (Notify's REST API, "Authorisation header"). A token must never be good for longer than the 30 seconds that the real one gives it.
import { randomUUID } from 'node:crypto';
import { decodeJwt, errors, jwtVerify } from 'jose';
import { NotifyRefusal } from './refusal.ts';

/** A new key: name, service id and secret. Good for the simulated Notify only. */
export const newNotifyKey = (): string => `simulated-${randomUUID()}-${randomUUID()}`;

export interface NotifyKeyParts {
  serviceId: string;
  secret: string;
}

/** The last 36 characters are the secret, the 36 before them and a hyphen the service's id. */
export const partsOf = (key: string): NotifyKeyParts => ({
  serviceId: key.slice(-73, -37),
  secret: key.slice(-36),
});

const mostSkew = 30;

const refuse = (status: 401 | 403, message: string) => new NotifyRefusal(status, { error: 'AuthError', message });

/** Checks an Authorization header. @throws NotifyRefusal with Notify's own words */
export async function checkToken(header: string | undefined, { serviceId, secret }: NotifyKeyParts): Promise<void> {
  if (!header) throw refuse(401, 'Unauthorized: authentication token must be provided');
  const [, token] = /^Bearer (.+)$/i.exec(header) ?? [];
  if (token === undefined) throw refuse(401, 'Unauthorized: authentication bearer scheme must be used');
  const said = claimsOf(token);
  if (typeof said.iss !== 'string') throw refuse(403, 'Invalid token: iss field not provided');
  if (said.iss !== serviceId) throw refuse(403, 'Invalid token: service not found');
  try {
    await jwtVerify(token, new TextEncoder().encode(secret), { algorithms: ['HS256'] });
  } catch (problem) {
    if (problem instanceof errors.JOSEAlgNotAllowed) throw refuse(403, 'Invalid token: algorithm used is not HS256');
    throw refuse(403, 'Invalid token: API key not found');
  }
  if (typeof said.iat !== 'number' || Math.abs(Date.now() / 1000 - said.iat) > mostSkew)
    throw refuse(403, 'Error: Your system clock must be accurate to within 30 seconds');
}

function claimsOf(token: string) {
  try {
    return decodeJwt(token);
  } catch {
    throw refuse(403, 'Invalid token: not a valid JWT');
  }
}
