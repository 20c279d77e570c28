// One of every page for assessors (assessment/), with invented people. Part of samples.ts.
import type { Localised } from '../../src/config/schema/common.ts';
import {
  type AssessmentPage,
  type AttemptShown,
  type CellShown,
  type RunShown,
  startProblems,
  type WayShown,
  whys,
} from '../../src/views/assessment-pages.ts';

const both = (en: string, cy: string): Localised => ({ en, cy });
const form = (action: string) => ({ action, token: 'form-token' });
const home = '/staff/assessments';
const since = Date.UTC(2026, 10, 26, 14, 3);
const central = both('GOV.UK One Login', 'GOV.UK One Login');
const services = [both('Bin collection', 'Casglu biniau'), both('Parking permit', 'Trwydded parcio')];

const run: RunShown = { path: `${home}/a`, since, state: 'done', done: 9, all: 9, cells: 18, gotIn: 7 };
const running: RunShown = { ...run, state: 'running', done: 3, cells: 0, gotIn: 0 };

const ways: WayShown[] = [
  { kind: 'account', text: 'NHS login' },
  { kind: 'later', text: '' },
  { kind: 'phone', text: '01632 960 001' },
  { kind: 'place', text: 'Exampleton Library, High Street, Monday to Friday, 9am to 5pm' },
  { kind: 'page', text: 'Help' },
];

const inside: CellShown = {
  path: `${home}/a/one/bins`,
  outcome: 'in',
  level: { identity: 'medium', authenticator: 'medium' },
  provider: central,
  pages: 5,
  seconds: '0.2',
  change: 'better',
};

const outside = whys.map(
  (why, at): CellShown => ({
    path: `${home}/a/one/${why}`,
    outcome: why === 'broken' ? 'broken' : 'stopped',
    pages: 2,
    seconds: '0.1',
    why,
    ...(ways[at % ways.length] && { nearest: ways[at % ways.length] as WayShown }),
    change: at % 2 ? 'worse' : 'same',
  }),
);

const rows = outside.map((cell, at) => ({
  title: both(`Person ${at}, who lives at Featherstonehaugh-Llewellyn House`, `Unigolyn ${at}`),
  about: 'She has one name only. Forms that insist on two stop her.',
  cells: [inside, at === 4 ? undefined : cell],
}));

const done: Extract<AssessmentPage, { page: 'staff-assessment' }> = {
  page: 'staff-assessment',
  run,
  matrix: { services, rows },
  room: {
    earlier: [{ path: `${home}/a?with=b`, since: since - 86_400_000 }],
    downloads: { json: `${home}/a/report.json`, junit: `${home}/a/junit.xml`, csv: `${home}/a/attempts.csv` },
    remove: `${home}/a/delete`,
    back: home,
  },
};
const { room, ...file } = done;

const attempt: AttemptShown = {
  outcome: 'stopped',
  provider: central,
  pages: 3,
  seconds: '0.1',
  why: 'level',
  seen: (['service', 'hub', 'provider'] as const).map((whose) => ({
    whose,
    heading: 'Sut ydych chi am fewngofnodi?',
    language: 'cy',
  })),
  said: { lines: ['Sut ydych chi am fewngofnodi?', 'Dewiswch un.'], language: 'cy' },
  ways,
  picture: { kind: 'offered', href: `${home}/a/one/bins?picture=central#picture` },
};
const { provider: _provider, ...nobody } = attempt;

const cell: Extract<AssessmentPage, { page: 'staff-assessment-cell' }> = {
  page: 'staff-assessment-cell',
  scenario: both('Twins', 'Efeilliaid'),
  about: 'They share a birthday and a home.',
  service: both('Bin collection', 'Casglu biniau'),
  cell: { ...inside, outcome: 'stopped', nearest: { kind: 'phone', text: '01632 960 001' } },
  attempts: [
    attempt,
    {
      outcome: 'no-account',
      provider: both('NHS login', 'Mewngofnodi GIG'),
      pages: 0,
      seconds: '0',
      seen: [],
      ways: [],
    },
    { ...nobody, picture: { kind: 'shown', href: '/assets/favicon.svg' } },
  ],
  pictures: true,
  back: `${home}/a`,
};

const list: Extract<AssessmentPage, { page: 'staff-assessments' }> = {
  page: 'staff-assessments',
  runs: [run, running, { ...running, state: 'stopped' }],
  start: form(`${home}/start`),
  scenarios: ['twins', 'one-name'].map((id) => ({ id, title: both('Twins', 'Efeilliaid'), about: 'Two of <them>.' })),
  back: '/staff',
};
const { start: _start, ...busy } = list;

/** Every page and variant, by a name that does for a file too. */
export const assessmentSamples: Readonly<Record<string, AssessmentPage>> = {
  'staff-assessments': list,
  'staff-assessments-none': { ...list, runs: [], scenarios: [] },
  'staff-assessments-busy': busy,
  ...Object.fromEntries(startProblems.map((wrong) => [`staff-assessments-${wrong}`, { ...list, wrong }])),
  'staff-assessment': done,
  'staff-assessment-compared': {
    ...file,
    ...(room && { room: { ...room, earlier: [] } }),
    compared: { since, better: 1, worse: 4 },
  },
  'staff-assessment-file': { ...file, matrix: { services, rows: rows.map(withoutPaths) } },
  'staff-assessment-running': { ...without(done), run: running, renew: { on: true, other: `${home}/a` } },
  'staff-assessment-still': { ...without(done), run: running, renew: { on: false, other: `${home}/a?renew=1` } },
  'staff-assessment-cell': cell,
  'staff-assessment-cell-no-pictures': { ...cell, pictures: false },
  'staff-assessment-delete': {
    page: 'staff-assessment-delete',
    since,
    form: form(`${home}/a/delete`),
    back: `${home}/a`,
  },
};

function without({ matrix: _matrix, ...rest }: typeof done): typeof done {
  return rest;
}

function withoutPaths(row: (typeof rows)[number]) {
  const cells = row.cells.map((one) => {
    const { path: _path, ...rest } = one ?? inside;
    return rest;
  });
  return { ...row, cells };
}
