// Keeps what the pages of every sign-in have in common: the choice and the way out to a provider differ in a handful of values, and writing
// one anew takes more than ten times as long as filling those in.
// It must never keep a value of a sign-in, nor fill one in unescaped, nor take a page for another that differs in anything else.
import nunjucks from 'nunjucks';
import type { Frame, Page, Render } from './pages.ts';
import { hourIn } from './render.ts';

/** Pages in memory: some for each service and language. Beyond, the oldest goes. */
const most = 200;
/** Around the number of a value, in its place. Private use (Unicode 23.5): no text of ours has them. */
const [open, close] = ['\uE000', '\uE001'];
const places = new RegExp(`${open}(\\d+)${close}`);
/** So that no value is taken for a part of a name. */
const shortest = 9;
/** As the templates do. */
const escaped = new nunjucks.Environment(null).getFilter('escape') as (value: string) => { toString(): string };

/** Renders as `render` does. */
export function createMoulds(render: Render): Render {
  const moulds = new Map<string, readonly string[]>();

  function pour(text: string): readonly string[] {
    const known = moulds.get(text);
    if (known) return known;
    const { frame, page } = JSON.parse(text) as { frame: Frame; page: Page };
    const made = render(frame, page).split(places);
    if (moulds.size >= most) moulds.delete(moulds.keys().next().value ?? '');
    moulds.set(text, made);
    return made;
  }

  return (frame, page) => {
    if (!isCommon(frame, page)) return render(frame, page);
    const values = ownValues(frame, page);
    const text = JSON.stringify({ frame: withoutTime(frame, values.length), page });
    // Not where somebody has written the marks themselves.
    if (text.split(open).length - 1 !== (frame.time ? 2 : 0)) return render(frame, page);
    const common = values.reduce((before, value, at) => before.replaceAll(inJson(value), placeOf(at)), text);
    const { left = 0, until = 0 } = frame.time ?? {};
    const written = [...values, String(left), hourIn(until, frame.language)].map((value) => escaped(value).toString());
    return pour(common)
      .map((part, at) => (at % 2 === 0 ? part : written[Number(part)]))
      .join('');
  };
}

const placeOf = (at: number): string => `${open}${at}${close}`;
const inJson = (value: string): string => JSON.stringify(value).slice(1, -1);

/** Whether others will be shown the same, but for a few values. Not where the address asks for something: it may be what somebody typed. */
function isCommon({ otherLanguage }: Frame, page: Page): boolean {
  if (otherLanguage?.includes('&')) return false;
  if (page.page === 'choice') return !page.narrowed?.sought && !page.narrowed?.groups;
  return page.page === 'leaving' && page.send.kind === 'redirect';
}

/** What one sign-in has of its own on a page, but for its time. */
function ownValues({ nonce, reference, cancel, ways }: Frame, page: Page): string[] {
  const url = page.page === 'leaving' ? page.send.url : undefined;
  const uid = ways?.split('/')[2];
  const own = [url, nonce, cancel?.token, uid, reference].filter((value) => value !== undefined);
  return own.filter((value) => value.length >= shortest);
}

/** The time has the places after those of the other values. */
const withoutTime = ({ time, ...frame }: Frame, after: number): object =>
  time ? { ...frame, time: { ...time, left: placeOf(after), until: placeOf(after + 1) } } : frame;
