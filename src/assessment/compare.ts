// What has changed since an earlier assessment: who gets in now, and who no longer does. Pure.
// It must never call a cell worse that was not run this time.
import { atLeast, type Level, nothing, sameLevel } from '../assurance/level.ts';
import { bestOf, type Cell, keyOf, type Report } from './report.ts';

export const changes = ['better', 'worse', 'same', 'new'] as const;
/** `new`: there was no such cell. `worse`: somebody who got in does not, or not as high on both scales. */
export type Change = (typeof changes)[number];

export interface Compared {
  cell: Cell;
  earlier: Cell | undefined;
  change: Change;
}

/** How high somebody got; undefined where they did not get in. */
export function reached(cell: Cell): Level | undefined {
  return cell.outcome === 'in' ? (bestOf(cell).level ?? nothing) : undefined;
}

function changeOf(now: Cell, earlier: Cell | undefined): Change {
  if (!earlier) return 'new';
  const [after, before] = [reached(now), reached(earlier)];
  if (!before) return after ? 'better' : 'same';
  if (!after || !atLeast(after, before)) return 'worse';
  return sameLevel(after, before) ? 'same' : 'better';
}

/** Every cell of `now`, beside what it was. */
export function compare(now: Report, earlier: Report | undefined): Compared[] {
  const before = new Map(earlier?.cells.map((cell) => [keyOf(cell), cell]));
  return now.cells.map((cell) => {
    const was = before.get(keyOf(cell));
    return { cell, earlier: was, change: changeOf(cell, was) };
  });
}

/** Those who could get in last time, and no longer can. */
export const worse = (now: Report, earlier: Report | undefined): Compared[] =>
  compare(now, earlier).filter(({ change }) => change === 'worse');
