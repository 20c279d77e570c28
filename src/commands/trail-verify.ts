// `gatehouse trail verify`: walks the audit trail's chain from its first row to its head.
import { withData } from './open-data.ts';

/** Prints what was found. Exit status 1 when a row was changed, removed, moved or added by somebody else. */
export function trailVerify(given: { config: string }, print: (line: string) => void): Promise<number> {
  return withData(given.config, async ({ trail }) => {
    const { rows, after = 0, broken } = await trail.verify();
    if (!broken) {
      const older = after > 0 ? ` Rows 1 to ${after} went because they were old (retention.trail).` : '';
      print(`The trail is whole: ${rows - after} rows, each following from the one before.${older}`);
      return 0;
    }
    print(`The trail is broken at row ${broken.sequence}: ${broken.reason}. Everything before it holds.`);
    return 1;
  });
}
