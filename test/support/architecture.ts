// The rules of the house, as a function over source texts: who may import whom, and what a file may look like.
// Pure, so that test/architecture.test.ts can also feed it made-up houses and see that it finds what is wrong with them.
import { posix } from 'node:path';

/** A TypeScript file of src/, its path counted from there. */
export interface SourceFile {
  path: string;
  text: string;
}

export interface Import {
  /** What is written between the quotes. */
  from: string;
  typeOnly: boolean;
}

type Layer = 'ground' | 'core' | 'step' | 'fitting' | 'authorization' | 'server' | 'room' | 'top';

/**
 * Where a file stands; the first row that matches counts. `ground` is the interfaces that everyone shares, `core` is pure,
 * a `step` is a part of the way of a sign-in, a `fitting` is what interfaces are filled with, a `room` stands beside the way, and `top`
 * (with `commands/`, which is main.ts in parts) puts the house together.
 */
const places: readonly [RegExp, Layer][] = [
  [/^(hub|main)\.ts$|^(commands|hub)\//, 'top'],
  [
    /^(errors|assurance\/level|(?:ages|representation|choice|vouching)\/words|notices\/kinds|store\/(?:\w+-)?contracts|trail\/events|connectors\/contract|views\/(?:(?:account-|age-|assessment-|authority-|choice-|staff-|vouch-)?pages|form))\.ts$/,
    'ground',
  ],
  [/^config\/schema\//, 'ground'],
  [
    /^(is-object|limited|random|repeat|same-secret|seldom|choice\/(?:eligible|reasons)|connectors\/certificate|registry\/(life|breaker)|representation\/(authority|claims|acting|writing|telling)|vouching\/(codes|evidence|form|level|officers|standing|tell|worth)|matching\/(normalise|similar|sounds|identifiers|traits|compare|tokens|score|decide|train|sessions|question|findings|continuity))\.ts$/,
    'core',
  ],
  [/^representation\/room\//, 'room'],
  [/^(ages|assurance|choice|connectors|matching|pause|representation|release|signout)\/.*step\.ts$/, 'step'],
  [/^(signin|assurance|ages)\//, 'core'],
  [/^(choice|connectors|matching|pause|representation|release|signout)\//, 'step'],
  [/^(store|trail|views|config|registry|signals|notices|telemetry)\/|^(log|outbox)\.ts$/, 'fitting'],
  [/^authorization\//, 'authorization'],
  [/^server\//, 'server'],
  [/^(simulators|assessment|account|staff|vouching)\//, 'room'],
];

const mayImport: Record<Layer, readonly Layer[]> = {
  ground: ['ground'],
  core: ['core', 'ground'],
  step: ['step', 'core', 'ground'],
  fitting: ['fitting', 'core', 'ground'],
  authorization: ['authorization', 'step', 'fitting', 'core', 'ground'],
  server: ['server', 'authorization', 'step', 'fitting', 'core', 'ground'],
  room: ['room', 'fitting', 'core', 'ground'],
  top: ['top', 'room', 'server', 'authorization', 'step', 'fitting', 'core', 'ground'],
};

/** Packages that only some files may import; with `types`, where a type import is fine as well. */
const packages: readonly { name: RegExp; only: RegExp; types?: RegExp }[] = [
  { name: /^oidc-provider$/, only: /^(authorization|simulators)\//, types: /^(store|server|hub)\/|^hub\.ts$/ },
  { name: /^openid-client$/, only: /^(connectors\/oidc|simulators)\// },
  { name: /^samlify$/, only: /^(connectors\/saml|simulators)\// },
  { name: /^(knex|pg|sqlite3)$/, only: /^store\// },
  { name: /^notifications-node-client$/, only: /^notices\// },
  { name: /^@opentelemetry\/api$/, only: /^telemetry\// },
  { name: /^@opentelemetry\/(?!api$)/, only: /^telemetry\/tracing\.ts$/ },
  { name: /^prom-client$/, only: /^telemetry\/|^commands\/workers\.ts$/ },
  {
    name: /^(express|helmet)$/,
    only: /^(server|authorization|views|simulators|assessment|account|staff|vouching|hub|telemetry|representation\/room)\/|^hub\.ts$/,
  },
];

/** All that pure code and interfaces may import from outside. */
const purePackages = ['zod', 'node:crypto', 'double-metaphone', '@peculiar/asn1-schema', '@peculiar/asn1-x509'];

const hardLimit = 400;

export function layerOf(path: string): Layer | undefined {
  return places.find(([pattern]) => pattern.test(path))?.[1];
}

/** The imports and re-exports of a source text, in order. An import of nothing but inline types still runs the module. */
export function importsOf(text: string): Import[] {
  const statements = text.matchAll(/^\s*(?:import|export)\s+(type\s+)?(?:[^'"`;=()]*?\sfrom\s+)?'([^']+)'/gm);
  const calls = text.matchAll(/\bimport\(\s*'([^']+)'/g);
  return [
    ...[...statements].map(([, type, from = '']) => ({ from, typeOnly: type !== undefined })),
    ...[...calls].map(([, from = '']) => ({ from, typeOnly: false })),
  ];
}

/** Everything in a house that breaks a rule, a sentence each. */
export function violations(files: readonly SourceFile[]): string[] {
  const paths = new Set(files.map(({ path }) => path));
  return [
    ...files.flatMap((file) => [
      ...shape(file),
      ...wording(file),
      ...comparisons(file),
      ...outside(file),
      ...inside(file, paths),
    ]),
    ...cycles(files),
  ];
}

function shape({ path, text }: SourceFile): string[] {
  const found: string[] = [];
  const lines = text.split('\n').length - 1;
  if (!/^\/\/ \S/.test(text)) found.push(`${path} does not open with a comment on its place and what it must never do`);
  if (lines > hardLimit) found.push(`${path} has ${lines} lines: ${hardLimit} is the limit`);
  if (posix.basename(path) === 'index.ts' && path !== 'connectors/index.ts') found.push(`${path} is a barrel`);
  if (/^export \* /m.test(text)) found.push(`${path} re-exports everything of another file`);
  if (/^export default /m.test(text)) found.push(`${path} has a default export`);
  if (layerOf(path) === undefined)
    found.push(`${path} has no place in the house: give its folder a row in the table of layers`);
  return found;
}

function wording({ path, text }: SourceFile): string[] {
  const found: string[] = [];
  const code = text.replaceAll(/^\s*(\/\/|\/?\*).*$/gm, '');
  const readsEnvironment = /\bprocess\s*(\?\.|\.)\s*env\b/.test(code) || /\benv\b[^;]*from 'node:process'/.test(code);
  if (readsEnvironment && path !== 'main.ts' && !path.startsWith('config/'))
    found.push(`${path} reads the environment`);
  const neutral = ['ground', 'core', 'step'].includes(layerOf(path) ?? '') && !isConnector(path);
  if (neutral && /\bis(saml|oidc)\b/i.test(code)) found.push(`${path} asks which protocol a sign-in came through`);
  return found;
}

/** Names of what nobody may learn letter by letter. */
const secretName = /(?:secret|token|proof|receipt|resumeCode|nonce|xsrf|verifier|password|digest|hmac|memo\.state)$/i;
const plainValue = /^(?:undefined|null|true|false|\d.*)$/;

/** A secret is compared by sameSecret alone: === tells by its time how much was right. */
function comparisons({ path, text }: SourceFile): string[] {
  if (path.startsWith('simulators/')) return [];
  const code = text.replaceAll(/^\s*(\/\/|\/?\*).*$/gm, '');
  const bare = [...code.matchAll(/([\w.?]+)\s*[!=]==?\s*([\w.?]+)(?![\w(.?])/g)].filter(([, left = '', right = '']) => {
    const sides = [left, right];
    return sides.some((side) => secretName.test(side)) && !sides.some((side) => plainValue.test(side));
  });
  const own = path !== 'same-secret.ts' && code.includes('timingSafeEqual');
  return [
    ...bare.map(([what]) => `${path} compares a secret in a time that tells of it: ${what}`),
    ...(own ? [`${path} compares secrets by itself, without sameSecret`] : []),
  ];
}

const isConnector = (path: string): boolean => /^connectors\/[^/]+\//.test(path);

function outside({ path, text }: SourceFile): string[] {
  const pure = ['ground', 'core'].includes(layerOf(path) ?? '');
  return importsOf(text)
    .filter(({ from }) => !from.startsWith('.'))
    .flatMap(({ from, typeOnly }) => {
      if (pure && !purePackages.includes(from)) return [`${path} is pure and imports ${from}`];
      const rule = packages.find(({ name }) => name.test(from));
      const fine = !rule || rule.only.test(path) || (typeOnly && rule.types?.test(path));
      return fine ? [] : [`${path} imports ${from}, which belongs elsewhere`];
    });
}

function inside({ path, text }: SourceFile, paths: ReadonlySet<string>): string[] {
  return importsOf(text)
    .filter(({ from }) => from.startsWith('.'))
    .flatMap(({ from }) => {
      const target = posix.join(posix.dirname(path), from);
      if (target.startsWith('..')) return [`${path} imports ${from}, outside src`];
      if (!paths.has(target)) return [`${path} imports ${from}, which is not there`];
      return between(path, target);
    });
}

/** Rules about one file that imports another. */
function between(path: string, target: string): string[] {
  const [from, to] = [layerOf(path), layerOf(target)];
  if (!from || !to) return [];
  if (to === 'room' && from !== 'top' && room(path) !== room(target))
    return [`${path} imports ${target}: only hub.ts, main.ts and its commands may`];
  if (!mayImport[from].includes(to)) return [`${path} (${from}) imports ${target} (${to})`];
  if (from === 'step' && to === 'step' && room(path) !== room(target))
    return [`${path} is a step and imports another step, ${target}`];
  if (isConnector(path) && target.startsWith('store/')) return [`${path} is a connector and imports the store`];
  const sameConnector = path.split('/')[1] === target.split('/')[1];
  if (isConnector(path) && isConnector(target) && !sameConnector)
    return [`${path} imports another connector, ${target}`];
  return [];
}

const room = (path: string): string | undefined => path.split('/')[0];

/** Every cycle once, found by walking along imports until a file on the path comes up again. */
function cycles(files: readonly SourceFile[]): string[] {
  const targets = new Map(
    files.map(
      ({ path, text }) => [path, importsOf(text).map(({ from }) => posix.join(posix.dirname(path), from))] as const,
    ),
  );
  const done = new Set<string>();
  const found: string[] = [];
  const walk = (path: string, way: readonly string[]): void => {
    if (way.includes(path)) {
      found.push(`a cycle: ${[...way.slice(way.indexOf(path)), path].join(' → ')}`);
    } else if (!done.has(path)) {
      for (const target of targets.get(path) ?? []) walk(target, [...way, path]);
      done.add(path);
    }
  };
  for (const { path } of files) walk(path, []);
  return found;
}
