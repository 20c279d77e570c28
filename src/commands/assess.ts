// `gatehouse assess`: personas × services × providers, run as real journeys against the running hub, or against one of its own (`--own`).
// It must never leave half a file: what is asked for is written when everything is known, each file whole.
import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { type Compared, compare } from '../assessment/compare.ts';
import { csv } from '../assessment/csv.ts';
import { fieldOf } from '../assessment/field.ts';
import { junit } from '../assessment/junit.ts';
import { type KeptPage, pageName } from '../assessment/kept-page.ts';
import { canPaint, howToPaint } from '../assessment/picture.ts';
import { bestOf, type Report, reportSchema } from '../assessment/report.ts';
import { assess as run } from '../assessment/run.ts';
import { type Out, progressLine, summary, table } from '../assessment/terminal.ts';
import { ownVersion } from '../assessment/version.ts';
import { HubError } from '../errors.ts';
import { matrixPage, writePictures } from './assess-page.ts';
import { startOwnHouse } from './own-house.ts';
import { readyConfig } from './ready-config.ts';

export interface AssessArguments {
  config: string;
  /** Start a hub for this, with simulators, on free ports. */
  own?: boolean | undefined;
  /** Ids; all where absent. */
  scenario?: string[] | undefined;
  json?: string | undefined;
  junit?: string | undefined;
  csv?: string | undefined;
  /** The matrix, as a page by itself. */
  html?: string | undefined;
  /** A folder for a picture of each cell: the last page of its best attempt. */
  pictures?: string | undefined;
  /** An earlier report, as JSON. */
  baseline?: string | undefined;
}

export interface Saying {
  print(line: string): void;
  /** Where progress is shown. */
  progress: Out;
}

/**
 * Runs it. Exit status 1 where somebody who got in at the baseline no longer does, or where a journey broke; 0 otherwise.
 * @throws HubError `configuration` where it cannot be run, or a file cannot be read or written
 */
export async function assess(given: AssessArguments, { print, progress }: Saying): Promise<number> {
  if (given.pictures !== undefined && !(await canPaint())) throw wrong(howToPaint);
  const earlier = given.baseline === undefined ? undefined : await readReport(given.baseline);
  const shipped = await readyConfig(given.config, { allowMissingKeys: true });
  const house = given.own ? await startOwnHouse(shipped) : undefined;
  try {
    const config = house?.config ?? shipped;
    const pages = new Map<string, KeptPage>();
    const report = await run({
      field: fieldOf(config),
      version: ownVersion(),
      scenarios: given.scenario,
      fresh: given.own,
      progress: progressLine(progress),
      keep: (of, { url, body: html }) => void pages.set(pageName(of), { url, html }),
    });
    const compared = compare(report, earlier);
    await write(given, { report, compared, html: () => matrixPage(report, compared, { config, since: earlier?.at }) });
    // The hub still serves: it has the style of its pages.
    if (given.pictures !== undefined) await writePictures(given.pictures, picturesOf(report, pages), writeWhole);
    for (const line of [...table(report), '', ...summary(report, earlier && compared)]) print(line);
    const failed = compared.some(({ change, cell }) => change === 'worse' || cell.outcome === 'broken');
    return failed ? 1 : 0;
  } finally {
    await house?.close();
  }
}

const wrong = (detail: string, cause?: unknown) => new HubError('configuration', { detail, cause });

/** One for each cell: the last page of its best attempt. */
function picturesOf({ cells }: Report, pages: ReadonlyMap<string, KeptPage>): Map<string, KeptPage> {
  const wanted = cells.map((cell) => pageName({ ...bestOf(cell), ...cell }));
  return new Map(wanted.flatMap((name) => [...pages].filter(([one]) => one === name)));
}

async function readReport(file: string): Promise<Report> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw wrong(`${file} cannot be read`, cause);
  });
  try {
    return reportSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw wrong(`${file} is no report of an assessment: give one that --json has written`, cause);
  }
}

async function write(
  given: AssessArguments,
  { report, compared, html }: { report: Report; compared: Compared[]; html(): string },
): Promise<void> {
  const files: [string | undefined, () => string][] = [
    [given.json, () => `${JSON.stringify(report, undefined, 2)}\n`],
    [given.junit, () => junit(report, compared)],
    [given.csv, () => csv(report)],
    [given.html, html],
  ];
  for (const [file, text] of files) if (file !== undefined) await writeWhole(file, text());
}

/** Beside its place first, so that nobody ever reads half of it. */
async function writeWhole(file: string, content: string | Buffer): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await writeFile(aside, content);
    await rename(aside, file);
  } catch (cause) {
    await rm(aside, { force: true });
    throw wrong(`${file} cannot be written`, cause);
  }
}
