// Suites that want something this machine may lack (PostgreSQL, Chromium, Apache): they say so, and never pass by silence.
import { describe, it } from 'mocha';

const skipped: string[] = [];

process.once('exit', () => {
  if (skipped.length === 0) return;
  process.stderr.write(
    `\nSkipped, because something is not installed:\n${skipped.map((line) => `  - ${line}\n`).join('')}`,
  );
});

/**
 * A suite that runs when nothing is `missing`; else it is skipped, and named with the reason when the run ends.
 * With CI=true a missing piece is a failing test.
 */
export function optionalSuite(name: string, missing: string | undefined, body: () => void): void {
  if (missing === undefined) {
    describe(name, body);
  } else if (process.env.CI === 'true') {
    describe(name, () => {
      it('has everything it needs', () => {
        throw new Error(missing);
      });
    });
  } else {
    describe.skip(name, body);
    skipped.push(`${name}: ${missing}`);
  }
}
