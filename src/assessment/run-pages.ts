// The pages of one run: its matrix, a cell of it, and what can be taken away.
// A picture must never be made but for a page that the run has kept.
import { HubError } from '../errors.ts';
import type { Assessments } from '../store/assessment-contracts.ts';
import type { AttemptShown } from '../views/assessment-pages.ts';
import type { OwnPages } from '../views/own-pages.ts';
import type { At } from '../views/staff-room.ts';
import { type Compared, compare } from './compare.ts';
import { csv } from './csv.ts';
import { junit } from './junit.ts';
import { keptPageSchema, linesOf, pageName } from './kept-page.ts';
import { canPaint, paintOne } from './picture.ts';
import { type Attempt, type Cell, type Report, wayOf } from './report.ts';
import { keptRun, reportOf, room, runOf, shownRun } from './runs.ts';
import { attemptShown, cellShown, matrixOf, namesOf } from './shown.ts';

interface Options {
  pages: OwnPages;
  assessments: Assessments;
}

/** Older runs that one can be compared with. */
const mostEarlier = 10;

const cellPath = (run: string, { scenario, service }: Cell) => `${room}/${run}/cells/${scenario}/${service}`;

/** The run that the address asks to compare with. */
async function earlierOf({ request }: At, options: Options) {
  const { with: id } = request.query;
  return typeof id === 'string' ? keptRun(id, options) : undefined;
}

export async function showRun(at: At, options: Options): Promise<void> {
  const { pages, assessments } = options;
  const { report, ...run } = await runOf(at, options);
  const path = `${room}/${run.id}`;
  const earlier = await earlierOf(at, options);
  const older = (await assessments.list()).filter(
    ({ id, state, startedAt }) => id !== run.id && state === 'done' && startedAt <= run.startedAt,
  );
  const on = at.request.query.renew === '1';
  const compared = report && compare(report, earlier?.report);
  const query = earlier?.report ? `?with=${earlier.id}` : '';
  const of = (file: string) => `${path}/${file}${query}`;
  pages.show(at, {
    page: 'staff-assessment',
    run: shownRun(run),
    ...(run.state === 'running' && { renew: { on, other: on ? path : `${path}?renew=1` } }),
    ...(report &&
      compared && {
        matrix: matrixOf(report, earlier?.report ? compared : bare(compared), (cell) => cellPath(run.id, cell)),
      }),
    ...(earlier?.report && compared && { compared: counted(compared, earlier.startedAt) }),
    room: {
      earlier: older
        .slice(0, mostEarlier)
        .map(({ id, startedAt }) => ({ path: `${path}?with=${id}`, since: startedAt * 1000 })),
      downloads: { json: of('report.json'), junit: of('junit.xml'), csv: of('attempts.csv') },
      remove: `${path}/delete`,
      back: room,
    },
  });
}

/** Without what changed: nothing was compared. */
const bare = (compared: readonly Compared[]) => compared.map(({ cell }) => ({ cell }));

function counted(compared: readonly Compared[], startedAt: number) {
  const count = (change: Compared['change']) => compared.filter((one) => one.change === change).length;
  return { since: startedAt * 1000, better: count('better'), worse: count('worse') };
}

/** @throws HubError `not_found` */
function cellOf({ request }: At, { cells }: Report): Cell {
  const { scenario, service } = request.params;
  const found = cells.find((cell) => cell.scenario === scenario && cell.service === service);
  if (!found) throw new HubError('not_found');
  return found;
}

async function keptPage(run: string, of: Parameters<typeof pageName>[0], { assessments }: Options) {
  return keptPageSchema.safeParse(await assessments.page(run, pageName(of))).data;
}

export async function showCell(at: At, options: Options): Promise<void> {
  const { pages } = options;
  const { id, report } = await reportOf(at, options);
  const cell = cellOf(at, report);
  const path = cellPath(id, cell);
  const wanted = at.request.query.picture;
  const more = async (attempt: Attempt): Promise<Pick<AttemptShown, 'said' | 'picture'>> => {
    const page = await keptPage(id, { ...attempt, ...cell }, options);
    if (!page) return {};
    const name = wayOf(attempt);
    return {
      said: { lines: linesOf(page), language: attempt.pages.at(-1)?.language ?? 'en' },
      picture:
        wanted === name
          ? { kind: 'shown', href: `${path}/${name}.png` }
          : { kind: 'offered', href: `${path}?picture=${name}#picture` },
    };
  };
  const attempts = cell.attempts.map(async (attempt) => attemptShown(report, attempt, await more(attempt)));
  pages.show(at, {
    page: 'staff-assessment-cell',
    ...namesOf(report, cell),
    cell: cellShown(report, { cell }),
    attempts: await Promise.all(attempts),
    pictures: await canPaint(),
    back: `${room}/${id}`,
  });
}

/** One Chromium at a time. */
let painting: Promise<unknown> = Promise.resolve();

/** @throws HubError `not_found` where no such page was kept, or nothing here can paint */
export async function picture(at: At, options: Options): Promise<void> {
  const { id, report } = await reportOf(at, options);
  const { way } = at.request.params;
  const cell = cellOf(at, report);
  const attempt = cell.attempts.find((one) => wayOf(one) === way);
  const page = attempt && (await keptPage(id, { ...attempt, ...cell }, options));
  if (!page) throw new HubError('not_found');
  const painted = painting.then(() => paintOne(page));
  painting = painted.catch(() => undefined);
  const png = await painted;
  if (!png) throw new HubError('not_found');
  at.response.set({ 'Content-Type': 'image/png', 'Cache-Control': 'no-store' }).send(png);
}

const files: Readonly<Record<string, { type: string; text(report: Report, compared: Compared[]): string }>> = {
  'report.json': { type: 'application/json', text: (report) => `${JSON.stringify(report, undefined, 2)}\n` },
  'junit.xml': { type: 'application/xml', text: junit },
  'attempts.csv': { type: 'text/csv', text: csv },
};

/** @throws HubError `not_found` for another file */
export async function download(at: At, options: Options): Promise<void> {
  const { file } = at.request.params;
  const { report } = await reportOf(at, options);
  const found = typeof file === 'string' && Object.hasOwn(files, file) ? files[file] : undefined;
  if (!found) throw new HubError('not_found');
  const text = found.text(report, compare(report, (await earlierOf(at, options))?.report));
  at.response
    .set({
      'Content-Type': `${found.type}; charset=utf-8`,
      'Content-Disposition': `attachment; filename="gatehouse-assessment-${file}"`,
      'Cache-Control': 'no-store',
    })
    .send(text);
}
