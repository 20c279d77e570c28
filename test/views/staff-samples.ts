// One of every page for people who work for the council (staff/), with invented people. Part of samples.ts.
import type { Localised } from '../../src/config/schema/common.ts';
import { levels } from '../../src/matching/compare.ts';
import {
  type CandidateShown,
  caseDone,
  caseReasons,
  type StaffPage,
  staffRoomNames,
} from '../../src/views/staff-pages.ts';

const both = (en: string, cy: string): Localised => ({ en, cy });
const form = (action: string) => ({ action, token: 'form-token' });
const leave = form('/staff/sign-out');
const reference = 'K7QM-2XWD';

/** A waterfall with every level that there is. */
const waterfall: NonNullable<CandidateShown['waterfall']> = {
  prior: -16.6,
  rows: Object.entries(levels).flatMap(([field, agreements]) =>
    agreements.map((agreement, at) => ({ field, agreement, weight: 10 - 3 * at, from: at * 5, width: 8 })),
  ),
  total: 12.4,
  percent: '99.98',
};

const side = {
  provider: both('GOV.UK One Login', 'GOV.UK One Login'),
  identity: 'medium',
  since: '2026-02-03',
  given: 'Siân-Marie Oluwaseun',
  family: 'Featherstonehaugh-Llewellyn',
  birthdate: '1931-01-01',
  address: 'Flat 2, 14 Llanfairpwllgwyngyll Road, Exampleton, ZZ4 9ZZ',
} as const;

const masked: Extract<StaffPage, { page: 'staff-case' }> = {
  page: 'staff-case',
  reference,
  reason: 'child',
  fourEyes: true,
  proposed: undefined,
  candidates: [{ letter: 'A', waterfall, held: false }],
  form: form(`/staff/matching/${reference}/open`),
  wrong: false,
  back: '/staff/matching',
};

const open: typeof masked = {
  ...masked,
  account: side,
  candidates: [
    { letter: 'A', waterfall, held: false, side },
    { letter: 'B', held: true, side: { identity: 'none', since: '2026-02-03' } },
  ],
  form: form(`/staff/matching/${reference}/decide`),
};

const listed = caseReasons.map((reason, at) => ({
  reference,
  path: `/staff/matching/${reference}`,
  since: Date.UTC(2026, 5, 1, 14, 3),
  reason,
  fourEyes: at % 2 === 0,
  proposed: at % 4 === 0,
}));

const assist: Extract<StaffPage, { page: 'staff-assist' }> = {
  page: 'staff-assist',
  form: form('/staff/assist'),
  typed: { reference: '', reason: 'appointment' },
  wrong: undefined,
  done: false,
  back: '/staff',
};

/** Every page and variant, by a name that does for a file too. */
export const staffSamples: Readonly<Record<string, StaffPage>> = {
  'staff-start': { page: 'staff-start', signIn: '/authorize?client_id=gatehouse-staff' },
  'staff-refused': { page: 'staff-refused', leave },
  'staff-home': {
    page: 'staff-home',
    rooms: staffRoomNames.map((room, at) => ({ room, path: `/staff/${room}`, waiting: [3, 0, undefined][at % 3] })),
    leave,
  },
  'staff-assist': assist,
  'staff-assist-wrong': {
    ...assist,
    typed: { reference: 'BCDF', reason: '' },
    wrong: { reference: true, reason: true },
  },
  'staff-assist-done': { ...assist, done: true },
  'staff-cases': { page: 'staff-cases', cases: listed, back: '/staff' },
  'staff-cases-none': { page: 'staff-cases', cases: [], back: '/staff' },
  ...Object.fromEntries(
    caseDone.map((done) => [
      `staff-cases-${done}`,
      { page: 'staff-cases', cases: [], done, back: '/staff' } satisfies StaffPage,
    ]),
  ),
  'staff-case': masked,
  'staff-case-wrong': { ...masked, wrong: true },
  'staff-case-open': open,
  'staff-case-open-wrong': { ...open, wrong: true },
  'staff-case-proposed': { ...open, proposed: 'by-another' },
  'staff-case-proposed-mine': { ...open, proposed: 'by-you' },
};
