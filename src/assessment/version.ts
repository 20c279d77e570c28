// Which Gatehouse made a report. Read once, where the program starts.
// It must never be taken for the version of another hub that is assessed.
import { readFileSync } from 'node:fs';

/** As package.json has it. */
export function ownVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return String(version);
}
