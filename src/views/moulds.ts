// Keeps what the pages of every sign-in have in common: the choice and the way out to a provider differ in a handful of values, and writing
// one anew takes ten times as long as filling those in.
// It must never keep a value of a sign-in, nor fill one in unescaped, nor take a page for another that differs in anything else.
import nunjucks from 'nunjucks';
import type { Frame, Page, Render } from './pages.ts';

/** Pages in memory: some for each service and language. */
const most = 100;
/** Around the number of a value, in its place. Private use (Unicode 23.5): no text of ours has them. */
const [open, close] = ['\uE000', '\uE001'];
const places = new RegExp(`${open}(\\d+)${close}`);
/** So that no value is taken for a part of a name. */
const shortest = 9;
const minute = 60_000;
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
    if (moulds.size >= most) moulds.clear();
    moulds.set(text, made);
    return made;
  }

  return (frame, page) => {
    const values = ownValues(frame, page);
    const text = values && withPlaces({ frame: atLeisure(frame, values), page }, values);
    if (text === undefined) return render(frame, page);
    const written = values?.map((value) => escaped(value).toString()) ?? [];
    return pour(text)
      .map((part, at) => (at % 2 === 0 ? part : written[Number(part)]))
      .join('');
  };
}

/** What one sign-in has of its own on a page that is kept; undefined for every other page. */
function ownValues({ nonce, reference, cancel, time, ways }: Frame, page: Page): string[] | undefined {
  const isKept =
    page.page === 'choice' ? !page.narrowed?.sought : page.page === 'leaving' && page.send.kind === 'redirect';
  if (!isKept) return undefined;
  const url = page.page === 'leaving' ? page.send.url : undefined;
  const uid = ways?.split('/')[2];
  const own = [url, nonce, cancel?.token, uid, reference].filter(
    (value) => value !== undefined && value.length >= shortest,
  );
  return [...(own as string[]), String(time?.left ?? '')];
}

/** The time as the page shows it: to the minute, and the seconds in the place of the last value. */
function atLeisure({ time, ...frame }: Frame, { length }: readonly string[]): object {
  if (!time) return frame;
  const until = Math.floor(time.until / minute) * minute;
  return { ...frame, time: { ...time, until, left: `${open}${length - 1}${close}` } };
}

/** What is to be rendered, as JSON, with a place for each value but the last. Undefined where somebody has written the marks themselves. */
function withPlaces(all: { frame: object; page: Page }, values: readonly string[]): string | undefined {
  const text = JSON.stringify(all);
  const marks = text.split(open).length - 1;
  if (marks > ('time' in all.frame ? 1 : 0)) return undefined;
  return values
    .slice(0, -1)
    .reduce((before, value, at) => before.replaceAll(JSON.stringify(value).slice(1, -1), `${open}${at}${close}`), text);
}
