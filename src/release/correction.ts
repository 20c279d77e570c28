// What a person says of an address that is out of date (N6): a correction that goes along with it. Pure.
// It must never stand in the place of what was verified: a service gets both, each by its own name.
import type { Json } from '../connectors/contract.ts';

/** The claim in which it goes: said by the person, checked by nobody. */
export const statedAddress = 'address_stated';

const mostLines = 7;
const longestLine = 100;

/** The lines that somebody typed; undefined for nothing, `too-long` for what no envelope could bear. */
export function readCorrection(typed = ''): string | 'too-long' | undefined {
  const lines = typed
    .normalize('NFC')
    .split(/\r\n|\r|\n/)
    .map((line) => line.replace(/[\p{Cc}\p{Cf}]/gu, '').trim())
    .filter((line) => line !== '');
  if (lines.length === 0) return undefined;
  if (lines.length > mostLines || lines.some((line) => [...line].length > longestLine)) return 'too-long';
  return lines.join('\n');
}

/** As the service gets it: in the shape of `address` (OpenID Connect Core 5.1.1), so that it can be shown in its place. */
export const claimsOfCorrection = (text: string): Record<string, Json> => ({ [statedAddress]: { formatted: text } });
