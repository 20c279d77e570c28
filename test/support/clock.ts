// Moves the clock of this process for a test: of the hub, the simulators and the tests' browsers, which all live in it.
// Timers keep their own time. It must be put right again, or every later test lives in the future.

const Real = Date;
let ahead = 0;

class Moved extends Real {
  constructor(...given: [] | [string | number | Date]) {
    if (given.length === 0) super(Real.now() + ahead);
    else super(...given);
  }
  static override now(): number {
    return Real.now() + ahead;
  }
}

/** Lets so many seconds pass at once. */
export function pass(seconds: number): void {
  ahead += seconds * 1000;
  globalThis.Date = Moved as DateConstructor;
}

/** What time it is again. */
export function backToNow(): void {
  ahead = 0;
  globalThis.Date = Real;
}
