// NHS login as a dialect (interface specification 2.1): every JWT is RS512, and there is no way to sign out.
// Userinfo never holds an address, a postcode or a sex, and nothing about the person below P5.
import type { Persona } from '../../config/schema/personas.ts';
import { bearerSession, subjectSaid } from '../kit/bearer.ts';
import type { SimulatorOptions } from '../kit/contract.ts';
import type { Attempt, Dialect, Parameters, Session, Verdict } from '../kit/dialect.ts';
import { words } from '../kit/parameters.ts';
import { currentName, displayName, emailClaims, phoneClaims } from '../kit/people.ts';
import { Refusal } from '../kit/refusal.ts';
import { uuidSubject } from '../kit/subject.ts';
import { allVectors, proofing, readVectors } from './vectors.ts';

export function nhsDialect({ personas }: Pick<SimulatorOptions, 'personas'>): Dialect {
  const holders = personas.people.filter(({ nhs }) => nhs !== undefined);
  const find = (id: string) => holders.find((person) => person.id === id);
  const highest = (id: string) => proofing(find(id)?.nhs?.reaches.at(-1) ?? 'P0');
  return {
    name: 'nhs',
    title: 'NHS login, simulated',
    about: 'This stands in for NHS login, the account for NHS services and the NHS App.',
    issuerSlash: false,
    authorizeMethods: ['GET', 'POST'],
    paths: { authorize: '/authorize', token: '/token', jwks: '/.well-known/jwks.json', userinfo: '/userinfo' },
    algorithm: 'RS512',
    separateClaimsKey: false,
    lifetimes: { code: 600, idToken: 3600, accessToken: 300 },
    pkce: 'honoured',
    scopes: ['openid', 'profile', 'basic_demographics', 'profile_extended', 'email', 'phone', 'landline'],
    assertion: { algorithms: ['RS512'], issuerIsAudience: false, kidForJwksUri: false },
    cancelledDescription: 'ConsentNotGiven',
    people: holders.map((person) => ({
      id: person.id,
      name: displayName(person),
      about: person.description,
      proves: person.nhs?.reaches.filter((vector) => proofing(vector) === highest(person.id)).join(', ') ?? '',
    })),
    metadata: () => ({
      userinfo_signing_alg_values_supported: ['none'],
      vtr_supported: allVectors,
    }),
    read: (parameters, client) => {
      checkPrompt(parameters);
      return { levels: readVectors(parameters.vtr, client), claims: [], locale: 'en' };
    },
    judge: (attempt) => judge(attempt, find(attempt.personaId)),
    subject: (personaId) => uuidSubject('nhs', personaId),
    idToken: (session) => ({
      auth_time: session.authTime,
      identity_proofing_level: highest(session.personaId),
      ...vot(session),
    }),
    accessToken: vot,
    routes(router, house) {
      router.get('/userinfo', (request, response) => {
        const session = bearerSession(house, request);
        const person = find(session.personaId);
        if (!person) throw new Refusal('invalid_token', 'the person is gone', 401);
        const claims = userinfo(session, person, highest(person.id));
        response.set('cache-control', 'no-store').json(claims);
      });
    },
  };
}

/** `none` or `login`, and nothing beside it. */
function checkPrompt({ prompt }: Parameters): void {
  const asked = words(prompt);
  if (asked.length > 1 || asked.some((value) => value !== 'none' && value !== 'login'))
    throw new Refusal('invalid_request', 'prompt has to be none or login');
}

function judge({ authorization, level, trouble }: Attempt, person: Persona | undefined): Verdict {
  const reaches: readonly string[] = person?.nhs?.reaches ?? [];
  const reached = (level === undefined ? authorization.levels : [level]).find((vector) => reaches.includes(vector));
  if (reached === undefined || trouble.fault === 'not-verified')
    throw new Refusal('access_denied', 'Identity verification failed');
  return { level: reached, proven: true };
}

function vot({ level = '', trouble }: Session): { vot?: string } {
  const below: Record<string, string> = { P9: 'P5', P5: 'P0', P0: 'P0' };
  const credential = level.slice(3);
  switch (trouble.fault) {
    case 'no-level':
      return {};
    case 'lower-level':
      return { vot: proofing(level) === 'P0' ? 'P0.Cp' : `${below[proofing(level)]}.${credential}` };
    case 'higher-level':
      return { vot: proofing(level) === 'P9' ? `P10.${credential}` : 'P9.Cp.Cd' };
    default:
      return { vot: level };
  }
}

function userinfo(session: Session, person: Persona, highest: string): Record<string, unknown> {
  const { scopes } = session.authorization;
  const has = (...names: string[]) => names.some((name) => scopes.includes(name));
  const known = proofing(session.level ?? 'P0') !== 'P0';
  const { given_name, family_name } = currentName(person);
  return {
    sub: subjectSaid(session),
    ...(known && has('profile', 'basic_demographics')
      ? { family_name, birthdate: person.birthDate, identity_proofing_level: highest }
      : {}),
    ...(known && has('profile') ? { nhs_number: person.nhs?.nhsNumber } : {}),
    ...(known && has('profile_extended') && given_name !== undefined ? { given_name } : {}),
    ...(has('email') ? emailClaims(person) : {}),
    ...(has('phone') ? phoneClaims(person) : {}),
    ...(has('landline') && person.landline !== undefined
      ? { landline_number: person.landline, landline_number_verified: true }
      : {}),
  };
}
