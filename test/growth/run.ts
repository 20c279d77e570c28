// One run of growth, one engine after the other: fills a small database and a large one, measures sign-ins in them by turns, so that both sides of a
// ratio met the same machine; then sweeps, and what space things take. It must never leave a process behind.

import { measure, type Round, summaryOf } from '../bench/measure.ts';
import { openSite, type Prepare, signInOf } from '../bench/service.ts';
import { atMost, type Figure, figure } from '../support/figures.ts';
import type { Cluster } from '../support/postgres-cluster.ts';
import { type Child, startChild } from '../support/processes/child.ts';
import { createDriver } from '../support/processes/driver.ts';
import { shippedConfig } from '../support/shipped.ts';
import { chainFigures } from './chain.ts';
import { choiceFigures } from './choice.ts';
import type { Size } from './fill.ts';
import { makePlaces, open, type Place } from './places.ts';
import { type Backends, backendsOf, sizeFigures, sqlTimes } from './postgres-figures.ts';
import { stallFigures } from './stalls.ts';
import type { Visitor } from './visitors.ts';

/** What can be measured by itself. */
export const parts = ['sign-ins', 'sweep', 'chain', 'choice'] as const;
export type Part = (typeof parts)[number];

export interface GrowthOptions {
  sizes: Readonly<Record<Place['size'], Size>>;
  /** Expired rows that a sweep finds. */
  backlog: number;
  seconds: number;
  rounds: number;
  /** PostgreSQL too, on this server. */
  cluster?: Cluster | undefined;
  folder: string;
  parts: readonly Part[];
  say(line: string): void;
}

/** Most that a sign-in may cost among many people, as a multiple of one among few. */
const mostGrowth = 1.2;
/** Sign-ins under way at once, and visitors whom every hub knows before it is measured. */
const [workers, known] = [4, 30];
/** Most new people of one hub in a second: how many there have to be. */
const newPerSecond = 60;

const kinds = ['known', 'new'] as const;
type Kind = (typeof kinds)[number];

interface Measured {
  place: Place;
  hub: Child;
  /** PostgreSQL's part, where it is beside the hub. */
  server: Backends | undefined;
  prepare: Record<Kind, Prepare>;
  rounds: Record<Kind, Round[]>;
}

/** Visitors in turn: those who are known over and over, the others once. */
function turns(visitors: readonly Visitor[]): Record<Kind, Prepare> {
  let [again, next] = [0, known];
  const visitor = (at: number): Visitor => {
    const found = visitors[at];
    if (!found) throw new Error('there are not enough people');
    return found;
  };
  return { known: signInOf(() => visitor(again++ % known)), new: signInOf(() => visitor(next++)) };
}

async function measureRounds(all: readonly Measured[], options: GrowthOptions, central: Child): Promise<void> {
  const driver = createDriver(workers);
  try {
    const round = async ({ hub, server, prepare, rounds }: Measured, kind: Kind, seconds: number) => {
      const site = await openSite(driver, hub.url);
      const work = await Promise.all(Array.from({ length: workers }, () => prepare[kind](site)));
      rounds[kind].push(
        await measure(work, seconds, { measured: hub, others: { provider: central, ...(server && { server }) } }),
      );
    };
    for (const one of all) {
      // Everybody who will be known signs in once; compiled code and caches are warm then.
      const site = await openSite(driver, one.hub.url);
      const operation = await one.prepare.known(site);
      for (let times = 0; times < known; times++) await operation();
    }
    for (let number = 1; number <= options.rounds; number++) {
      options.say(`round ${number} of ${options.rounds}`);
      // Neighbours stay neighbours, but who comes first changes.
      for (const kind of kinds)
        for (const one of number % 2 === 1 ? all : all.toReversed()) await round(one, kind, options.seconds);
    }
  } finally {
    await driver.close();
  }
}

type Counted = Awaited<ReturnType<typeof sqlTimes>>;

/** CPU-milliseconds of a hub and of PostgreSQL's processes for it, a sign-in of whatever kind. */
function cpuOfBoth({ rounds }: Measured): { hub: number; server: number } {
  const all = kinds.flatMap((kind) => rounds[kind]);
  const server = all.reduce((sum, { busy, seconds }) => sum + (busy.server ?? 0) * seconds * 1000, 0);
  return { hub: summaryOf(all).cpu, server: server / summed(all) };
}

/** Cost at both sizes, and the one as a multiple of the other. SQLite is in the hub's process, PostgreSQL beside it. */
function growthFigures(all: readonly Measured[], { times, log }: Awaited<ReturnType<Counted>>): Figure[] {
  const of = (size: Place['size']) => all.find(({ place }) => place.size === size);
  const [few, many] = [of('few'), of('many')];
  if (!few || !many) return [];
  const { engine } = few.place;
  const figures = kinds.flatMap((kind) => {
    const [small, large] = [summaryOf(few.rounds[kind]), summaryOf(many.rounds[kind])];
    const name = `${kind} person signs in, ${engine}`;
    return [
      atMost(mostGrowth, figure(`${name}: CPU, many over few`, large.cpu / small.cpu, 'ratio')),
      figure(`${name}: CPU among few`, small.cpu, 'CPU-ms'),
      figure(`${name}: CPU among many`, large.cpu, 'CPU-ms'),
      figure(`${name}: time, many over few`, small.rate / large.rate, 'ratio'),
      atMost(mostGrowth, figure(`${name}: SQL, many over few`, large.statements / small.statements, 'ratio')),
      figure(`${name}: SQL among many`, large.statements, 'statements'),
    ];
  });
  const [small, large] = [times.get(few.place), times.get(many.place)];
  if (!small || !large) return figures;
  const [fewer, more] = [cpuOfBoth(few), cpuOfBoth(many)];
  const together = (more.hub + more.server) / (fewer.hub + fewer.server);
  return [
    ...figures,
    atMost(mostGrowth, figure(`a sign-in, ${engine}: CPU, hub and server together, many over few`, together, 'ratio')),
    figure(`a sign-in, ${engine}: CPU of the server, many over few`, more.server / fewer.server, 'ratio'),
    figure(`a sign-in, ${engine}: CPU of the server, among many`, more.server, 'CPU-ms'),
    figure(`a sign-in, ${engine}: time in the server, many over few`, large / small, 'ratio'),
    figure(`a sign-in, ${engine}: time in the server, among many`, large, 'ms'),
    figure(`a sign-in, ${engine}: write-ahead log`, log, 'bytes'),
  ];
}

/** Everything that is measured in databases of people, on one engine. Rejects with the first wrong answer. */
async function peopleFigures(options: GrowthOptions, keep: (child: Child) => Child): Promise<Figure[]> {
  const { sizes, rounds, seconds, parts } = options;
  const visitors = known + Math.ceil(rounds * (seconds * newPerSecond + 2 * workers));
  const made = await makePlaces({ ...options, shipped: await shippedConfig(), visitors }, keep);
  const figures: Figure[] = [];
  if (parts.includes('sign-ins')) {
    const all: Measured[] = [];
    for (const place of made.places) {
      const hub = keep(await startChild('hub', place.settings));
      const server = place.engine === 'postgres' ? backendsOf(await open(place)) : undefined;
      all.push({ place, hub, server, prepare: turns(made.visitors), rounds: { known: [], new: [] } });
    }
    const counted = await sqlTimes(made.places);
    await measureRounds(all, options, made.central);
    const perSignIn = await counted((place) => {
      const rounds = all.find((one) => one.place === place)?.rounds;
      return known + summed([...(rounds?.known ?? []), ...(rounds?.new ?? [])]);
    });
    for (const { hub, server } of all) await Promise.all([hub.stop(), server?.close()]);
    figures.push(...growthFigures(all, perSignIn), ...(await sizeFigures(made.places, sizes)));
  }
  if (parts.includes('sweep'))
    for (const place of made.places.filter(({ size }) => size === 'many'))
      figures.push(...(await stallFigures(place, { ...options, visitors: made.visitors.slice(0, known) })));
  await made.central.stop();
  return figures;
}

/** Runs it. Rejects with the first wrong answer. */
export async function runGrowth(options: GrowthOptions): Promise<Figure[]> {
  const { folder, cluster, say, parts } = options;
  const children: Child[] = [];
  const keep = (child: Child) => {
    children.push(child);
    return child;
  };
  try {
    const inPeople = parts.some((part) => part === 'sign-ins' || part === 'sweep');
    const figures: Figure[] = [];
    if (inPeople)
      for (const server of cluster ? [undefined, cluster] : [undefined])
        figures.push(...(await peopleFigures({ ...options, cluster: server }, keep)));
    if (parts.includes('chain') && cluster) figures.push(...(await chainFigures(say)));
    if (parts.includes('choice')) figures.push(...(await choiceFigures(folder, say)));
    return figures;
  } finally {
    for (const child of children) await child.stop();
  }
}

const summed = (rounds: readonly Round[]): number => rounds.reduce((sum, { operations }) => sum + operations, 0);
