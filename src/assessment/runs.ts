// A run of the store as the room reads it: found by its address, its report checked as it was when it was written.
// It must never take for a report what another version of Gatehouse would read otherwise.
import { HubError } from '../errors.ts';
import type { AssessmentRun, Assessments } from '../store/assessment-contracts.ts';
import type { RunShown } from '../views/assessment-pages.ts';
import type { At } from '../views/staff-room.ts';
import { type Report, reportSchema } from './report.ts';

/** Where the room is. */
export const room = '/staff/assessments';

export type Kept = AssessmentRun & { report?: Report };

type Runs = { assessments: Pick<Assessments, 'find'> };

/** Undefined where there is none. A report of another format is not shown. */
export async function keptRun(id: string, { assessments }: Runs): Promise<Kept | undefined> {
  const found = await assessments.find(id);
  if (!found) return undefined;
  const { report, ...run } = found;
  const parsed = reportSchema.safeParse(report);
  return { ...run, ...(parsed.success && { report: parsed.data }) };
}

/** The run that the address names. @throws HubError `not_found` */
export async function runOf({ request }: At, options: Runs): Promise<Kept> {
  const run = await keptRun(String(request.params.run), options);
  if (!run) throw new HubError('not_found');
  return run;
}

/** The same, where it has found something. @throws HubError `not_found` */
export async function reportOf(at: At, options: Runs): Promise<Kept & { report: Report }> {
  const { report, ...run } = await runOf(at, options);
  if (!report) throw new HubError('not_found');
  return { ...run, report };
}

export const shownRun = ({ id, startedAt, ...rest }: AssessmentRun): RunShown => ({
  path: `${room}/${id}`,
  since: startedAt * 1000,
  state: rest.state,
  done: rest.done,
  all: rest.all,
  cells: rest.cells,
  gotIn: rest.gotIn,
});
