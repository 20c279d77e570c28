// Walking through the second step of the simulated council accounts, as a person does: choose a way, look where its code comes, type it.
// It must never know a code but from where a person would read it.
import type { Browser, Page } from './http.ts';

/** From the page that lists the people to the page that lists the ways. */
export const toWays = async (browser: Browser, people: Page, persona: string): Promise<Page> =>
  browser.follow(await browser.submit(people, { persona, second: 'walk' }, '/simulator/continue'));

/** From the page that lists the ways to the page of one of them. */
export const takeWay = async (browser: Browser, ways: Page, way: string): Promise<Page> =>
  browser.follow(await browser.submit(ways, { way }, '/second-factor/'));

/** Sends what was typed into the page of a way. */
export const typeCode = (browser: Browser, page: Page, code: string): Promise<Page> =>
  browser.submit(page, { code }, '/code');

/** The code that the page shows by its simulated channel, written as it is there. */
export function codeOn(page: Page): string {
  const square = /row ([A-F]), number (\d)/.exec(page.text);
  const pattern = square ? `data-square="${square[1]}${square[2]}">` : 'data-code>';
  const code = new RegExp(`${pattern}(\\d{3} \\d{3})<`).exec(page.body)?.[1];
  // The right key answers with what its button holds.
  const pressed = page.forms.find(({ action }) => action.endsWith('/code'))?.buttons[0]?.value;
  const found = code ?? pressed;
  if (found === undefined) throw new Error(`no code on ${page.url}: ${page.text}`);
  return found;
}

/** A code that is not the one. */
export const otherThan = (code: string): string => {
  const digits = code.replaceAll(' ', '');
  return digits === '000000' ? '111111' : '000000';
};

/** The ways that a page lists, in order, each with what stands in its way. */
export const waysOn = ({ body }: Page): [way: string, obstacle: string | undefined][] =>
  [...body.matchAll(/data-way="(\w+)"(?: data-obstacle="([\w-]+)")?/g)].map(([, way = '', obstacle]) => [
    way,
    obstacle,
  ]);

/** Lets time pass at the simulated accounts, by the buttons of its page: 20 minutes, 3 days or 21 days. */
export async function letPass(
  browser: Browser,
  local: string,
  label: '20 minutes' | '3 days' | '21 days',
): Promise<Page> {
  const page = await browser.visit(`${local}/simulator/channels`);
  const seconds = { '20 minutes': '1200', '3 days': '259200', '21 days': '1814400' }[label];
  return browser.follow(await browser.submit(page, { seconds }, '/time'));
}

/** The code of a letter or of the desk, on the page of the simulated post and desk. */
export function codeFor(channels: Page, marker: `data-letter="${string}"` | `data-call="${string}"`): string {
  const section = channels.body.split('<section').find((part) => part.includes(marker)) ?? '';
  const code = /data-code>(\d{3} \d{3})</.exec(section)?.[1];
  if (!code) throw new Error(`no code for ${marker} in ${channels.text}`);
  return code;
}

/** The officer has seen the person. */
export async function officerSees(browser: Browser, local: string, account: string): Promise<Page> {
  const page = await browser.visit(`${local}/simulator/channels`);
  return browser.follow(await browser.submit(page, { account }, '/channels/desk'));
}
