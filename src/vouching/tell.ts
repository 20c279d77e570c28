// How the person hears that an officer has checked who they are (V4): as a notice, or as a letter that an officer prints. Pure.
// It must never be in the officer's words: a name is all that comes from the record.
import type { Language } from '../config/schema/common.ts';
import type { Organisation } from '../config/schema/services.ts';
import type { NewNotice } from '../notices/kinds.ts';
import type { Vouch } from '../store/vouch-contracts.ts';

/** Where the code of a letter is typed in, below the issuer. */
export const stopPath = '/vouch';

export interface TellOptions {
  issuer: string;
  organisation: Pick<Organisation, 'name' | 'help'>;
  /** The code that stops it. */
  code: string;
}

export const nameOf = ({ details: { given_name, family_name } }: Pick<Vouch, 'details'>): string =>
  [given_name, family_name].filter(Boolean).join(' ');

const written = (seconds: number, language: Language): string =>
  new Intl.DateTimeFormat(`${language}-GB`, { dateStyle: 'long', timeZone: 'Europe/London' }).format(
    new Date(seconds * 1000),
  );

/** The notice to keep; undefined where an officer hands the letter over. */
export function noticeOf(vouch: Vouch, { issuer, organisation, code }: TellOptions): NewNotice | undefined {
  const { way, to, language } = vouch.tell;
  const { phone, place } = organisation.help;
  const notice = {
    kind: 'vouch-notice',
    language,
    personalisation: {
      name: nameOf(vouch),
      organisation: organisation.name[language],
      checked_on: written(vouch.recordedAt, language),
      link: `${issuer}${stopPath}`,
      code,
      help: `${phone}, ${place[language]}`,
    },
  } as const;
  if (way === 'email' && typeof to === 'string') return { ...notice, channel: 'email', to };
  return way === 'letter' && typeof to === 'object' ? { ...notice, channel: 'letter', to } : undefined;
}
