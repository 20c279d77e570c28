// Officers at their pages, for the flow tests: they sign in at the staff directory and write down who may act for whom.
// It must never pass over a page that a test is about.
import { createBrowser, type Page } from '../support/http.ts';
import type { House } from '../support/hub.ts';
import { pageOf } from '../support/relying-party.ts';
import * as flow from './visits.ts';

/** A member of staff at the staff pages. */
export async function officerAt(house: House, persona = 'omar-officer') {
  const at = await flow.visit(house, 'council-tax', createBrowser());
  const start = await flow.ownPage(at, house, '/staff');
  const choice = await flow.ownPage(at, house, flow.linkIn(start, /Sign in/));
  if (pageOf(choice) === 'choice') await flow.tryProvider(at, choice, { provider: 'staff', persona });
  return { at, open: (path: string) => flow.ownPage(at, house, path) };
}
export type Officer = Awaited<ReturnType<typeof officerAt>>;

const nextYear = String(new Date().getUTCFullYear() + 1);
/** What an officer types of Edith and Simon. */
export const typed = {
  name: 'Edith Pemberton',
  actor: 'Simon Pemberton',
  relationship: 'attorney',
  evidence: 'registry',
  'function-council-tax': 'yes',
  'until-day': '1',
  'until-month': '3',
  'until-year': nextYear,
};

/** The form, filled in and sent. */
export async function sent({ at, open }: Officer, fields: Record<string, string> = {}): Promise<Page> {
  const form = await open('/staff/authorities/new');
  return flow.press(at, form, { form: '/new', fields: { ...typed, ...fields } });
}

/** Writes one down to the end: its number and its codes. */
export async function written(officer: Officer, fields: Record<string, string> = {}) {
  const sure = await sent(officer, fields);
  const page = await flow.press(officer.at, sure, { form: '/sure' });
  const code = (side: string) => new RegExp(`data-code="${side}">([^<]+)<`).exec(page.body)?.[1] ?? '';
  const [, id = ''] = /name="reference" value="([^"]+)"/.exec(sure.body) ?? [];
  return { id, page, sure, codes: { actor: code('actor'), holder: code('holder') } };
}
