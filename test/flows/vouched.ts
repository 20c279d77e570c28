// What the tests of officers' checks do over and over: an officer writes one down, a second one agrees, the person uses the code.
import { expect } from 'chai';
import { createBrowser, type Page } from '../support/http.ts';
import type { House } from '../support/hub.ts';
import { pageOf } from '../support/relying-party.ts';
import * as flow from './visits.ts';

/** A form that comes to medium (M2B): a driving licence and a bus pass. */
export const filled: Readonly<Record<string, string>> = {
  given_name: 'Hannah Louise',
  family_name: 'Fairweather',
  birth_day: '11',
  birth_month: '2',
  birth_year: '1992',
  address: '14 Larkspur Road\r\nExampleton\r\nZZ1 4QF',
  address_checked: 'yes',
  method: 'desk',
  check_documents: 'yes',
  check_face: 'yes',
  evidence_1_type: 'driving-licence',
  evidence_1_strength: '3',
  evidence_1_validity: '2',
  evidence_2_type: 'bus-pass',
  evidence_2_strength: '2',
  evidence_2_validity: '2',
  activity: '1',
  fraud: '1',
  verification: '2',
  reason: 'No passport, and no account that proves it',
  coercion_alone: 'yes',
  coercion_understands: 'yes',
  'coercion_not-pressed': 'yes',
  tell: 'letter',
  language: 'en',
};

/** The same, with nothing but the word of somebody who knows the person: low. */
export const alone: Readonly<Record<string, string>> = {
  ...filled,
  evidence_1_type: 'vouch',
  evidence_2_type: '',
  evidence_2_strength: '',
  evidence_2_validity: '',
  verification: '3',
  voucher_name: 'Maud Tansley',
  voucher_relation: 'neighbour',
  voucher_since: '1998',
  voucher_proof: 'documents',
};

export const anAccount = { provider: 'local', persona: 'hannah-fairweather' } as const;

export interface Officer {
  at: flow.Visit;
  open(path?: string): Promise<Page>;
}

/** A member of staff who has just signed in. */
export async function staff(house: House, persona: string): Promise<Officer> {
  const at = await flow.visit(house, 'parking-permit', createBrowser());
  const start = await flow.ownPage(at, house, '/staff');
  const choice = await flow.ownPage(at, house, flow.linkIn(start, /Sign in/));
  if (pageOf(choice) === 'choice') await flow.tryProvider(at, choice, { provider: 'staff', persona });
  return { at, open: (path = '/staff/vouching') => flow.ownPage(at, house, path) };
}

/** From the empty form to whatever comes of it. */
export async function fillIn({ at, open }: Officer, fields = filled): Promise<Page> {
  return flow.press(at, await open('/staff/vouching/new'), { form: '/staff/vouching/new', fields });
}

/** Writes it down. */
export async function record(officer: Officer, fields = filled) {
  const confirm = await fillIn(officer, fields);
  expect(pageOf(confirm), confirm.text).to.equal('staff-vouch-confirm');
  const page = await flow.press(officer.at, confirm, { form: '/staff/vouching/record' });
  expect(pageOf(page), page.text).to.equal('staff-vouch');
  return { page, path: new URL(page.url).pathname, code: codeIn(page) };
}

/** The code that a page shows. */
export const codeIn = (page: Page): string => /data-code>([A-Z0-9-]+)</.exec(page.body)?.[1] ?? '';

export async function approve(officer: Officer, path: string, fields = {}): Promise<Page> {
  return flow.press(officer.at, await officer.open(path), { form: '/approve', fields });
}

/** Written down by one officer, and in force by the other. */
export async function approved(house: House, fields = filled) {
  const [omar, olga] = [await staff(house, 'omar-officer'), await staff(house, 'olga-officer')];
  const { path, code } = await record(omar, fields);
  const done = await approve(olga, path);
  expect(done.text).to.include('It is in force');
  return { omar, olga, path, code, id: path.split('/').at(-1) ?? '' };
}

/** Somebody signs in, with two steps. */
export async function signedIn(
  house: House,
  who: { provider: 'local' | 'central' | 'nhs'; persona: string } = anAccount,
) {
  const at = await flow.visit(house, 'council-tax');
  const { claims } = await flow.signIn(at, {}, who);
  return { at, sub: claims.sub };
}

/** Types a code at one's own page; returns the page after it. */
export async function typeCode(house: House, at: flow.Visit, code: string): Promise<Page> {
  const page = await flow.ownPage(at, house, '/account/vouch');
  return at.browser.follow(await at.browser.submit(page, { code }, '/account/vouch/code'), flow.nowhere);
}

/** The same, and says yes. */
export async function claim(house: House, at: flow.Visit, code: string): Promise<Page> {
  const check = await typeCode(house, at, code);
  expect(pageOf(check), check.text).to.equal('account-vouch-check');
  return at.browser.follow(await at.browser.submit(check, {}, '/account/vouch/claim'), flow.nowhere);
}

/** The whole way up to a check that counts. */
export async function vouched(house: House, fields = filled) {
  const recorded = await approved(house, fields);
  const { at, sub } = await signedIn(house);
  const done = await claim(house, at, recorded.code);
  expect(done.text).to.include('The check now counts for this account');
  return { ...recorded, at, sub };
}

/** Signs in anew by saying that an officer has checked who one is. Returns the hub's page after the provider. */
export async function sayChecked(
  at: flow.Visit,
  page: Page,
  who: { provider: 'local' | 'central'; persona: string } = anAccount,
) {
  const form = page.forms.find(({ fields }) => 'checked' in fields);
  if (!form) throw new Error(`nothing about checks in ${page.text}`);
  const posted = await at.browser.post(new URL(form.action, page.url).href, { ...form.fields });
  const choice = await at.browser.follow(posted, at.party.isHere);
  expect(choice.body, choice.text).to.include('data-in-person');
  const there = await flow.tryProvider(at, choice, who);
  // A page that posts itself on where there is script.
  const handedOn = there.forms.find((one) => 'SAMLResponse' in one.fields);
  return handedOn ? flow.press(at, there, { form: handedOn.action }) : there;
}
