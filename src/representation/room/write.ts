// `/staff/authorities/new`: an officer writes down who may act for whom, reads it once more, and gets a code for each of the two, once.
// It must never write what the officer has not read again, nor show a code twice.
import { londonDay } from '../../ages/calendar.ts';
import { HubError } from '../../errors.ts';
import { newReference, newResumeCode, readReference } from '../../signin/record.ts';
import { pseudonymOf } from '../../trail/events.ts';
import type { WrittenShown } from '../../views/authority-pages.ts';
import type { At } from '../../views/staff-room.ts';
import { lastDayOf } from '../authority.ts';
import { servicesOf } from '../telling.ts';
import type { WrittenField } from '../words.ts';
import { functionsOf, readWritten, type Typed, type Written } from '../writing.ts';
import { type Handler, list, type Options, toldBy } from './contract.ts';

type Fields = Readonly<Record<string, string>>;

/** Fields that are kept from page to page, besides one for each function and three for each day. */
const plainFields = ['name', 'actor', 'relationship', 'evidence', 'email', 'phone', 'address', 'language'] as const;
const days = ['until', 'born'] as const;
const parts = ['day', 'month', 'year'] as const;

const knownIn = ({ services }: Options): string[] => functionsOf(services.values());
const functionField = (name: string) => `function-${name}`;

/** Of what a form sent, what belongs to it. */
function typedIn(fields: Fields, options: Options): Fields {
  const names = [
    ...plainFields,
    ...days.flatMap((day) => parts.map((part) => `${day}-${part}`)),
    ...knownIn(options).map(functionField),
  ];
  return Object.fromEntries(names.flatMap((name) => (fields[name] ? [[name, fields[name]] as const] : [])));
}

/** A day out of its three fields, which may be written as 7 or as 07. */
function dayOf(fields: Fields, day: (typeof days)[number]): string | undefined {
  const [date = '', month = '', year = ''] = parts.map((part) => fields[`${day}-${part}`]?.trim() ?? '');
  return date + month + year === '' ? undefined : `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
}

function read(typed: Fields, options: Options): ReturnType<typeof readWritten> {
  const known = knownIn(options);
  const said = days.flatMap((day) => {
    const text = dayOf(typed, day);
    return text === undefined ? [] : [[day, text] as const];
  });
  const given: Typed = {
    ...Object.fromEntries([...plainFields.map((name) => [name, typed[name] ?? ''] as const), ...said]),
    functions: known.filter((one) => typed[functionField(one)] !== undefined),
  };
  return readWritten(given, { known, today: londonDay(new Date()), named: true });
}

function form(at: At, options: Options, { typed, wrong }: { typed: Fields; wrong?: WrittenField[] }): void {
  const { pages, services } = options;
  const functions = knownIn(options).map((name) => {
    const served = servicesOf({ functions: [name] }, services.values());
    return { name, services: served.map((service) => service.name) };
  });
  pages.show(
    at,
    {
      page: 'staff-authority-new',
      form: pages.form(`${list}/new`, at.here),
      typed: { language: pages.language(at), ...typed },
      functions,
      wrong: wrong && Object.fromEntries(wrong.map((field) => [field, true])),
      back: list,
    },
    wrong ? 400 : 200,
  );
}

export const start: Handler = async (at, options) => form(at, options, { typed: {} });

/** What was typed, to be read again; or the form, where something is wrong with it or is to be changed. */
export const check: Handler = async (at, options) => {
  const { pages, telling } = options;
  const fields = pages.fields(at, at.here);
  const typed = typedIn(fields, options);
  if (fields.change !== undefined) return form(at, options, { typed });
  const found = read(typed, options);
  if ('wrong' in found) return form(at, options, { typed, wrong: found.wrong });
  pages.show(at, {
    page: 'staff-authority-sure',
    shown: shownOf(found.written, options),
    told: toldBy(found.written, telling),
    // Named before it is written: whoever sends this page twice writes one.
    typed: { ...typed, reference: newReference() },
    write: pages.form(`${list}/sure`, at.here),
    change: pages.form(`${list}/new`, at.here),
  });
};

function shownOf(written: Written, { services }: Options): WrittenShown {
  const { name, actorName, relationship, evidence, endsAt } = written;
  const concerned = servicesOf(written, services.values()).map((service) => service.name);
  return { name, actorName, relationship, evidence, services: concerned, until: lastDayOf(endsAt) };
}

export const write: Handler = async (at, options) => {
  const { pages, issuer, authorities, telling, trail, vault } = options;
  const fields = pages.fields(at, at.here);
  const id = readReference(fields.reference ?? '');
  const found = read(typedIn(fields, options), options);
  if (!id || 'wrong' in found) throw new HubError('bad_request', { detail: 'not the page that was checked' });
  const { written } = found;
  const codes = { actor: newResumeCode(), holder: newResumeCode() };
  try {
    await authorities.grant({ ...written, id, writtenBy: at.officer }, codes);
  } catch (error) {
    // Sent twice: the codes were shown, and are nowhere in clear.
    if (error instanceof HubError && error.code === 'changed_meanwhile') return pages.redirect(at, `${list}/${id}`);
    throw error;
  }
  const { relationship, evidence, functions } = written;
  const words = { authority: id, relationship, evidence, functions: functions.join(' ') };
  await trail({ event: 'authority.granted', words: { ...words, by: pseudonymOf(at.officer, vault) } });
  pages.show(at, {
    page: 'staff-authority-codes',
    reference: id,
    shown: shownOf(written, options),
    codes,
    address: `${issuer}/account/acting`,
    told: toldBy(written, telling),
    back: list,
  });
};
