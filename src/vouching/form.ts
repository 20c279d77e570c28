// The form in which an officer writes down how they checked somebody: what its fields hold, and every problem at once. Pure.
// It must never let a record through in which something was not ticked, nor lose what was typed.
import { z } from 'zod';
import { londonDay } from '../ages/calendar.ts';
import { languages } from '../config/schema/common.ts';
import { canReach } from '../notices/kinds.ts';
import type { ScoredEvidence, VouchContent, Voucher } from '../store/vouch-contracts.ts';
import {
  checkMethods,
  coercionChecks,
  evidenceTypes,
  meetings,
  relations,
  voucherProofs,
  type WayToHear,
} from './words.ts';

/** Rows for what was shown. */
export const evidenceRows = ['1', '2', '3'] as const;

const scores = ['activity', 'fraud', 'verification'] as const;

/** Every field, so that a page can be filled in again with all of them. */
export const vouchFields: readonly string[] = [
  ...['given_name', 'family_name', 'birth_day', 'birth_month', 'birth_year', 'address', 'address_checked', 'method'],
  ...checkMethods.map((method) => `check_${method}`),
  ...evidenceRows.flatMap((row) => ['type', 'strength', 'validity'].map((part) => `evidence_${row}_${part}`)),
  ...scores,
  ...['voucher_name', 'voucher_relation', 'voucher_since', 'voucher_proof', 'reason'],
  ...coercionChecks.map((check) => `coercion_${check}`),
  ...['tell', 'email', 'language'],
];

export type VouchFields = Readonly<Record<string, string>>;

/** Problems, by their word in the locales. */
export const vouchProblems = [
  'name',
  'name-long',
  'birthdate',
  'address',
  'address-letter',
  'method',
  'checks',
  'evidence-none',
  'evidence-row',
  'evidence-twice',
  'score',
  'voucher-name',
  'voucher-relation',
  'voucher-since',
  'voucher-proof',
  'voucher-vouched',
  'voucher-alone',
  'reason',
  'coercion',
  'tell',
  'email',
  'language',
  'no-level',
  'self',
  'only-vouched',
] as const;
export type VouchProblem = (typeof vouchProblems)[number];

export interface Wrong {
  field: string;
  problem: VouchProblem;
}

/** What a form says by itself: all but who wrote it and what it comes to. */
export type Written = Omit<
  VouchContent,
  'officer' | 'organisation' | 'identity' | 'profile' | 'framework' | 'frameworkVersion'
>;

interface Reading {
  fields: VouchFields;
  now: Date;
  wrong: Wrong[];
}

/** What was typed, field by field; empty where nothing was. */
export const typed = (fields: VouchFields): Record<string, string> =>
  Object.fromEntries(vouchFields.map((name) => [name, fields[name] ?? '']));

/** Reads it whole. `ways`: how the person can be told here. */
export function readVouch(
  given: VouchFields,
  { now, ways }: { now: Date; ways: readonly WayToHear[] },
): { written: Written } | { wrong: Wrong[] } {
  const at: Reading = { fields: typed(given), now, wrong: [] };
  const evidence = evidenceIn(at);
  const voucher = voucherIn(at, evidence);
  const seconds = Math.floor(now.getTime() / 1000);
  const checks = checkMethods.filter((method) => at.fields[`check_${method}`] === 'yes');
  if (checks.length === 0) fail(at, `check_${checkMethods[0]}`, 'checks');
  const details = detailsIn(at);
  const written = {
    details,
    method: wordIn(at, 'method', { words: meetings, problem: 'method' }),
    checks: checks.map((method) => ({ method, at: seconds })),
    evidence,
    ...scoresIn(at),
    ...(voucher && { voucher }),
    reason: textIn(at, 'reason', { most: 500, problem: 'reason' }),
    coercion: coercionIn(at),
    tell: tellIn(at, ways),
  };
  return at.wrong.length > 0 ? { wrong: at.wrong } : { written };
}

function fail({ wrong }: Reading, field: string, problem: VouchProblem): void {
  wrong.push({ field, problem });
}

function wordIn<Word extends string>(
  at: Reading,
  field: string,
  { words, problem }: { words: readonly [Word, ...Word[]]; problem: VouchProblem },
): Word {
  const found = words.find((word) => word === at.fields[field]);
  if (!found) fail(at, field, problem);
  return found ?? words[0];
}

/** One line without control characters. */
const plainLine = (text = ''): string =>
  text
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();

function textIn(at: Reading, field: string, { most, problem }: { most: number; problem: VouchProblem }): string {
  const text = plainLine(at.fields[field]);
  if (text === '' || text.length > most) fail(at, field, problem);
  return text;
}

const date = z.iso.date();

function detailsIn(at: Reading): VouchContent['details'] {
  const [given_name, family_name] = [plainLine(at.fields.given_name), plainLine(at.fields.family_name)];
  // Some people have one name only (N5).
  if (given_name === '' && family_name === '') fail(at, 'given_name', 'name');
  if (given_name.length > 100 || family_name.length > 100) fail(at, 'given_name', 'name-long');
  const [day = '', month = '', year = ''] = ['day', 'month', 'year'].map((part) => at.fields[`birth_${part}`]?.trim());
  const birthdate = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const today = londonDay(at.now);
  const oldest = `${Number(today.slice(0, 4)) - 130}${today.slice(4)}`;
  if (!date.safeParse(birthdate).success || birthdate > today || birthdate < oldest) fail(at, 'birth_day', 'birthdate');
  const lines = addressLines(at);
  const checked = at.fields.address_checked === 'yes';
  if (checked && !canReach({ channel: 'letter', to: lines })) fail(at, 'address', 'address');
  return {
    ...(given_name && { given_name }),
    ...(family_name && { family_name }),
    birthdate,
    ...(checked && { address: lines }),
  };
}

const addressLines = ({ fields }: Reading): string[] =>
  (fields.address ?? '')
    .split(/\r\n|\r|\n/)
    .map(plainLine)
    .filter((line) => line !== '');

const score = z
  .string()
  .regex(/^[0-4]$/)
  .transform(Number);

function scoreIn(at: Reading, field: string, problem: VouchProblem = 'score'): number {
  const read = score.safeParse(at.fields[field]);
  if (!read.success) fail(at, field, problem);
  return read.data ?? 0;
}

const scoresIn = (at: Reading) => ({
  activity: scoreIn(at, 'activity'),
  fraud: scoreIn(at, 'fraud'),
  verification: scoreIn(at, 'verification'),
});

function evidenceIn(at: Reading): ScoredEvidence[] {
  const begun = evidenceRows.filter((row) =>
    ['type', 'strength', 'validity'].some((part) => at.fields[`evidence_${row}_${part}`] !== ''),
  );
  if (begun.length === 0) fail(at, 'evidence_1_type', 'evidence-none');
  const found = begun.map((row) => ({
    type: wordIn(at, `evidence_${row}_type`, { words: evidenceTypes, problem: 'evidence-row' }),
    strength: scoreIn(at, `evidence_${row}_strength`, 'evidence-row'),
    validity: scoreIn(at, `evidence_${row}_validity`, 'evidence-row'),
  }));
  const twice = found.findIndex(({ type }, index) => found.findIndex((other) => other.type === type) < index);
  // One thing that is shown twice is one piece.
  if (twice > 0) fail(at, `evidence_${begun[twice]}_type`, 'evidence-twice');
  return found;
}

/** Who vouches beside the officer: there exactly when a vouch is among the evidence. */
function voucherIn(at: Reading, evidence: readonly ScoredEvidence[]): Voucher | undefined {
  const named = ['name', 'relation', 'since', 'proof'].some((part) => at.fields[`voucher_${part}`]?.trim() !== '');
  if (!evidence.some(({ type }) => type === 'vouch')) {
    if (named) fail(at, 'voucher_name', 'voucher-alone');
    return undefined;
  }
  const since = at.fields.voucher_since?.trim() ?? '';
  const year = at.now.getFullYear();
  const known = /^\d{4}$/.test(since) && Number(since) <= year && Number(since) >= year - 130;
  if (!known) fail(at, 'voucher_since', 'voucher-since');
  const proof = wordIn(at, 'voucher_proof', { words: voucherProofs, problem: 'voucher-proof' });
  // Nobody's word counts who is known by another's word alone (V1).
  if (proof === 'vouch-only') fail(at, 'voucher_proof', 'voucher-vouched');
  return {
    name: textIn(at, 'voucher_name', { most: 100, problem: 'voucher-name' }),
    relation: wordIn(at, 'voucher_relation', { words: relations, problem: 'voucher-relation' }),
    knownSince: Number(since),
    proof,
  };
}

function coercionIn(at: Reading): VouchContent['coercion'] {
  const open = coercionChecks.find((check) => at.fields[`coercion_${check}`] !== 'yes');
  if (open) fail(at, `coercion_${open}`, 'coercion');
  return coercionChecks;
}

function tellIn(at: Reading, ways: readonly WayToHear[]): VouchContent['tell'] {
  const language = wordIn(at, 'language', { words: languages, problem: 'language' });
  const way = ways.find((one) => one === at.fields.tell);
  if (!way) fail(at, 'tell', 'tell');
  const to = { email: plainLine(at.fields.email), letter: addressLines(at), hand: undefined }[way ?? 'hand'];
  if (way === 'email' && typeof to === 'string' && !canReach({ channel: way, to })) fail(at, 'email', 'email');
  const written = typeof to === 'object' && canReach({ channel: 'letter', to });
  if (way === 'letter' && !written && at.fields.address_checked !== 'yes') fail(at, 'address', 'address-letter');
  return { way: way ?? 'hand', ...(to !== undefined && { to }), language };
}
