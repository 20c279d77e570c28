// One of every page that there is, with invented people and councils, for the tests of the pages.
// The exhaustive records make the compiler ask for a sample when a code or a reason is added.
import { reasons } from '../../src/choice/words.ts';
import type { Localised } from '../../src/config/schema/common.ts';
import { doneWithout, secondFactors } from '../../src/config/schema/identity-providers.ts';
import type { ErrorCode } from '../../src/errors.ts';
import { relationships } from '../../src/representation/words.ts';
import type { Attempt, GreyReason } from '../../src/views/choice-pages.ts';
import type { Frame, Page } from '../../src/views/pages.ts';
import { accountSamples } from './account-samples.ts';
import { ageSamples } from './age-samples.ts';
import { assessmentSamples } from './assessment-samples.ts';
import { authoritySamples } from './authority-samples.ts';
import { staffSamples } from './staff-samples.ts';
import { vouchSamples } from './vouch-samples.ts';

const keysOf = <T extends string>(record: Record<T, true>): T[] => Object.keys(record) as T[];

export const errorCodes = keysOf<ErrorCode>({
  service_off: true,
  bad_request: true,
  not_found: true,
  foreign_host: true,
  other_browser: true,
  expired: true,
  forged_form: true,
  changed_meanwhile: true,
  unknown_state: true,
  foreign_state: true,
  provider_unknown: true,
  provider_unavailable: true,
  store_unavailable: true,
  too_many: true,
  too_often: true,
  busy: true,
  configuration: true,
  internal: true,
});

export const attempts = keysOf<Attempt>({
  cancelled: true,
  'no-context': true,
  'not-verified': true,
  pending: true,
  'uplift-failed': true,
  rejected: true,
  unavailable: true,
  invalid: true,
  'level-too-low': true,
  'closed-to-new': true,
  contradicted: true,
});

export const greyReasons = keysOf<GreyReason>({ 'level-too-low': true, unavailable: true, tried: true });

const both = (en: string, cy: string): Localised => ({ en, cy });
const nhs = both('NHS login', 'Mewngofnodi GIG');
const central = both('GOV.UK One Login', 'GOV.UK One Login');
const form = { action: '/sign-in/abc/step', token: 'form-token' };
const reference = 'K7QM-2XWD';
const question = {
  attribute: 'council_tax_number',
  label: both('What is your council tax number?', 'Beth yw eich rhif treth gyngor?'),
  hint: both('It has 8 digits and is on your bill.', 'Mae ganddo 8 digid ac mae ar eich bil.'),
  pattern: '^\\d{8}$',
  maxLength: 8,
  none: both('I do not have one', 'Nid oes gennyf un'),
};

const offers: Extract<Page, { page: 'choice' }>['offers'] = [
  {
    id: 'central',
    name: central,
    description: both(
      'Use the account you have for central government services.',
      'Defnyddiwch y cyfrif sydd gennych ar gyfer gwasanaethau’r llywodraeth ganolog.',
    ),
  },
  {
    id: 'nhs',
    name: nhs,
    description: both(
      'Use the account you have for NHS services and the NHS App.',
      'Defnyddiwch y cyfrif sydd gennych ar gyfer gwasanaethau’r GIG ac Ap y GIG.',
    ),
  },
  {
    id: 'scotland',
    name: both('ScotAccount', 'ScotAccount'),
    description: both(
      'Use the account you have for public services in Scotland.',
      'Defnyddiwch y cyfrif sydd gennych ar gyfer gwasanaethau cyhoeddus yn yr Alban.',
    ),
  },
];

const manyOffers = Array.from({ length: 4 }, (_, at) => ({
  id: `council-${at}`,
  name: both(`Ashbourne ${at} account`, `Cyfrif Ashbourne ${at}`),
  description: both('Use the account you have with your council.', 'Defnyddiwch y cyfrif sydd gennych gyda’ch cyngor.'),
  ...(at === 3 && { grey: 'unavailable' as const }),
}));
const narrowed = {
  action: '/sign-in/abc/choice',
  all: '/sign-in/abc/choice?all=yes',
  found: 487,
  total: 487,
};

const reasonsForm = { action: '/sign-in/abc/choice', told: [], mayAct: false };
const choice = { page: 'choice', form, offers, reasons: reasonsForm } as const;
const fitting = offers.map((offer, at) => ({
  ...offer,
  fits: [
    { reason: 'no-smartphone', fits: at < 2 } as const,
    ...(at === 1 ? [{ reason: 'under-18', fits: true, age: 13 } as const] : []),
  ],
}));
const ways = {
  page: 'ways',
  back: '/sign-in/abc',
  reference,
  choose: { href: '/sign-in/abc/choice' },
  accounts: [
    { name: central, needs: ['email', 'photo-id'], worksWithout: ['smartphone'], factors: ['app', 'text'] },
    { name: nhs, needs: ['email'], worksWithout: ['smartphone', 'photo-id'], factors: ['text'], age: 13 },
    {
      name: both('Exampleton account', 'Cyfrif Exampleton'),
      needs: [],
      worksWithout: [...doneWithout],
      factors: [...secondFactors],
    },
    { name: both('County account', 'Cyfrif y sir'), needs: [], worksWithout: [], factors: [], grey: 'unavailable' },
  ],
  acting: true,
  desk: true,
} satisfies Page;
const waiting = { page: 'waiting', form, resumeCode: 'BCDF-2345-GHJK-6789', reference, until: '2027-01-31' } as const;
const resumed = { page: 'resumed', home: 'http://127.0.0.1:3001/', answered: false } as const;
const assured = {
  word: 'P9.Cp.Cd',
  level: { identity: 'medium', authenticator: 'medium' },
  qualifiers: [{ kind: 'claimed-pds-match' }],
  status: 'derived',
  acr: 'http://localhost:3000/assurance/medium/medium',
  vot: 'Cl.Cm.P2',
  asks: { vtr: '["P9.Cp.Cd","P9.Cp.Ck","P9.Cm"]' },
} as const;
const share = { page: 'share', form, provider: nhs, later: false } as const;
const row = (label: Localised, ...lines: string[]) => ({ label, lines });
const rows = [
  row(both('First names', 'Enwau cyntaf'), 'Siân-Marie Oluwaseun'),
  row(both('Last name', 'Enw olaf'), 'Featherstonehaugh-Llewellyn'),
  row(both('Date of birth', 'Dyddiad geni'), '1 January 1931'),
  row(both('Home address', 'Cyfeiriad cartref'), 'Flat 2', '14 Llanfairpwllgwyngyll Road', 'Exampleton', 'EX4 9ZZ'),
  row(both('Email address', 'Cyfeiriad e-bost'), 'sian.featherstonehaugh.llewellyn@post.example'),
];

const actingFor = relationships.map((relationship, at) => ({
  id: `${at}`,
  name: 'Siân-Marie Featherstonehaugh',
  relationship,
}));

/** Every page and variant, by a name that does for a file too. */
export const samples: Readonly<Record<string, Page>> = {
  'acting-for': { page: 'acting-for', form, people: actingFor, wrong: false },
  'acting-for-wrong': { page: 'acting-for', form, people: actingFor, wrong: true },
  choice,
  'choice-many': { ...choice, narrowed },
  'choice-many-nothing-chosen': { ...choice, narrowed, nothingChosen: true },
  'choice-many-found': { ...choice, offers: manyOffers, narrowed: { ...narrowed, sought: 'ash', found: 4 } },
  'choice-many-found-too-many': { ...choice, offers: manyOffers, narrowed: { ...narrowed, sought: 'a', found: 90 } },
  'choice-many-found-one': {
    ...choice,
    offers: offers.slice(0, 1),
    narrowed: { ...narrowed, sought: 'one', found: 1 },
  },
  'choice-many-found-none': { ...choice, offers: [], narrowed: { ...narrowed, sought: 'xyz', found: 0 } },
  'choice-many-all': {
    ...choice,
    offers: [...offers, ...manyOffers],
    narrowed: {
      ...narrowed,
      groups: [{ offers: [...offers] }, { name: both('Midlands', 'Canolbarth Lloegr'), offers: manyOffers }],
    },
  },
  'choice-nothing-chosen': { ...choice, nothingChosen: true },
  'choice-step-up': { ...choice, stepUp: true },
  'choice-in-person': { ...choice, inPerson: { form, said: false, missing: false } },
  'choice-in-person-said': { ...choice, inPerson: { form, said: true, missing: true } },
  'choice-none-free': { ...choice, offers: offers.map((offer) => ({ ...offer, grey: 'unavailable' })) },
  'choice-grey': {
    ...choice,
    offers: offers.map((offer, at) => (greyReasons[at] && at !== 1 ? { ...offer, grey: greyReasons[at] } : offer)),
  },
  'choice-known-only': { ...choice, offers: offers.map((offer) => ({ ...offer, knownOnly: true })) },
  'choice-reasons': { ...choice, offers: fitting, reasons: { ...reasonsForm, told: reasons, mayAct: true } },
  'choice-tried': {
    ...choice,
    attempt: { provider: nhs, how: 'not-verified' },
    offers: offers.map((offer) => (offer.id === 'nhs' ? { ...offer, grey: 'tried' } : offer)),
  },
  ...Object.fromEntries(
    attempts.map((how) => [`choice-after-${how}`, { ...choice, attempt: { provider: nhs, how } } satisfies Page]),
  ),
  'share-assisted': {
    ...share,
    rows,
    missing: [],
    assisted: { since: Date.UTC(2026, 5, 1, 14, 3) },
  },
  share: { ...share, rows, missing: [] },
  'share-correct': { ...share, rows, missing: [], correct: { wrong: false, typed: '' } },
  'share-correct-wrong': {
    ...share,
    rows,
    missing: [],
    correct: { wrong: true, typed: '14 Llanfairpwllgwyngyll Road' },
  },
  'share-on-behalf': { ...share, rows, missing: [], onBehalf: 'Siân-Marie Featherstonehaugh' },
  'share-purpose': {
    ...share,
    rows: rows.map((one) => ({ ...one, purpose: 'To send your parking permit to the right person' })),
    missing: [],
  },
  'share-missing': {
    ...share,
    rows: rows.slice(0, 1),
    missing: [both('Home address', 'Cyfeiriad cartref'), both('NHS number', 'Rhif GIG')],
    later: true,
  },
  'share-age': {
    ...share,
    rows: [
      { ...row(both('Your age group', 'Eich grŵp oedran')), age: '16-17' },
      { ...row(both('If you are 16 or over', 'A ydych yn 16 oed neu’n hŷn')), age: 'yes' },
    ],
    missing: [],
  },
  'age-parent': { page: 'age', policy: 'require-parental-authority', band: '0-12', reference },
  'age-parent-code': {
    page: 'age',
    policy: 'require-parental-authority',
    band: '0-12',
    parentCode: true,
    reference,
  },
  'age-said-no': { page: 'age', policy: 'officer-review', band: '13-15', reference, askAgain: '2026-07-31' },
  'age-officer': { page: 'age', policy: 'officer-review', band: '16-17', reference },
  'age-refused': { page: 'age', policy: 'refuse-with-help', band: '65+', reference },
  'age-unknown': { page: 'age', policy: 'refuse-with-help', band: 'unknown', reference, again: form },
  'share-nothing': { ...share, rows: [], missing: [] },
  stopped: { page: 'stopped', reference },
  'stopped-in-person': { page: 'stopped', reference, inPerson: { form, said: false, missing: true } },
  'stopped-later': { page: 'stopped', reference, attempt: { provider: nhs, how: 'not-verified' }, later: form },
  'choice-later': { ...choice, attempt: { provider: nhs, how: 'uplift-failed' }, later: form },
  ways,
  'ways-person-only': { ...ways, accounts: [], acting: false, desk: false },
  'ways-waiting': { ...ways, choose: form, pause: 'has-code' },
  'ways-pause': { ...ways, pause: form },
  waiting: { ...waiting, why: 'provider', provider: central },
  'waiting-officer': { ...waiting, why: 'officer', provider: central },
  'waiting-person': { ...waiting, why: 'person' },
  resume: { page: 'resume', form, wrong: false },
  'service-question': { page: 'service-question', form, question, refused: undefined },
  'service-question-empty': { page: 'service-question', form, question, refused: 'empty' },
  'service-question-pattern': { page: 'service-question', form, question, refused: 'pattern' },
  question: { page: 'question', form, canAnswer: true, wrong: false },
  'question-no-answer': { page: 'question', form, canAnswer: false, wrong: false },
  'question-wrong': { page: 'question', form, canAnswer: true, wrong: true },
  'question-answer': { page: 'question-answer', form, question, wrong: undefined },
  'question-answer-empty': { page: 'question-answer', form, question, wrong: 'empty' },
  'question-answer-pattern': { page: 'question-answer', form, question, wrong: 'pattern' },
  'question-answered': { page: 'question-answered', form, again: false },
  'question-answered-again': { page: 'question-answered', form, again: true },
  'question-join': { page: 'question-join', form, accounts: [central, nhs], wrong: false },
  'question-join-wrong': { page: 'question-join', form, accounts: [central, nhs], wrong: true },
  'choice-other': { ...choice, other: form },
  'stopped-other': { page: 'stopped', reference, again: '/sign-in/abc', other: form },
  'matcher-unavailable': { page: 'matcher-unavailable', form, reference },
  'resume-wrong': { page: 'resume', form, wrong: true },
  resumed: { ...resumed, answered: true, provider: central },
  'resumed-provider': { ...resumed, provider: central },
  'resumed-officer': { ...resumed, provider: central, officer: true },
  'resumed-choice': resumed,
  'stopped-again': {
    page: 'stopped',
    reference,
    attempt: { provider: nhs, how: 'pending' },
    again: '/sign-in/abc/choice',
  },
  'stopped-all-unavailable': { page: 'stopped', reference, allUnavailable: true, again: '/sign-in/abc' },
  'different-person': { page: 'different-person', form },
  leaving: { page: 'leaving', send: { kind: 'redirect', url: 'http://127.0.0.1:1/next?a=b&c=d' } },
  'leaving-form': {
    page: 'leaving',
    send: {
      kind: 'form',
      url: 'http://127.0.0.1:1/next',
      fields: { SAMLRequest: 'PHg+', RelayState: '"<&>' },
      leadsTo: [],
    },
  },
  'sign-out': { page: 'sign-out', form, xsrf: 'xsrf-secret' },
  'sign-out-still': { page: 'sign-out', form, xsrf: 'xsrf-secret', provider: { name: nhs, endsThere: false } },
  'sign-out-there': { page: 'sign-out', form, xsrf: 'xsrf-secret', provider: { name: nhs, endsThere: true } },
  'signed-out': { page: 'signed-out' },
  tried: { page: 'tried' },
  'signed-out-home': {
    page: 'signed-out',
    home: { name: both('Parking permit', 'Trwydded parcio'), url: 'http://127.0.0.1:3001/' },
  },
  ...Object.fromEntries(
    errorCodes.map((code) => [`error-${code}`, { page: 'error', code, reference, again: '/again' } satisfies Page]),
  ),
  ...Object.fromEntries(
    ['access_denied', 'invalid_client', 'invalid_redirect_uri', 'server_error', 'temporarily_unavailable', 'other'].map(
      (oauth) => [`error-oidc-${oauth}`, { page: 'error', code: 'oidc', oauth, reference } satisfies Page],
    ),
  ),
  assurance: { page: 'assurance', providers: [{ name: nhs, rows: [assured, { ...assured, asks: undefined }] }] },
  'assurance-met': {
    page: 'assurance',
    providers: [],
    question: {
      service: 'bins',
      provider: 'nhs',
      says: 'P9.Cm',
      answer: {
        floor: assured.level,
        level: assured.level,
        sent: assured.asks,
        sees: { acr: 'http://localhost:3000/assurance/medium/medium', vot: 'Cl.Cm.P2' },
        why: 'met',
      },
    },
  },
  'assurance-refused': {
    page: 'assurance',
    providers: [],
    question: {
      service: 'bins',
      provider: 'nhs',
      says: 'P0.Cp',
      answer: { floor: assured.level, level: assured.level, why: 'lower-than-asked' },
    },
  },
  'assurance-unknown': {
    page: 'assurance',
    providers: [],
    question: { service: 'x', provider: 'y', says: 'z', unknown: 'service' },
  },
  ...accountSamples,
  ...authoritySamples,
  ...staffSamples,
  ...vouchSamples,
  ...assessmentSamples,
  ...ageSamples,
  home: { page: 'home', issuer: 'http://localhost:3000' },
};

/** A journey of a council's service. */
export const journey: Frame = {
  language: 'en',
  otherLanguage: '/page?lang=cy',
  organisation: {
    id: 'exampleton',
    name: both('Exampleton Council', 'Cyngor Exampleton'),
    colour: '#0b4f4a',
    logo: 'exampleton.svg',
    help: {
      phone: '01632 960 001',
      page: 'http://127.0.0.1:3001/help',
      place: both(
        'Exampleton Library, High Street, Monday to Friday, 9am to 5pm',
        'Llyfrgell Exampleton, Stryd Fawr, dydd Llun i ddydd Gwener, 9am i 5pm',
      ),
    },
  },
  service: both('Parking permit', 'Trwydded parcio'),
  nonce: 'n0nce',
  reference: 'K7QM-2XWD',
  cancel: { action: '/sign-in/abc/cancel', token: 'cancel-token' },
  time: {
    until: Date.UTC(2027, 0, 31, 14, 35),
    left: 3000,
    more: { action: '/sign-in/abc/more-time', token: 'form-token' },
    over: 'http://127.0.0.1:3001/',
  },
  ways: '/sign-in/abc/ways',
};

/** A page that belongs to no journey. */
export const alone: Frame = { language: 'en', otherLanguage: '/page?lang=cy', nonce: 'n0nce' };
