// What is wrong with a configuration, in words that tell an operator what to do. Used before the hub starts, and by `check`.
// It must never quote a value from the environment: secrets are there.

/** Where in a file: keys and list positions, outermost first. */
export type Place = readonly (string | number)[];

/** Something wrong, before its line is looked up. */
export interface Finding {
  /** Name of the file in the configuration folder, or `environment`. */
  file: string;
  at: Place;
  message: string;
  /** What to do about it. */
  remedy: string;
}

export interface Problem {
  file: string;
  path: string;
  /** Counted from one; absent where the file could not be read or the place is not in a file. */
  line?: number;
  message: string;
  remedy: string;
}

/** A place as text: `services.parking.redirectUris[0]`, with quotes around keys that hold a dot. */
export function pathText(at: Place): string {
  let text = '';
  for (const step of at) {
    if (typeof step === 'number') text += `[${step}]`;
    else text += `${text === '' ? '' : '.'}${/^[\w-]+$/.test(step) ? step : JSON.stringify(step)}`;
  }
  return text;
}

/** One line of text for a problem. */
export function problemText({ file, path, line, message, remedy }: Problem): string {
  const place = line === undefined ? file : `${file}:${line}`;
  return `${place}${path === '' ? '' : ` ${path}`}: ${message} → ${remedy}`;
}

/** The candidate that a mistyped word most likely meant; undefined when none is close. */
export function didYouMean(word: string, candidates: readonly string[]): string | undefined {
  const near = candidates
    .map((candidate) => ({ candidate, distance: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter((entry) => entry.distance <= Math.max(2, Math.floor(entry.candidate.length / 3)))
    .sort((a, b) => a.distance - b.distance);
  return near[0]?.candidate;
}

/** A remedy for a word that must be one of a few. */
export function oneOf(word: string, candidates: readonly string[]): string {
  if (candidates.length === 0) return 'take it out: there is nothing yet that it could name';
  const meant = didYouMean(word, candidates);
  return `${meant ? `did you mean ${meant}? Use` : 'use'} one of: ${candidates.join(', ')}`;
}

/** Edit distance (Levenshtein), one row at a time. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, left] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, right] of [...b].entries()) {
      const replaced = (row[j] ?? 0) + (left === right ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
