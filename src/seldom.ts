// What strangers can cause as often as they like stands in the trail once in a while only: it is kept for years, and each row waits for the one before.
// It must never be asked about what concerns somebody who is known: of them everything is told.

/** Once so often, in milliseconds. */
const minute = 60_000;

/** Says of each thing whether it is time to tell it, again; by words of a closed set. */
export function createSeldom(clock: () => number = Date.now): (what: string) => boolean {
  const told = new Map<string, number>();
  return (what) => {
    if (clock() - (told.get(what) ?? Number.NEGATIVE_INFINITY) < minute) return false;
    told.set(what, clock());
    return true;
  };
}
