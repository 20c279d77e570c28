// What an operator should know of a provider's metadata before it hurts. Pure.
// It must never quote the metadata: fingerprints and figures only.
import { createHash } from 'node:crypto';
import type { Warning } from '../../contract.ts';
import type { Certificate, Published } from '../line.ts';

/** Days ahead of the end of a certificate or of the metadata. */
const ahead = 30;
/** The metadata itself is renewed many times in its life: only what should have been renewed long ago is worth a word. */
const metadataAhead = 2;
const day = 86_400;

export interface Standing {
  problem: Warning | undefined;
  published: Published | undefined;
  /** Seconds since 1970. */
  now: number;
}

/** Everything there is to say, the worst first. */
export function warningsOf({ problem, published, now }: Standing): Warning[] {
  const found: Warning[] = [];
  const { validUntil } = published ?? {};
  if (validUntil !== undefined && validUntil <= now) found.push({ kind: 'expired', detail: 'metadata: expired' });
  if (problem) found.push(problem);
  if (validUntil !== undefined && validUntil > now && validUntil - now < metadataAhead * day)
    found.push({ kind: 'expires-soon', detail: `metadata: ends in ${hoursOf(validUntil - now)}` });
  const ending = (published?.signing ?? []).filter(({ notAfter }) => notAfter - now < ahead * day);
  return [...found, ...ending.map((certificate) => endOf(certificate, now))];
}

function endOf({ der, notAfter }: Certificate, now: number): Warning {
  const print = createHash('sha256').update(Buffer.from(der, 'base64')).digest('hex').slice(0, 16);
  const name = `certificate ${print}`;
  return notAfter <= now
    ? { kind: 'expired', detail: `${name}: expired` }
    : { kind: 'expires-soon', detail: `${name}: ends in ${Math.floor((notAfter - now) / day)} days` };
}

const hoursOf = (seconds: number) => `${Math.floor(seconds / 3600)} hours`;
