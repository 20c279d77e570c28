// What a service asked for, on the two scales: read once from its request, then compared with what was reached.
// It must never let a wish (acr_values) refuse a sign-in, nor a requirement (essential acr, vtr, the floor) be dropped.
import { z } from 'zod';
import { HubError } from '../errors.ts';
import { type Acr, acrUri, isVector } from './acr.ts';
import { atLeast, join, type Level, sameLevel } from './level.ts';
import { spelling } from './vocabulary.ts';

export interface Alternative {
  readonly acr: string;
  readonly level: Level;
}

/** Survives JSON. */
export interface Asked {
  /** The least that the service is registered for; always required. */
  readonly floor: Level;
  /** Alternatives of which one must be met, in order of preference. Empty: none of them exists here, so it cannot be met. */
  readonly required: readonly Alternative[] | undefined;
  /** Wishes, in order of preference. */
  readonly preferred: readonly Alternative[];
  /** What the service takes in the end, where what it requires could not be proven: it hears that by other means. */
  readonly fallback?: Level;
  /** `Acr.base`: so that a level without a requested name can be named. */
  readonly base: string;
}

/** The parameters of an authorization request that speak of levels, as text (`claims` also as the parsed object). */
export interface LevelParameters {
  acr_values?: string | undefined;
  claims?: string | object | undefined;
  vtr?: string | undefined;
}

const refuse = (detail: string): HubError => new HubError('bad_request', { oauth: 'invalid_request', detail });

const acrClaim = z
  .strictObject({
    essential: z.boolean().optional(),
    value: z.string().min(1).optional(),
    values: z.array(z.string().min(1)).min(1).max(50).optional(),
  })
  .refine(({ value, values }) => value === undefined || values === undefined);
const claimsParameter = z.looseObject({ id_token: z.looseObject({ acr: z.unknown().optional() }).nullish() });
const vtrParameter = z.array(z.string()).min(1).max(10);

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new HubError('bad_request', { oauth: 'invalid_request', detail: `${name} is not JSON`, cause });
  }
}

/** The `acr` member of `claims.id_token` (OpenID Connect Core 5.5.1.1). */
function readAcrClaim(claims: LevelParameters['claims']): { essential: boolean; values: string[] } {
  if (claims === undefined) return { essential: false, values: [] };
  const all = claimsParameter.safeParse(typeof claims === 'string' ? parseJson(claims, 'claims') : claims);
  if (!all.success) throw refuse('claims is not an object of the shape that OpenID Connect Core 5.5 gives');
  const acr = all.data.id_token?.acr;
  if (acr === undefined || acr === null) return { essential: false, values: [] };
  const claim = acrClaim.safeParse(acr);
  if (!claim.success) {
    throw refuse('claims.id_token.acr needs either value, a text, or values, a list of at least one text');
  }
  const { essential = false, value, values } = claim.data;
  return { essential, values: values ?? (value === undefined ? [] : [value]) };
}

/** Vectors of trust that are asked for (RFC 8485, section 4); an AND inside a vector, alternatives in order between them. */
function readVtr(text: string, acr: Acr, allowed: readonly string[]): Alternative[] {
  const vectors = vtrParameter.safeParse(parseJson(text, 'vtr'));
  if (!vectors.success) throw refuse('vtr must be a JSON array of one to ten texts');
  const registered = new Map(allowed.map((vector) => [spelling('vector', vector), vector]));
  const known = new Set(allowed.flatMap((vector) => vector.split('.')));
  const alternatives = vectors.data.map((vector) => readVector(vector, { acr, registered, known }));
  const withIdentity = alternatives.filter(({ level }) => level.identity !== 'none').length;
  if (withIdentity > 0 && withIdentity < alternatives.length) {
    throw refuse('vtr mixes vectors that ask for identity with vectors that do not');
  }
  return alternatives;
}

function readVector(
  vector: string,
  { acr, registered, known }: { acr: Acr; registered: Map<string, string>; known: Set<string> },
): Alternative {
  const components = vector.split('.');
  if (!isVector(vector) || components.some((component) => !known.has(component))) {
    throw refuse('vtr has a component that is not known here');
  }
  if (new Set(components).size < components.length) throw refuse('vtr repeats a component inside one vector');
  const name = registered.get(spelling('vector', vector));
  const level = name === undefined ? undefined : acr.levelOf(name);
  if (name === undefined || level === undefined) throw refuse('vtr has a vector that is not registered');
  return { acr: name, level };
}

function recognised(names: readonly string[], acr: Acr): Alternative[] {
  return [...new Set(names)].flatMap((name) => {
    const level = acr.levelOf(name);
    return level ? [{ acr: name, level }] : [];
  });
}

/**
 * Reads what a service asked. `floor` is its registered minimum, `vtrAllowed` the `vtr` list of assurance.yaml.
 * Names that the hub does not know are passed over; a requirement of only such names stays, as one that cannot be met.
 * Throws HubError `bad_request` (`invalid_request`) for a malformed, unregistered or mixed `vtr` and a malformed `acr` claim.
 */
export function readAsked(parameters: LevelParameters, acr: Acr, floor: Level, vtrAllowed: readonly string[]): Asked {
  const { acr_values: wishes, claims, vtr } = parameters;
  const claim = readAcrClaim(claims);
  const wished = wishes?.split(' ').filter((name) => name !== '') ?? [];
  if (vtr !== undefined) {
    if (wished.length > 0 || claim.essential || claim.values.length > 0) {
      throw refuse('vtr cannot be mixed with acr_values or an acr claim');
    }
    return { floor, required: readVtr(vtr, acr, vtrAllowed), preferred: [], base: acr.base };
  }
  const essential = claim.essential && claim.values.length > 0;
  return {
    floor,
    required: essential ? recognised(claim.values, acr) : undefined,
    preferred: recognised(essential ? wished : [...claim.values, ...wished], acr),
    base: acr.base,
  };
}

/**
 * Whether a level is enough, and the `acr` to put in the token: the first requirement that is met, else the first wish
 * that is met, else the URI of the level itself. Undefined when the floor or every requirement is missed.
 */
export function satisfied(asked: Asked, reached: Level): { acr: string } | undefined {
  if (!atLeast(reached, asked.floor)) return undefined;
  const met = ({ level }: Alternative) => atLeast(reached, level);
  if (asked.required) {
    const alternative = asked.required.find(met);
    return alternative && { acr: alternative.acr };
  }
  return { acr: asked.preferred.find(met)?.acr ?? acrUri(asked.base, reached) };
}

/** The same once everything was tried: then a fall-back is enough, where the service named one. */
export function satisfiedInTheEnd(asked: Asked, reached: Level): { acr: string } | undefined {
  const met = satisfied(asked, reached);
  const { fallback } = asked;
  if (met || !fallback || !atLeast(reached, join(fallback, asked.floor))) return met;
  return { acr: acrUri(asked.base, reached) };
}

/**
 * The levels worth trying to reach, best first, each at least the floor: the requirements, or else the wishes and then the
 * floor alone. Empty when what is required cannot be met.
 */
export function wantedLevels(asked: Asked): Level[] {
  const names = asked.required ?? [...asked.preferred, { level: asked.floor }];
  const levels = names.map(({ level }) => join(level, asked.floor));
  return levels.filter((level, index) => levels.findIndex((other) => sameLevel(other, level)) === index);
}
