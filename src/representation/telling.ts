// What the person who is acted for is told, out of band (D4, D5): that somebody may act for them, and that somebody did. Pure.
// It must never go anywhere but where an officer wrote that they can be reached, or where their own account has shown it.
import type { Language, Localised } from '../config/schema/common.ts';
import { type NoticesConfig, waysToTell } from '../config/schema/notices.ts';
import type { Organisation, Service } from '../config/schema/services.ts';
import { type Kind, longest, type NewNotice, type Recipient } from '../notices/kinds.ts';
import type { Authority, Contact } from '../store/authority-contracts.ts';
import { lastDayOf } from './authority.ts';

export interface TellingOptions {
  /** Absent where nobody is told anything. */
  notices: NoticesConfig | undefined;
  issuer: string;
  services: ReadonlyMap<string, Pick<Service, 'name' | 'organisation' | 'actingFor'>>;
  organisations: ReadonlyMap<string, Pick<Organisation, 'name' | 'help'>>;
}

type Told = Pick<Authority, 'name' | 'contact'>;

export interface Telling {
  /** How a kind of notice reaches them; undefined where it does not. */
  wayTo(told: Told, kind: 'grant-notice' | 'grant-used'): Recipient['channel'] | undefined;
  /** That it has come into force. Undefined where the person cannot be reached. */
  granted(authority: Authority): NewNotice | undefined;
  /** That it was used in a service, and what names this day's use there: it is told once. */
  used(authority: Authority, service: string, day: string): { notice: NewNotice; once: string } | undefined;
}

export function createTelling({ notices, issuer, services, organisations }: TellingOptions): Telling {
  const recipient = ({ name, contact }: Told, kind: Kind): Recipient | undefined =>
    waysToTell(notices, kind).flatMap((channel) => recipientBy(channel, name, contact) ?? [])[0];
  const shared = ({ actorName = '', subject, holder = subject }: Authority) => ({
    actor: actorName,
    link: `${issuer}/account/acting`,
    person: holder,
  });
  return {
    wayTo: (told, kind) => recipient(told, kind)?.channel,
    granted(authority) {
      const to = recipient(authority, 'grant-notice');
      const { actor, link, person } = shared(authority);
      const concerned = servicesOf(authority, services.values());
      const organisation = organisations.get(concerned[0]?.organisation ?? '');
      if (!to || !organisation || !actor) return undefined;
      const language = languageOf(authority);
      const { phone, place } = organisation.help;
      const personalisation = {
        name: authority.name,
        organisation: organisation.name[language],
        actor,
        service: concerned
          .map(({ name }) => name[language])
          .join(', ')
          .slice(0, longest),
        ends_on: written(lastDayOf(authority.endsAt), language),
        link,
        help: `${phone}; ${place[language]}`,
      };
      return { ...to, kind: 'grant-notice', language, person, personalisation };
    },
    used(authority, id, day) {
      const to = recipient(authority, 'grant-used');
      const { actor, link, person } = shared(authority);
      const service = services.get(id);
      if (!to || !service || !actor) return undefined;
      const language = languageOf(authority);
      const personalisation = { actor, service: service.name[language], used_on: written(day, language), link };
      const notice: NewNotice = { ...to, kind: 'grant-used', language, person, personalisation };
      return { notice, once: `grant-used ${authority.id} ${id} ${day}` };
    },
  };
}

/** The services that an authority is for. */
export const servicesOf = <S extends { name: Localised; actingFor?: Service['actingFor'] }>(
  { functions }: Pick<Authority, 'functions'>,
  services: Iterable<S>,
): S[] => [...services].filter(({ actingFor }) => actingFor?.functions.some((one) => functions.includes(one)));

/** A letter begins with the name. */
function recipientBy(channel: Recipient['channel'], name: string, contact: Contact | undefined): Recipient | undefined {
  const { email, phone, address } = contact ?? {};
  switch (channel) {
    case 'email':
      return email === undefined ? undefined : { channel, to: email };
    case 'sms':
      return phone === undefined ? undefined : { channel, to: phone };
    case 'letter':
      return address && { channel, to: [name, ...address] };
  }
}

const languageOf = ({ contact }: Authority): Language => contact?.language ?? 'en';

/** A day (YYYY-MM-DD) as a person reads it. */
const written = (day: string, language: Language): string =>
  new Intl.DateTimeFormat(`${language}-GB`, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(day));
