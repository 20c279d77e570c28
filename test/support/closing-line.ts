// The last line of a run, for machines that count: `N passed, N failed`, and how many were skipped when some were.
// It must never say a number that mocha did not count.

import mocha from 'mocha';

/** The closing line of these counts. Failed hooks count as failures, as mocha counts them. */
export function closingLine({
  passes,
  failures,
  pending,
}: {
  passes: number;
  failures: number;
  pending: number;
}): string {
  return `${passes} passed, ${failures} failed${pending > 0 ? `, ${pending} skipped` : ''}`;
}

/** Mocha's own report, and then the closing line. A reporter has to be a class. */
export default class WithClosingLine extends mocha.reporters.Spec {
  override epilogue(): void {
    super.epilogue();
    process.stdout.write(`${closingLine(this.stats)}\n`);
  }
}
