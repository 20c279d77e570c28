// `npm run bench:matching`: everything that matching promises, measured in this run. It must never print a figure from another one.
import { command, Misused, partsOf } from '../../support/command.ts';
import { missingPostgres } from '../../support/postgres-cluster.ts';
import { shippedConfig } from '../../support/shipped.ts';
import { febrlFigures, missingFebrl } from './febrl.ts';
import { type Returning, returning, strangers } from './links.ts';
import { lookupCosts } from './lookup.ts';
import type { MemoryOptions } from './memory-index.ts';
import {
  fairnessRows,
  febrlRows,
  lookupRows,
  type Row,
  returningRows,
  shareRows,
  strangerRows,
  textOf,
} from './rows.ts';
import { matchingShare } from './share.ts';

const parts = ['links', 'fairness', 'febrl', 'share', 'lookup'] as const;
type Part = (typeof parts)[number];

const help = `npm run bench:matching -- [options]

  --quick         a hundredth of everything: says whether the bench works, not whether matching does
  --only PARTS    of ${parts.join(', ')} (default: all, with commas between)`;

const options = { quick: { type: 'boolean', default: false }, only: { type: 'string' } } as const;

const say = (line: string) => console.error(line);
/** Towns that fairness is measured in, one after the other: each fits into memory. */
const towns = 10;

function added(results: readonly Returning[]): Pick<Returning, 'byAge' | 'byOrigin'> {
  const sum = <K extends string>(maps: readonly Map<K, Returning['counts']>[]) => {
    const total = new Map<K, Returning['counts']>();
    for (const [name, counts] of maps.flatMap((map) => [...map])) {
      const before = total.get(name) ?? { new: 0, link: 0, ask: 0, officer: 0 };
      total.set(name, {
        new: before.new + counts.new,
        link: before.link + counts.link,
        ask: before.ask + counts.ask,
        officer: before.officer + counts.officer,
      });
    }
    return total;
  };
  return { byAge: sum(results.map(({ byAge }) => byAge)), byOrigin: sum(results.map(({ byOrigin }) => byOrigin)) };
}

async function rowsOf(chosen: readonly Part[], quick: boolean): Promise<Row[]> {
  const config = await shippedConfig();
  const { matching, weights } = config;
  const size = (full: number) => (quick ? Math.ceil(full / 100) : full);
  // Linking by itself is off as shipped: here it is on, so that it can go wrong.
  const settings = { ...matching, automatic: true };
  const options: MemoryOptions = { weights, population: matching.population, most: matching.most, settings };
  const rows: Row[] = [];
  if (chosen.includes('links')) {
    say('somebody else who looks like them');
    rows.push(...strangerRows(strangers(options, { seed: 3, trials: size(300_000), town: 2000 })));
    say('the same people again');
    rows.push(...returningRows(returning(options, { seed: 1, known: size(60_000) })));
  }
  if (chosen.includes('fairness')) {
    say('the same people again, in towns with as many of each origin');
    const each = Array.from({ length: towns }, (_, at) =>
      returning(options, { seed: 100 + at, known: size(70_000), even: true }),
    );
    rows.push(...fairnessRows(added(each)));
  }
  if (chosen.includes('febrl')) {
    say('Febrl');
    rows.push(...febrlRows(febrlFigures()));
  }
  if (chosen.includes('share')) {
    say('matching’s own share of a sign-in');
    rows.push(...shareRows(await matchingShare(config, { known: size(50_000), times: size(20_000) })));
  }
  if (chosen.includes('lookup')) {
    const engines = missingPostgres ? (['sqlite'] as const) : (['sqlite', 'postgres'] as const);
    if (missingPostgres) say(`only SQLite: ${missingPostgres}`);
    const sizes = [10_000, 100_000, 1_000_000].map(size);
    rows.push(...lookupRows(await lookupCosts({ sizes, probes: size(1000), most: matching.most, engines, say })));
  }
  return rows;
}

await command(help, options, async ({ only, quick }) => {
  const chosen = partsOf(only, parts);
  if (chosen.includes('febrl') && missingFebrl) throw new Misused(missingFebrl);
  const rows = await rowsOf(chosen, quick);
  console.log(`Node ${process.version}\n\n${textOf(rows)}`);
  return rows;
});
