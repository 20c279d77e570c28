// Turns a page into HTML. Every page of every step goes through here, in the person's language and the organisation's colours.
// It must never output a value unescaped, and never a text that did not come from the locales, the configuration or the page's data.
import { fileURLToPath } from 'node:url';
import nunjucks from 'nunjucks';
import { reasons } from '../choice/words.ts';
import { type Localised, languages } from '../config/schema/common.ts';
import type { Frame, Page, Render } from './pages.ts';
import { loadScript } from './script.ts';
import { frontendFolder, loadStylesheet } from './stylesheet.ts';
import { loadWords, type Say, sayer, type Words } from './words.ts';

const templatesFolder = fileURLToPath(new URL('./templates/', import.meta.url));

/**
 * Reads words and stylesheet, and returns the renderer; throws when one of them is broken. A template is compiled when its page is first shown:
 * all of them take some 150 ms, and a test renders each.
 */
export function createRender(): Render {
  const words = loadWords();
  const languageNames = languages.map((code) => ({ code, name: sayer(words[code])('language.name') }));
  const stylesheet = loadStylesheet().path;
  const script = loadScript().path;
  const templates = new nunjucks.Environment(new nunjucks.FileSystemLoader([templatesFolder, frontendFolder]), {
    autoescape: true,
    throwOnUndefined: true,
    trimBlocks: true,
    lstripBlocks: true,
  });
  templates.addFilter('tel', (phone: string) => phone.replace(/[^\d+]/g, ''));

  return (frame, page) => {
    const own = words[frame.language];
    const say = sayer(own, names(frame, sayer(own)));
    const textKey = page.page === 'error' ? errorKey(page, own) : page.page;
    return templates.render(`${page.page}.njk`, {
      frame,
      page,
      stylesheet,
      script,
      languages: languageNames,
      reasons,
      // What went wrong is read first, also without script.
      firstFocus: { tabindex: '-1', autofocus: '' },
      t: say,
      local: (text: Localised) => text[frame.language],
      textKey,
      heading: say(headingKey(page, textKey)),
      // A date (YYYY-MM-DD), and milliseconds since 1970, as people here write them.
      day: (text: string) => writtenAs.day(new Date(text), frame.language),
      // Or what stands in its place.
      hour: (at: number | string) => (typeof at === 'string' ? at : hourIn(at, frame.language)),
      moment: (at: number) => writtenAs.moment(at, frame.language),
      isError: page.page === 'error' || isRefusedForm(page),
    });
  };
}

/** What {service} and {organisation} stand for in any text of this page. */
function names({ language, service, organisation }: Frame, say: Say): Record<string, string> {
  return {
    service: service ? say('common.namedService', { name: service[language] }) : say('common.aService'),
    organisation: organisation
      ? say('common.namedCouncil', { name: organisation.name[language] })
      : say('common.aCouncil'),
  };
}

/** Where the texts of an error are. An OAuth code that has no text of its own is the service's mistake (RFC 6749, section 4.1.2.1). */
function errorKey(page: Extract<Page, { page: 'error' }>, words: Words): string {
  if (page.code !== 'oidc') return `errors.${page.code}`;
  return words.has(`oauth.${page.oauth}.heading`) ? `oauth.${page.oauth}` : 'oauth.other';
}

const isRefusedForm = (page: Page): boolean =>
  (page.page === 'choice' && page.nothingChosen === true) ||
  ('wrong' in page && Boolean(page.wrong)) ||
  (page.page === 'service-question' && page.refused !== undefined);

const styles = {
  day: { dateStyle: 'long', timeZone: 'UTC' },
  moment: { dateStyle: 'long', timeStyle: 'short', timeZone: 'Europe/London' },
  hour: { timeStyle: 'short', timeZone: 'Europe/London' },
} as const;

/** Writes times in a language. Made once: making one takes longer than writing a page's other texts. */
function writerOf(style: keyof typeof styles) {
  const formats = new Map(languages.map((code) => [code, new Intl.DateTimeFormat(`${code}-GB`, styles[style])]));
  return (at: number | Date, language: Frame['language']): string => formats.get(language)?.format(at) ?? '';
}

const writtenAs = { day: writerOf('day'), moment: writerOf('moment'), hour: writerOf('hour') };

/** The time of day in London, of milliseconds since 1970. */
export const hourIn = (at: number, language: Frame['language']): string => writtenAs.hour(at, language);

function headingKey(page: Page, textKey: string): string {
  if (page.page === 'stopped' && page.allUnavailable) return 'stopped.headingUnavailable';
  if (page.page === 'share' && page.rows.length === 0) return 'share.headingNothing';
  if (page.page === 'age' && page.askAgain) return 'age.heading.said-no';
  if (page.page === 'age') return `age.heading.${page.policy}`;
  return `${textKey}.heading`;
}
