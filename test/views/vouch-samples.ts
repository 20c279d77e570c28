// One of every page about officers' checks, with invented people. Part of samples.ts.
import type { Localised } from '../../src/config/schema/common.ts';
import type { VouchLine, VouchPage, VouchShown } from '../../src/views/vouch-pages.ts';
import { typed, vouchFields, vouchProblems } from '../../src/vouching/form.ts';
import { checkMethods, evidenceTypes, vouchStates, waysToHear } from '../../src/vouching/words.ts';

const both = (en: string, cy: string): Localised => ({ en, cy });
const form = (action: string) => ({ action, token: 'form-token' });
const since = Date.UTC(2026, 10, 26, 14, 3);
const code = 'BCDF-2345-GHJK-6789';
const name = 'Siân-Marie Oluwaseun Featherstonehaugh-Llewellyn';
const path = '/staff/vouching/3f2a9c1e-0000-4000-8000-000000000000';
const account = both('Exampleton account', 'Cyfrif Exampleton');

const record: VouchShown = {
  method: 'desk',
  evidence: evidenceTypes.map((type, at) => ({ type, strength: at % 5, validity: (at + 1) % 5 })),
  activity: 1,
  fraud: 1,
  verification: 2,
  note: 'No passport, no smartphone, and a bus pass that shows her face',
  identity: 'medium',
  profile: 'M2B',
  name,
  birthdate: '1942-01-19',
  address: ['3 Almshouse Row', 'Exampleton', 'ZZ1 7DN'],
  checks: checkMethods.map((method) => ({ method })),
  ends: '2027-11-25',
  fourEyes: true,
  way: 'letter',
};

const lines = (states: readonly VouchLine['state'][]): VouchLine[] =>
  states.map((state, at) => ({
    reference: '3F2A9C1E',
    path,
    state,
    identity: at % 2 ? 'low' : 'medium',
    since,
    ends: '2027-11-25',
    mine: at % 2 === 0,
    fourEyes: at % 2 === 0,
  }));

const list: Extract<VouchPage, { page: 'staff-vouches' }> = {
  page: 'staff-vouches',
  waiting: lines(['waiting']),
  current: lines(['unclaimed', 'live']),
  ended: lines(vouchStates.slice(3)),
  record: '/staff/vouching/new',
  back: '/staff',
};

const asked: Extract<VouchPage, { page: 'staff-vouch-new' }> = {
  page: 'staff-vouch-new',
  form: form('/staff/vouching/new'),
  values: typed({}),
  ways: waysToHear.map((way) => ({ way })),
  until: since,
  signIn: '/authorize?client_id=gatehouse-staff',
  back: '/staff/vouching',
};

const filled = typed({ given_name: name, tell: 'letter', language: 'cy', evidence_1_type: 'bus-pass', activity: '3' });

const one: Extract<VouchPage, { page: 'staff-vouch' }> = {
  page: 'staff-vouch',
  reference: '3F2A9C1E',
  state: 'waiting',
  record,
  since,
  mine: true,
  download: form(`${path}/download`),
  back: '/staff/vouching',
};

const waiting: typeof one = {
  ...one,
  mine: false,
  letter: `${path}/letter?language=cy`,
  approve: { form: form(`${path}/approve`), byHand: true },
  refuse: form(`${path}/refuse`),
};

const own: Extract<VouchPage, { page: 'account-vouch' }> = {
  page: 'account-vouch',
  account,
  vouches: [{ name, checkedOn: '2026-11-26', ends: '2027-11-25', stop: '/account/vouch/stop/3' }],
  code: form('/account/vouch/code'),
  signIn: '/authorize?client_id=gatehouse-account',
  wrong: false,
  back: '/account',
};

const { code: _tooWeak, ...withoutCode } = { ...own, vouches: [] };

/** Every page and variant, by a name that does for a file too. */
export const vouchSamples: Readonly<Record<string, VouchPage>> = {
  'staff-vouches': list,
  'staff-vouches-none': { ...list, waiting: [], current: [], ended: [], done: 'refused' },
  'staff-vouch-new': asked,
  'staff-vouch-new-wrong': {
    ...asked,
    values: filled,
    wrong: vouchProblems.map((problem, at) => ({ field: vouchFields[at] ?? 'given_name', problem })),
  },
  'staff-vouch-confirm': {
    page: 'staff-vouch-confirm',
    form: form('/staff/vouching/record'),
    change: form('/staff/vouching/new'),
    id: '3f2a9c1e-0000-4000-8000-000000000000',
    values: filled,
    record,
  },
  'staff-vouch-recorded': {
    ...one,
    done: 'recorded',
    code: { text: code, address: 'http://localhost:3000/account/vouch' },
    approve: { objection: 'same-officer' },
  },
  'staff-vouch-waiting': waiting,
  'staff-vouch-untold': { ...waiting, wrong: 'told' },
  'staff-vouch-refused-without-reason': { ...waiting, wrong: 'reason' },
  'staff-vouch-mine': { ...waiting, approve: { objection: 'self' } },
  'staff-vouch-only-vouched': { ...waiting, approve: { objection: 'only-vouched' } },
  'staff-vouch-live': { ...one, state: 'live', revoke: form(`${path}/revoke`), done: 'approved' },
  'staff-vouch-untold-yet': { ...one, state: 'live', untold: true, letter: `${path}/letter` },
  'staff-vouch-live-wrong': { ...one, state: 'live', revoke: form(`${path}/revoke`), wrong: 'reason' },
  'staff-vouch-with-voucher': {
    ...one,
    state: 'repudiated',
    record: {
      ...record,
      identity: 'low',
      fourEyes: false,
      address: [],
      way: 'hand',
      voucher: { name, relation: 'neighbour', knownSince: 2015, proof: 'documents' },
    },
  },
  'staff-vouch-letter': {
    page: 'staff-vouch-letter',
    name,
    checkedOn: '2026-11-26',
    address: 'http://localhost:3000/vouch',
    code,
    help: { phone: '01632 960 001', place: both('Exampleton Library', 'Llyfrgell Exampleton') },
    back: path,
  },
  'account-vouch': own,
  'account-vouch-none': { ...own, vouches: [], done: 'stopped' },
  'account-vouch-claimed': { ...own, done: 'claimed' },
  'account-vouch-wrong': { ...own, vouches: [], wrong: true },
  'account-vouch-one-step': withoutCode,
  'account-vouch-check': {
    page: 'account-vouch-check',
    account,
    name,
    birthdate: '1942-01-19',
    address: record.address,
    ends: '2027-11-25',
    form: form('/account/vouch/claim'),
    code,
    back: '/account/vouch',
  },
  'account-vouch-stop': {
    page: 'account-vouch-stop',
    name,
    checkedOn: '2026-11-26',
    form: form('/account/vouch/stop/3'),
    back: '/account/vouch',
  },
  'vouch-stop': { page: 'vouch-stop', form: form('/vouch'), wrong: false },
  'vouch-stop-wrong': { page: 'vouch-stop', form: form('/vouch'), wrong: true },
  'vouch-stop-ask': { page: 'vouch-stop-ask', form: form('/vouch/stop'), code, checkedOn: '2026-11-26' },
  'vouch-stopped': { page: 'vouch-stopped', before: false },
  'vouch-stopped-before': { page: 'vouch-stopped', before: true },
};
