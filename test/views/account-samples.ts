// One of every page of the hub's own for people (account/), with invented people and councils. Part of samples.ts.
import type { Localised } from '../../src/config/schema/common.ts';
import { type Relationship, relationships } from '../../src/representation/words.ts';
import type { LinkRule } from '../../src/store/account-contracts.ts';
import { type AccountPage, type LinkedAccount, type UseEvent, useEvents } from '../../src/views/account-pages.ts';

const both = (en: string, cy: string): Localised => ({ en, cy });
const nhs = both('NHS login', 'Mewngofnodi GIG');
const permit = both('Parking permit', 'Trwydded parcio');
const form = (action: string) => ({ action, token: 'form-token' });
const signIn = '/authorize?client_id=gatehouse-account';
const back = '/account';

export const linkRules = Object.keys({
  'new-account': true,
  'strong-identifier': true,
  proof: true,
  attributes: true,
  question: true,
  officer: true,
} satisfies Record<LinkRule, true>) as LinkRule[];

const accounts = linkRules.map(
  (why, at): LinkedAccount => ({
    name: nhs,
    since: '2026-02-03',
    why,
    here: at === 0,
    ...(why !== 'new-account' && { unlink: `/account/unlink/${at}` }),
  }),
);

const account: Extract<AccountPage, { page: 'account' }> = {
  page: 'account',
  accounts,
  add: `${signIn}&join=yes`,
  knownBy: [
    {
      organisation: both('Exampleton Council', 'Cyngor Exampleton'),
      subject: 'pmZ0hE2kVwq9nX7dJt5rS3uB8yLfA1cGoKiQeNhTzRw',
      services: [
        {
          name: permit,
          attributes: [both('First names', 'Enwau cyntaf'), both('Address', 'Cyfeiriad')],
          since: '2026-03-04',
        },
        { name: both('Council tax', 'Treth gyngor'), attributes: [], since: '2026-03-04' },
      ],
    },
  ],
  uses: '/account/uses',
  acting: '/account/acting',
  vouch: '/account/vouch',
  download: form('/account/download'),
  remove: '/account/delete',
  leave: form('/account/sign-out'),
  unlinked: false,
};

const { add: _add, ...withoutAdd } = account;

const line = (relationship: Relationship, at: number) => ({
  name: 'Siân-Marie Featherstonehaugh',
  relationship,
  services: [permit],
  until: '2027-03-31',
  end: `/account/acting/end/${at}`,
});

const acting: Extract<AccountPage, { page: 'account-acting' }> = {
  page: 'account-acting',
  iActFor: [],
  actForMe: [],
  code: form('/account/acting/code'),
  wrong: false,
  back,
};

const ending = {
  page: 'account-acting-end',
  name: 'Siân-Marie Featherstonehaugh',
  relationship: 'attorney',
  form: form('/account/acting/end/1'),
  back: '/account/acting',
} as const;

const use = (event: UseEvent) => ({ at: Date.UTC(2026, 5, 1, 14, 3), event, name: permit });

/** Every page and variant, by a name that does for a file too. */
export const accountSamples: Readonly<Record<string, AccountPage>> = {
  'account-start': { page: 'account-start', signIn },
  account,
  'account-unlinked': { ...account, unlinked: true },
  'account-again': { ...withoutAdd, signIn },
  'account-new': { ...account, accounts: [{ since: '2026-02-03', why: 'new-account', here: true }], knownBy: [] },
  'account-uses': { page: 'account-uses', uses: useEvents.map(use), more: true, back },
  'account-uses-none': { page: 'account-uses', uses: [], more: false, back },
  'account-unlink': {
    page: 'account-unlink',
    name: nhs,
    here: true,
    form: form('/account/unlink/1'),
    signIn,
    held: false,
    back,
  },
  'account-unlink-stronger': { page: 'account-unlink', here: false, signIn, held: false, back },
  'account-unlink-held': { page: 'account-unlink', here: false, signIn, held: true, back },
  'account-delete': { page: 'account-delete', form: form('/account/delete'), signIn, held: false, back },
  'account-delete-again': { page: 'account-delete', signIn, held: false, back },
  'account-delete-held': { page: 'account-delete', signIn, held: true, back },
  'account-acting': {
    ...acting,
    iActFor: relationships.map(line),
    actForMe: relationships.map((one, at) => ({ ...line(one, at), actorName: 'Simon Pemberton' })),
    wrong: true,
  },
  'account-acting-none': acting,
  'account-acting-end': { ...ending, side: 'actor' },
  'account-acting-end-holder': { ...ending, side: 'holder' },
  'account-deleted': { page: 'account-deleted' },
  'account-left': { page: 'account-left', again: back },
};
