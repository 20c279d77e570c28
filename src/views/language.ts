// Which language a person reads: what they chose, else what their service asked for, else what their browser says.
import type { IncomingMessage } from 'node:http';
import { type Language, languages } from '../config/schema/common.ts';

/** Name of the query parameter and of the cookie that hold a choice. */
export const languageParameter = 'language';
export const languageCookie = 'gatehouse_language';

const known = (value: string | null | undefined): Language | undefined =>
  languages.find((language) => language === value);

/** The first language of a space- or comma-separated list of tags (BCP 47) that the pages speak. */
export function firstKnown(tags: string | undefined): Language | undefined {
  for (const tag of tags?.split(/[ ,]+/) ?? []) {
    const found = known(tag.split(/[-;]/)[0]?.toLowerCase());
    if (found) return found;
  }
  return undefined;
}

/** A language chosen just now by the link on the page. */
export function chosenLanguage(url: URL): Language | undefined {
  return known(url.searchParams.get(languageParameter));
}

/**
 * The language of a page outside a sign-in. `asked`: the `ui_locales` of a service; where absent, those of the address: one that signs
 * somebody out says it there (RP-Initiated Logout 1.0, section 2).
 */
export function pageLanguage(request: IncomingMessage, url: URL, asked?: string): Language {
  const cookie = request.headers.cookie?.split(/; */).find((part) => part.startsWith(`${languageCookie}=`));
  return (
    chosenLanguage(url) ??
    known(cookie?.slice(languageCookie.length + 1)) ??
    firstKnown(asked ?? url.searchParams.get('ui_locales') ?? undefined) ??
    firstKnown(request.headers['accept-language']) ??
    'en'
  );
}

/** The same page in the other language: path and query. */
export const otherLanguageLink = ({ pathname, search }: URL, now: Language): string =>
  withLanguage(pathname + search, otherThan(now));

/** The same without repeating anything of the address, from a page that stands where something is wrong. */
export const otherLanguageHere = (now: Language): string => withLanguage('', otherThan(now));

const otherThan = (now: Language): Language => (now === 'en' ? 'cy' : 'en');

/** An address of the hub, or its path and query, with this language chosen. */
export function withLanguage(address: string, language: Language): string {
  const [path = '', query] = address.split('?');
  const parameters = new URLSearchParams(query);
  parameters.set(languageParameter, language);
  return `${path}?${parameters}`;
}
