// One of every page on which officers look at people whose age their service wants looked at (staff/ages.ts). Part of samples.ts.
import { noReasons, yesReasons } from '../../src/ages/words.ts';
import { ageBands } from '../../src/config/schema/ages.ts';
import { type AgeAsked, type AgeSaid, ageDone, type StaffAgePage } from '../../src/views/age-pages.ts';

const form = (action: string) => ({ action, token: 'form-token' });
const reference = 'K7QM-2XWD';
const service = { en: 'Swimming lessons', cy: 'Gwersi nofio' };
const path = `/staff/ages/${reference}/swimming`;

const asked = [...ageBands, 'unknown' as const].map(
  (band): AgeAsked => ({ reference, service, band, path, since: Date.UTC(2026, 5, 1, 14, 3) }),
);
const all: AgeSaid['said'][] = [
  ...yesReasons.map((reason) => ({ answer: 'yes', reason }) as const),
  ...noReasons.map((reason) => ({ answer: 'no', reason }) as const),
];
const said = all.map((one) => ({
  reference,
  service,
  band: '13-15' as const,
  said: one,
  until: '2027-05-31',
  path: '/staff/ages/said/1',
}));

const [first] = asked;
const [yes] = said;
if (!first || !yes) throw new Error('no samples');

const open: Extract<StaffAgePage, { page: 'staff-age' }> = {
  page: 'staff-age',
  asked: first,
  form: form(path),
  fields: { answer: '', day: '26', month: '11', year: '2027' },
  latest: '2027-11-26',
  back: '/staff/ages',
};

/** Every page and variant, by a name that does for a file too. */
export const ageSamples: Readonly<Record<string, StaffAgePage>> = {
  'staff-ages': { page: 'staff-ages', asked, said, back: '/staff' },
  'staff-ages-none': { page: 'staff-ages', asked: [], said: [], back: '/staff' },
  ...Object.fromEntries(
    ageDone.map((done) => [
      `staff-ages-${done}`,
      { page: 'staff-ages', asked: [], said: [], done, back: '/staff' } satisfies StaffAgePage,
    ]),
  ),
  'staff-age': open,
  'staff-age-unchosen': { ...open, wrong: 'answer' },
  'staff-age-wrong-day': {
    ...open,
    fields: { answer: 'yes.papers', day: '31', month: '2', year: '2030' },
    wrong: 'until',
  },
  'staff-age-back': { page: 'staff-age-back', said: yes, form: form('/staff/ages/said/1'), back: '/staff/ages' },
};
