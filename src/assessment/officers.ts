// What officers do for a person before they come (a scenario's `before`): through the officers' own pages, by simulated staff, over HTTP.
// It must never reach past those pages, nor leave anything behind that outlives the person whom the assessment has forgotten.
import type { Persona } from '../config/schema/personas.ts';
import type { Scenario } from '../config/schema/scenarios.ts';
import { HubError } from '../errors.ts';
import { coercionChecks } from '../vouching/words.ts';
import { type Field, staffProviderOf } from './field.ts';
import { read } from './read-page.ts';
import { createBrowser, type Fields, type Page } from './visitor/http.ts';
import { signInFrom, type Walker } from './walk.ts';

export type Checked = NonNullable<NonNullable<Scenario['before']>['checked']>;
export type Actor = NonNullable<NonNullable<Scenario['before']>['actor']>;

/** Seconds that an authority is written down for: it goes with the person long before. */
const authorityFor = 180 * 86_400;

const wrong = (detail: string) => new HubError('configuration', { detail });

/** An officer at their pages. */
interface Officer {
  /** Opens a page, signing in again where the hub wants that. */
  open(path: string): Promise<Page>;
  /** Sends a form of a page and goes on to the next one. */
  press(page: Page, form: string, fields?: Fields): Promise<Page>;
}

export interface Officers {
  /** Two of them, each in a browser of their own. */
  first: Officer;
  second: Officer;
}

/** The first two officers of personas.yaml who sign in with two steps. @throws HubError `configuration` where there are none */
export function officersOf(field: Field, origins: Walker['origins']): Officers {
  const provider = staffProviderOf(field)?.id;
  const [first, second] = field.personas.staff.filter(
    ({ roles, reaches }) => roles.includes('officer') && reaches.includes('mfa'),
  );
  if (provider === undefined || !first || !second)
    throw wrong('A scenario has something done before by officers. personas.yaml needs two of them with two steps.');
  const at = (id: string) =>
    officerAt({ browser: createBrowser(), origins, persona: { id }, provider, accounts: new Map() });
  return { first: at(first.id), second: at(second.id) };
}

function officerAt(walker: Walker): Officer {
  const { browser, origins } = walker;
  const own = (path: string) => new URL(path, origins.hub).href;
  return {
    async open(path) {
      const page = await browser.visit(own(path));
      if (read(page, origins).name !== 'staff-start') return page;
      await signInFrom(walker, page);
      return browser.visit(own(path));
    },
    press: async (page, form, fields = {}) => browser.follow(await browser.submit(page, fields, form)),
  };
}

/** A code that a page shows, to be typed by whoever it is for. @throws HubError `configuration` with what the page says */
function codeOn(page: Page, pattern: RegExp, of: string): string {
  const code = pattern.exec(page.body)?.[1];
  if (code === undefined)
    throw wrong(`The officers' page gives no code for ${of}. It says: ${page.text.slice(0, 600)}`);
  return code;
}

const dayFields = (name: string, day: string): Record<string, string> => {
  const [year = '', month = '', date = ''] = day.split('-');
  return { [`${name}-day`]: date, [`${name}-month`]: month, [`${name}-year`]: year };
};

/** Two officers check who somebody is; returns the code that is for the person. */
export async function checkInPerson({ first, second }: Officers, persona: Persona, checked: Checked): Promise<string> {
  const filled = await first.press(await first.open('/staff/vouching/new'), '/new', checkFields(persona, checked));
  const page = await first.press(formIn(filled, '/record', persona), '/record');
  const code = codeOn(page, /data-code>([A-Z0-9-]+)</, persona.id);
  const seen = await second.open(new URL(page.url).pathname);
  if (seen.forms.some(({ action }) => action.endsWith('/approve')))
    await second.press(seen, '/approve', { told: 'yes' });
  return code;
}

/** @throws HubError `configuration` where the page has no such form: it says what is wrong with what was filled in */
function formIn(page: Page, form: string, { id }: Pick<Persona, 'id'>): Page {
  if (page.forms.some(({ action }) => action.endsWith(form))) return page;
  throw wrong(`The officers' pages do not take what the scenario says of ${id}. They say: ${page.text.slice(0, 600)}`);
}

function checkFields(persona: Persona, checked: Checked): Record<string, string> {
  const [name = { given: '', family: '' }] = persona.names;
  const [year = '', month = '', day = ''] = persona.birthDate.split('-');
  const { voucher } = checked;
  return {
    given_name: name.given ?? '',
    family_name: name.family ?? '',
    birth_day: day,
    birth_month: month,
    birth_year: year,
    address: addressLines(persona),
    address_checked: 'yes',
    method: checked.method,
    check_documents: 'yes',
    check_face: 'yes',
    ...Object.fromEntries(
      checked.evidence.flatMap(({ type, strength, validity }, at) => [
        [`evidence_${at + 1}_type`, type],
        [`evidence_${at + 1}_strength`, String(strength)],
        [`evidence_${at + 1}_validity`, String(validity)],
      ]),
    ),
    activity: String(checked.activity),
    fraud: String(checked.fraud),
    verification: String(checked.verification),
    ...(voucher && {
      voucher_name: voucher.name,
      voucher_relation: voucher.relation,
      voucher_since: String(voucher.since),
      voucher_proof: 'documents',
    }),
    reason: 'An assessment with an invented person',
    ...Object.fromEntries(coercionChecks.map((check) => [`coercion_${check}`, 'yes'])),
    tell: 'letter',
    language: persona.language,
  };
}

/** An officer writes down who may act for somebody; returns the code that is for the one who acts. */
export async function writeAuthority(
  { first }: Officers,
  persona: Persona,
  given: Actor & { functions: readonly string[]; actor: Persona },
) {
  const until = new Date(Date.now() + 1000 * authorityFor).toISOString().slice(0, 10);
  const fields = {
    name: nameOf(persona),
    actor: nameOf(given.actor),
    relationship: given.relationship,
    evidence: given.evidence,
    ...Object.fromEntries(given.functions.map((one) => [`function-${one}`, 'yes'])),
    ...dayFields('until', until),
    ...(given.relationship === 'parent' && dayFields('born', persona.birthDate)),
    language: persona.language,
  };
  const sure = await first.press(await first.open('/staff/authorities/new'), '/new', fields);
  const page = await first.press(formIn(sure, '/sure', persona), '/sure');
  return codeOn(page, /data-code="actor">([A-Z0-9-]+)</, given.actor.id);
}

const nameOf = ({ names: [name] }: Persona): string => [name?.given, name?.family].filter(Boolean).join(' ');

function addressLines({ addresses: [address] }: Persona): string {
  if (!address) return '';
  const { flat, building, number, street, town, postcode } = address;
  const place = [flat, building].filter(Boolean).join(', ');
  const lines = [place, [number, street].filter(Boolean).join(' '), town, postcode];
  return lines.filter(Boolean).join('\r\n');
}

/** Signing in, and signing in better, where the page wants that. */
const mostSignIns = 2;

/**
 * The person signs in at their own page and types a code there, and says yes where they are asked.
 * @throws HubError `configuration` where the page does not take it
 */
export async function useCode(walker: Walker, which: 'vouch' | 'acting', code: string): Promise<void> {
  const { browser, origins, persona } = walker;
  const own = (path: string) => new URL(path, origins.hub).href;
  const form = `/account/${which}/code`;
  let page = await browser.visit(own(`/account/${which}`));
  for (let count = 0; count < mostSignIns && !page.forms.some(({ action }) => action === form); count += 1) {
    await signInFrom(walker, page);
    page = await browser.visit(own(`/account/${which}`));
  }
  const typed = await browser.follow(await browser.submit(formIn(page, form, persona), { code }, form));
  if (which === 'acting') return;
  await browser.follow(await browser.submit(formIn(typed, '/claim', persona), {}, '/claim'));
}
