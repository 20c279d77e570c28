// A hub with its whole world for tests of assessments: what `gatehouse assess --own` starts, and a member of staff in it.
// It must never listen on a fixed port.
import { type OwnHouse, startOwnHouse } from '../../src/commands/own-house.ts';
import { type Browser, createBrowser, type Page } from './http.ts';
import { shippedConfig } from './shipped.ts';

export const ownHouse = async (): Promise<OwnHouse> => startOwnHouse(await shippedConfig());

export interface Staff {
  browser: Browser;
  /** The page after signing in. */
  inside: Page;
  open(path: string): Promise<Page>;
  /** Sends the form of a page whose action has `form` in it. */
  press(page: Page, form: string, fields?: Record<string, string>): Promise<Page>;
}

/** Somebody of the staff directory, signed in to the pages for staff. */
export async function staffIn({ config: { hub } }: Pick<OwnHouse, 'config'>, persona: string): Promise<Staff> {
  const browser = createBrowser();
  const open = (path: string) => browser.visit(new URL(path, hub.issuer).href);
  const press = async (page: Page, form: string, fields: Record<string, string> = {}) =>
    browser.follow(await browser.submit(page, fields, form));
  const start = await open('/staff');
  const choice = await browser.follow(await browser.click(start, /^\/authorize/));
  const there = choice.forms.some(({ action }) => action.includes('/choice'))
    ? await press(choice, '/choice', { provider: 'staff' })
    : choice;
  return { browser, inside: await press(there, '/simulator/continue', { persona }), open, press };
}
