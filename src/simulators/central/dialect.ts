// GOV.UK One Login as a dialect: what it accepts, what a sign-in comes to, and what its tokens say.
// The ID token never names an identity level: that is in the core identity JWT alone.
import type { Persona } from '../../config/schema/personas.ts';
import type { SimulatorOptions } from '../kit/contract.ts';
import type { Attempt, Dialect, Parameters, Session, Verdict } from '../kit/dialect.ts';
import { checkMaxAge, readLocale } from '../kit/optional-parameters.ts';
import { parseJson, words } from '../kit/parameters.ts';
import { displayName } from '../kit/people.ts';
import { Refusal } from '../kit/refusal.ts';
import { fdcSubject } from '../kit/subject.ts';
import { claimNames, vocabulary } from './claims.ts';
import { addCentralRoutes } from './routes.ts';
import { asksIdentity, credentialPart, readVectors, strongestFirst } from './vectors.ts';

/** Sent whenever no identity, or no sign-in, comes of it; the real provider says no more. */
const denied = 'Access denied by resource owner or authorization server';

export function centralDialect({ personas }: Pick<SimulatorOptions, 'personas'>): Dialect {
  const holders = personas.people.filter(({ central }) => central !== undefined);
  const find = (id: string) => holders.find((person) => person.id === id);
  return {
    name: 'central',
    title: 'GOV.UK One Login, simulated',
    about: 'This stands in for GOV.UK One Login, the account for central government services.',
    issuerSlash: true,
    authorizeMethods: ['GET'],
    paths: {
      authorize: '/authorize',
      token: '/token',
      jwks: '/.well-known/jwks.json',
      userinfo: '/userinfo',
      logout: ['/logout'],
    },
    algorithm: 'ES256',
    separateClaimsKey: true,
    lifetimes: { code: 300, idToken: 120, accessToken: 180 },
    pkce: 'honoured',
    scopes: ['openid', 'email', 'phone'],
    assertion: {
      algorithms: ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
      issuerIsAudience: true,
      kidForJwksUri: true,
    },
    cancelledDescription: denied,
    people: holders.map((person) => ({
      id: person.id,
      name: displayName(person),
      about: person.description,
      proves: person.central?.reaches.at(-1) ?? '',
    })),
    metadata: (url) => ({
      claims_parameter_supported: true,
      claims_supported: ['sub', 'email', 'email_verified', 'phone_number', 'phone_number_verified', ...claimNames],
      ui_locales_supported: ['en', 'cy'],
      trustmarks: `${url}/trustmark`,
    }),
    read: readCentral,
    judge: (attempt) => judge(attempt, find(attempt.personaId)),
    subject: (personaId) => fdcSubject('central', personaId),
    idToken: (session, url) => ({ ...idTokenClaims(session), vtm: `${url}/trustmark` }),
    accessToken: ({ sid }) => ({ sid }),
    routes: (router, house) => addCentralRoutes(router, house, find),
  };
}

function readCentral(parameters: Parameters) {
  if (words(parameters.prompt).includes('select_account'))
    throw new Refusal('unmet_authentication_requirements', 'Unmet authentication requirements');
  checkMaxAge(parameters);
  return { levels: readVectors(parameters.vtr), claims: readClaims(parameters), locale: readLocale(parameters) };
}

/** The names asked for under `userinfo` (OpenID Connect Core 5.5); anything that One Login has no claim for is refused. */
function readClaims({ claims }: Parameters): string[] {
  if (claims === undefined) return [];
  const value = parseJson('claims', claims);
  const userinfo = typeof value === 'object' && value !== null && 'userinfo' in value ? value.userinfo : undefined;
  if (typeof userinfo !== 'object' || userinfo === null || Array.isArray(userinfo))
    throw new Refusal('invalid_request', 'claims has no userinfo member');
  const asked = Object.keys(userinfo);
  if (asked.some((name) => !claimNames.includes(name)))
    throw new Refusal('invalid_request', 'claims asks for a claim that does not exist');
  return asked;
}

function judge({ authorization, level, trouble }: Attempt, person: Persona | undefined): Verdict {
  const reaches: readonly string[] = person?.central?.reaches ?? [];
  const asked = level === undefined ? strongestFirst(authorization.levels) : [level];
  const reached = asked.find((vector) => reaches.includes(vector));
  if (reached !== undefined && trouble.fault !== 'not-verified')
    return { level: reached, proven: asksIdentity(reached) };
  // The person can sign in and is not identified: told by a code, where the service asked for codes.
  const signsIn = asked.some(asksIdentity) && reaches.includes('Cl.Cm');
  if (!signsIn || !authorization.claims.includes(vocabulary.returnCode)) throw new Refusal('access_denied', denied);
  return { level: 'Cl.Cm', proven: false };
}

function idTokenClaims({ level = '', sid, authTime, trouble, authorization }: Session) {
  const common = { sid, auth_time: authTime };
  const credential = credentialPart(level);
  if (trouble.fault === 'no-level') return common;
  // With identity asked for, the faults in the level are in the core identity.
  if (authorization.levels.some(asksIdentity)) return { ...common, vot: credential };
  if (trouble.fault === 'lower-level') return { ...common, vot: credential === 'Cl.Cm' ? 'Cl' : 'C0' };
  return { ...common, vot: trouble.fault === 'higher-level' ? 'Cl.Cm.P3' : credential };
}
