// Endpoints that only One Login has, and what it refuses before anything is read.
import type { RequestHandler, Router } from 'express';
import type { Persona } from '../../config/schema/personas.ts';
import { bearerSession } from '../kit/bearer.ts';
import type { House } from '../kit/dialect.ts';
import { Refusal } from '../kit/refusal.ts';
import { didDocument, identityPlace } from './core-identity.ts';
import { centralUserinfo } from './userinfo.ts';

const longestQuery = 4096;

/** The firewall in front of the real provider: no User-Agent or too long a query is 403, without a word. */
const firewall: RequestHandler = (request, response, next) => {
  const query = request.originalUrl.slice(request.path.length + 1);
  if (request.get('user-agent') && query.length <= longestQuery) next();
  else response.status(403).end();
};

export function addCentralRoutes(router: Router, house: House, find: (id: string) => Persona | undefined): void {
  router.use(firewall);
  router.get('/userinfo', async (request, response) => {
    const session = bearerSession(house, request);
    const person = find(session.personaId);
    if (!person) throw new Refusal('invalid_token', 'the person is gone', 401);
    response.set('cache-control', 'no-store').json(await centralUserinfo(house, session, person));
  });
  // The identity side has a host of its own in life: here both the root of this host and the issuer's folder stand for it.
  for (const path of ['/.well-known/did.json', '/identity/.well-known/did.json'])
    router.get(path, (_request, response) => void response.json(didDocument(house)));
  router.get('/trustmark', (_request, response) => {
    response.json({
      idp: house.issuer,
      trustmark_provider: identityPlace(house).issuer,
      C: ['C0', 'Cl', 'Cl.Cm'],
      P: ['P0', 'P1', 'P2'],
    });
  });
}
