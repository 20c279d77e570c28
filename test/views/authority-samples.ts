// One of every page of the officers' room for authorities, with invented people. Part of samples.ts.
import type { Localised } from '../../src/config/schema/common.ts';
import { relationships, writtenFields } from '../../src/representation/words.ts';
import { type AuthorityLine, type AuthorityPage, authorityDone } from '../../src/views/authority-pages.ts';

const both = (en: string, cy: string): Localised => ({ en, cy });
const form = (action: string) => ({ action, token: 'form-token' });
const list = '/staff/authorities';
const reference = 'BCDF-2345';
const services = [both('Council tax', 'Treth gyngor'), both('School place', 'Lle mewn ysgol')];

const line: AuthorityLine = {
  reference,
  path: `${list}/${reference}`,
  relationship: 'parent',
  evidence: 'registry',
  services,
  until: '2027-03-31',
  claimed: { actor: true, holder: false },
};

const one: Extract<AuthorityPage, { page: 'staff-authority' }> = {
  page: 'staff-authority',
  line,
  name: 'Siân-Marie Oluwaseun Featherstonehaugh-Llewellyn',
  actorName: 'Rebecca Tennant',
  since: '2026-06-01',
  told: 'letter',
  stopped: undefined,
  hold: form(`${list}/${reference}/hold`),
  end: `${list}/${reference}/end`,
  back: list,
};
const { hold: _hold, ...withoutHold } = one;

const empty: Extract<AuthorityPage, { page: 'staff-authority-new' }> = {
  page: 'staff-authority-new',
  form: form(`${list}/new`),
  typed: { language: 'cy' },
  functions: [
    { name: 'council-tax', services },
    { name: 'school-place', services },
  ],
  wrong: undefined,
  back: list,
};

const typed = {
  name: '<b>Maisie</b> Tennant',
  actor: 'Rebecca Tennant',
  relationship: 'parent',
  evidence: 'registry',
  'function-school-place': 'yes',
  'until-day': '31',
  'until-month': '13',
  'until-year': '2027',
  address: '19 Larkspur Road\nExampleton\nZZ1 4QF',
  language: 'en',
};

const shown = {
  name: 'Maisie Tennant',
  actorName: 'Rebecca Tennant',
  relationship: 'parent',
  evidence: 'registry',
  services,
  until: '2027-03-31',
} as const;

const sure: Extract<AuthorityPage, { page: 'staff-authority-sure' }> = {
  page: 'staff-authority-sure',
  shown: { ...shown, services },
  told: undefined,
  typed: { ...typed, reference },
  write: form(`${list}/sure`),
  change: form(`${list}/new`),
};

const all: Extract<AuthorityPage, { page: 'staff-authorities' }> = {
  page: 'staff-authorities',
  authorities: relationships.map((relationship, at) => ({
    ...line,
    relationship,
    claimed: { actor: at % 2 === 0, holder: at % 3 === 0 },
  })),
  more: true,
  typed: '',
  wrong: false,
  search: list,
  write: `${list}/new`,
  back: '/staff',
};

/** Every page and variant, by a name that does for a file too. */
export const authoritySamples: Readonly<Record<string, AuthorityPage>> = {
  'staff-authorities': all,
  'staff-authorities-none': { ...all, authorities: [], more: false },
  'staff-authorities-unknown': { ...all, typed: 'BCDF-9999', wrong: true },
  'staff-authority': one,
  'staff-authority-held': { ...one, stopped: 'held', told: 'email' },
  'staff-authority-blocked': { ...withoutHold, stopped: 'blocked', actorName: undefined, told: undefined },
  ...Object.fromEntries(
    authorityDone.map((done) => [`staff-authority-done-${done}`, { ...one, done } satisfies AuthorityPage]),
  ),
  'staff-authority-end': {
    page: 'staff-authority-end',
    reference,
    name: one.name,
    form: form(`${list}/${reference}/end`),
    back: `${list}/${reference}`,
  },
  'staff-authority-new': empty,
  'staff-authority-new-wrong': {
    ...empty,
    typed,
    wrong: Object.fromEntries(writtenFields.map((field) => [field, true])),
  },
  'staff-authority-sure': sure,
  'staff-authority-sure-told': { ...sure, told: 'letter' },
  'staff-authority-codes': {
    page: 'staff-authority-codes',
    reference,
    shown: { ...shown, services },
    codes: { actor: 'BCDF-2345-GHJK-6789', holder: 'LMNP-2345-QRST-6789' },
    address: 'http://localhost:3000/account/acting',
    told: 'letter',
    back: list,
  },
};
