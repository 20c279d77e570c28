// Notices to invented people for the tests: telephone numbers are Ofcom's for drama, e-mail is at example.org.
import type { Kind, NewNotice } from '../../src/notices/kinds.ts';

const common = { organisation: 'Exampleton Council', help: '01632 960 001', link: 'https://hub.example/notice' };

/** One of each kind, complete. */
export const samples: { [K in Kind]: Extract<NewNotice, { kind: K }> } = {
  'vouch-notice': {
    kind: 'vouch-notice',
    channel: 'letter',
    to: ['Ada Marlow', '1 Sample Street', 'Exampleton', 'EX1 2AB'],
    language: 'en',
    personalisation: { ...common, name: 'Ada Marlow', checked_on: '3 March 2026', code: 'BCDF-2345-GHJK' },
  },
  'grant-notice': {
    kind: 'grant-notice',
    channel: 'email',
    to: 'ada.marlow@example.org',
    language: 'cy',
    personalisation: {
      ...common,
      name: 'Ada Marlow',
      actor: 'Bram Oakes',
      service: 'Treth gyngor',
      ends_on: '3 Mawrth 2027',
    },
  },
  'grant-used': {
    kind: 'grant-used',
    channel: 'sms',
    to: '07700 900123',
    language: 'en',
    personalisation: {
      actor: 'Bram Oakes',
      service: 'Council tax',
      used_on: '4 March 2026',
      link: common.link,
    },
  },
};

export const vouchNotice = samples['vouch-notice'];

/** Every word of a notice that says something about somebody. */
export const personalWords = ({ to, personalisation }: NewNotice): string[] => [
  ...[to].flat(),
  ...Object.values(personalisation),
];
