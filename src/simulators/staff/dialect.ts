// The council's staff directory as a dialect: OpenID Connect as the specification has it, with `acr` for the level.
// Only members of staff are in it; no resident has an account here.
import type { StaffMember } from '../../config/schema/personas.ts';
import { bearerSession, subjectSaid } from '../kit/bearer.ts';
import type { SimulatorOptions } from '../kit/contract.ts';
import type { Attempt, Dialect, Parameters, PersonRow, Session, Verdict } from '../kit/dialect.ts';
import { checkMaxAge, readLocale } from '../kit/optional-parameters.ts';
import { words } from '../kit/parameters.ts';
import { Refusal } from '../kit/refusal.ts';
import { uuidSubject } from '../kit/subject.ts';

const levels = ['mfa', 'pwd'];

export function staffDialect({ personas: { staff } }: Pick<SimulatorOptions, 'personas'>): Dialect {
  const find = (id: string) => staff.find((member) => member.id === id);
  const claims = (session: Session) => personClaims(session, find(session.personaId));
  return {
    name: 'staff',
    title: 'Council staff directory, simulated',
    about: 'This stands in for the directory that people who work for the council sign in with.',
    issuerSlash: false,
    authorizeMethods: ['GET', 'POST'],
    paths: { authorize: '/authorize', token: '/token', jwks: '/jwks', userinfo: '/userinfo', logout: ['/logout'] },
    algorithm: 'ES256',
    separateClaimsKey: false,
    lifetimes: { code: 60, idToken: 300, accessToken: 300 },
    pkce: 'honoured',
    scopes: ['openid', 'profile', 'email', 'roles'],
    assertion: {
      algorithms: ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256'],
      issuerIsAudience: true,
      kidForJwksUri: false,
    },
    cancelledDescription: 'The user cancelled',
    people: staff.map(row),
    metadata: () => ({
      acr_values_supported: levels,
      claims_supported: [
        'sub',
        'acr',
        'amr',
        'auth_time',
        'name',
        'given_name',
        'family_name',
        'email',
        'email_verified',
        'roles',
      ],
    }),
    read: readStaff,
    judge: (attempt) => judge(attempt, find(attempt.personaId)),
    subject: (personaId) => uuidSubject('staff', personaId),
    idToken: (session) => ({
      sid: session.sid,
      auth_time: session.authTime,
      amr: session.level === 'mfa' ? ['pwd', 'otp', 'mfa'] : ['pwd'],
      ...acr(session),
      ...claims(session),
    }),
    accessToken: () => ({}),
    routes(router, house) {
      router.get('/userinfo', (request, response) => {
        const session = bearerSession(house, request);
        response.set('cache-control', 'no-store').json({ sub: subjectSaid(session), ...claims(session) });
      });
    },
  };
}

const row = ({ id, given, family, description, roles, reaches }: StaffMember): PersonRow => ({
  id,
  name: `${given} ${family}`,
  about: `${description} Role: ${roles.join(', ')}.`,
  proves: reaches.join(', '),
});

/** `acr_values` in order of preference; all that is known where it names nothing known, because it is voluntary (Core 3.1.2.1). */
function readStaff(parameters: Parameters) {
  checkMaxAge(parameters);
  const asked = words(parameters.acr_values).filter((value) => levels.includes(value));
  return { levels: asked.length > 0 ? asked : ['pwd', 'mfa'], claims: [], locale: readLocale(parameters) };
}

/** What cannot be reached is not an error here: `acr` says what was. */
function judge({ authorization, level, trouble }: Attempt, member: StaffMember | undefined): Verdict {
  if (trouble.fault === 'not-verified') throw new Refusal('access_denied', 'Not a member of staff');
  const reaches: readonly string[] = member?.reaches ?? [];
  const asked = level === undefined ? authorization.levels : [level];
  return { level: asked.find((value) => reaches.includes(value)) ?? 'pwd', proven: true };
}

function acr({ level, trouble }: Session): { acr?: string } {
  switch (trouble.fault) {
    case 'no-level':
      return {};
    case 'lower-level':
      return { acr: level === 'mfa' ? 'pwd' : 'none' };
    case 'higher-level':
      return { acr: level === 'mfa' ? 'phrh' : 'mfa' };
    default:
      return level === undefined ? {} : { acr: level };
  }
}

function personClaims({ authorization }: Session, member: StaffMember | undefined): Record<string, unknown> {
  if (!member) return {};
  const { given, family, email, roles } = member;
  const has = (scope: string) => authorization.scopes.includes(scope);
  return {
    ...(has('profile') ? { name: `${given} ${family}`, given_name: given, family_name: family } : {}),
    ...(has('email') ? { email, email_verified: true } : {}),
    ...(has('roles') ? { roles } : {}),
  };
}
