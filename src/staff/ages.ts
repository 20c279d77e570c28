// `/staff/ages`: people whose age their service wants an officer to look at. Officers see the group of the age and the service, and say yes or no.
// It must never show anything else of anybody, nor close a case before what was said is kept.
import express from 'express';
import { londonDay } from '../ages/calendar.ts';
import { type AgeCase, asAgeCase, asContent, endOfDay, lastDay, lastYes, readAnswer, without } from '../ages/case.ts';
import type { Localised } from '../config/schema/common.ts';
import type { Service } from '../config/schema/services.ts';
import { HubError } from '../errors.ts';
import type { AgeDecision, AgeDecisions } from '../store/age-contracts.ts';
import type { Cases, Vault } from '../store/contracts.ts';
import type { Recorder } from '../trail/events.ts';
import { pseudonymOf } from '../trail/events.ts';
import { type AgeAsked, type AgeDone, type AgeSaid, ageDone } from '../views/age-pages.ts';
import type { OwnPages } from '../views/own-pages.ts';
import type { At, StaffRoom } from '../views/staff-room.ts';

export interface AgesRoomOptions {
  cases: Pick<Cases, 'list' | 'find' | 'update' | 'close'>;
  decisions: AgeDecisions;
  services: ReadonlyMap<string, Service>;
  vault: Pick<Vault, 'token'>;
  trail: Recorder;
}

type Options = AgesRoomOptions & { pages: OwnPages; home: string };
type Handler = (at: At, options: Options) => Promise<void>;

const room = '/staff/ages';

/** The room of those who wait for an officer's word about their age. */
export function createAgesRoom(options: AgesRoomOptions): StaffRoom {
  return {
    name: 'ages',
    path: room,
    role: 'officer',
    waiting: async () => (await askedOf(options)).length,
    routes({ pages, home, through }) {
      const form = express.urlencoded({ extended: false, limit: '8kb', parameterLimit: 8 });
      const page = (handler: Handler) => through((at) => handler(at, { ...options, pages, home }));
      return express
        .Router()
        .get(room, page(list))
        .get(`${room}/said/:id`, page(sure))
        .post(`${room}/said/:id`, form, page(takeBack))
        .get(
          `${room}/:reference/:service`,
          page((at, all) => view(at, all)),
        )
        .post(`${room}/:reference/:service`, form, page(answer));
    },
  };
}

/** One question a case and service. Services that are not registered any more are nobody's to answer for. */
async function askedOf({ cases, services }: Pick<AgesRoomOptions, 'cases' | 'services'>): Promise<AgeAsked[]> {
  const open = (await cases.list()).flatMap((one) => asAgeCase(one) ?? []);
  return open.flatMap((one) => one.content.services.flatMap((id) => askedIn(one, services.get(id)) ?? []));
}

function askedIn({ reference, openedAt, content }: AgeCase, service: Service | undefined): AgeAsked | undefined {
  if (!service) return undefined;
  const path = `${room}/${reference}/${service.id}`;
  return { reference, service: service.name, band: content.band, path, since: openedAt * 1000 };
}

function saidIn({ reference, service, band, said, endsAt }: AgeDecision, { services }: Options): AgeSaid {
  const name: Localised = services.get(service)?.name ?? { en: service, cy: service };
  return { reference, service: name, band, said, until: lastDay(endsAt) };
}

const list: Handler = async (at, options) => {
  const { pages, home, decisions, trail, vault } = options;
  const [asked, said] = [await askedOf(options), await decisions.all()];
  const words = { by: pseudonymOf(at.officer, vault), cases: asked.length, said: said.length };
  await trail({ event: 'age.listed', words });
  const done = ageDone.find((one): one is AgeDone => one === at.request.query.done);
  pages.show(at, {
    page: 'staff-ages',
    asked,
    said: said.map((one) => ({ ...saidIn(one, options), path: `${room}/said/${one.id}` })),
    ...(done && { done }),
    back: home,
  });
};

/** @throws HubError `not_found` where nobody asks (any more) */
async function caseOf({ request }: At, { cases, services }: Options) {
  const { reference, service: id } = request.params;
  const found = asAgeCase(await cases.find(String(reference)));
  const service = services.get(String(id));
  const asked = found?.content.services.includes(String(id)) ? askedIn(found, service) : undefined;
  if (!found || !service || !asked) throw new HubError('not_found');
  return { found, service, asked };
}

async function view(at: At, options: Options, wrong?: { fields: Typed; mistake: 'answer' | 'until' }): Promise<void> {
  const { pages, trail, vault } = options;
  const { asked, found, service } = await caseOf(at, options);
  const latest = lastYes(londonDay(new Date()));
  const words = { by: pseudonymOf(at.officer, vault), service: service.id };
  await trail({ event: 'age.viewed', reference: found.reference, person: found.content.person, words });
  const [year = '', month = '', day = ''] = latest.split('-');
  pages.show(
    at,
    {
      page: 'staff-age',
      asked,
      form: pages.form(asked.path, at.here),
      fields: { answer: '', day, month, year, ...wrong?.fields },
      latest,
      ...(wrong && { wrong: wrong.mistake }),
      back: room,
    },
    wrong ? 400 : 200,
  );
}

type Typed = Readonly<Record<string, string>>;

const answer: Handler = async (at, options) => {
  const { pages, cases, decisions, trail, vault } = options;
  const fields = pages.fields(at, at.here);
  const { found, service } = await caseOf(at, options);
  const { reference, account, content } = found;
  const read = readAnswer(fields, londonDay(new Date()));
  if (typeof read === 'string') return view(at, options, { fields, mistake: read });
  const { said, until } = read;
  const given = { service: service.id, band: content.band, said, reference, endsAt: endOfDay(until) };
  const kept = await decisions.decide(account, given);
  if (!kept) throw new HubError('changed_meanwhile', { detail: 'the account is nobody’s any more' });
  const rest = without(found, service.id);
  await (rest ? cases.update(reference, asContent(rest)) : cases.close(reference));
  const words = { by: pseudonymOf(at.officer, vault), service: service.id, band: content.band, ...said, until };
  await trail({ event: 'age.decided', reference, person: kept.person, words });
  pages.redirect(at, `${room}?done=${said.answer}`);
};

const sure: Handler = async (at, options) => {
  const { pages, decisions } = options;
  const found = (await decisions.all()).find(({ id }) => id === at.request.params.id);
  if (!found) throw new HubError('not_found');
  const form = pages.form(`${room}/said/${found.id}`, at.here);
  pages.show(at, { page: 'staff-age-back', said: saidIn(found, options), form, back: room });
};

const takeBack: Handler = async (at, { pages, decisions, trail, vault }) => {
  pages.fields(at, at.here);
  const gone = await decisions.end(String(at.request.params.id));
  if (!gone) throw new HubError('not_found');
  const { reference, person, service, said } = gone;
  const words = { by: pseudonymOf(at.officer, vault), service, answer: said.answer };
  await trail({ event: 'age.taken-back', reference, person, words });
  pages.redirect(at, `${room}?done=back`);
};
