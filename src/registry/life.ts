// A provider's life in time: what it may still be used for at a moment. Pure; asked at the page, before the redirect, when an answer comes
// back, when a new account appears, and when tokens are renewed. Once something is over it must never begin again as time goes on.
import { atLeast, type Level } from '../assurance/level.ts';
import type { IdentityProvider } from '../config/schema/identity-providers.ts';
import type { Service } from '../config/schema/services.ts';

export interface Moment {
  /** Seconds since 1970. */
  now: number;
  /** How long a session at the hub lasts, in seconds: for so long answers come from people who were sent before an end. */
  session: number;
}

/** Seconds before an end at which the page already keeps people away from it. */
const beforeRegistrationsEnd = 30 * 60;
const beforeSignInsEnd = 2 * 3600;

/** An end as seconds since 1970; never, where the record names none. */
const endOf = (text: string | undefined): number =>
  text === undefined ? Number.POSITIVE_INFINITY : Date.parse(text) / 1000;

/** Whether the record lets this service use the provider at all. */
export function servesService(provider: IdentityProvider, service: string): boolean {
  return provider.enabled && (provider.services?.includes(service) ?? true);
}

/** How it stands on the page: for everybody, for those who have used it here before, or not at all. */
export function shownAs(provider: IdentityProvider, { now }: Moment): 'everybody' | 'known-only' | 'nobody' {
  if (!provider.enabled || now >= endOf(provider.acceptSignInsUntil) - beforeSignInsEnd) return 'nobody';
  return now >= endOf(provider.acceptRegistrationsUntil) - beforeRegistrationsEnd ? 'known-only' : 'everybody';
}

/** Whether people may be sent there now. */
export function maySend(provider: IdentityProvider, service: string, { now }: Moment): boolean {
  const open = now < endOf(provider.acceptSignInsUntil);
  return servesService(provider, service) && !provider.temporarilyUnavailable && open;
}

/** Whether an answer of it still counts, and what hangs on one: a session, its tokens. */
export function mayAnswer(provider: IdentityProvider, service: string, { now, session }: Moment): boolean {
  return servesService(provider, service) && now < endOf(provider.acceptSignInsUntil) + session;
}

/** Whether somebody whose account is new to the hub may still come in by it. */
export function mayRegister(provider: IdentityProvider, { now, session }: Moment): boolean {
  return now < endOf(provider.acceptRegistrationsUntil) + session;
}

/** The levels that it is accredited for towards a service: one that it is being tried at counts for those who try it. */
export function levelsFor(provider: IdentityProvider, service: string): (level: Level) => boolean {
  const tried = provider.onboarding.filter(({ services }) => !services.includes(service));
  return (level) =>
    provider.accreditedLevels.some((most) => atLeast(most, level)) &&
    !tried.some(({ level: trial }) => atLeast(level, trial));
}

/** The questions above, asked by id and now. A provider that nobody knows may do nothing. */
export interface Life {
  shownAs(id: string): ReturnType<typeof shownAs>;
  maySend(id: string, service: string): boolean;
  /** With a level: whether the provider may vouch for that towards this service. */
  mayAnswer(id: string, service: string, level?: Level): boolean;
  mayRegister(id: string): boolean;
}

export interface LifeOptions {
  /** As they are at any time. */
  providers: ReadonlyMap<string, IdentityProvider>;
  services: ReadonlyMap<string, Pick<Service, 'enabled' | 'providers'>>;
  /** As in Moment. */
  session: number;
}

/** Binds them to the hub's providers and services. */
export function createLife({ providers, services, session }: LifeOptions): Life {
  const wantedBy = (id: string, service: string) => {
    const { enabled, providers: wanted } = services.get(service) ?? { enabled: false };
    return enabled && (wanted?.includes(id) ?? true);
  };
  const moment = (): Moment => ({ now: Date.now() / 1000, session });
  const asked = <T>(id: string, none: T, question: (provider: IdentityProvider) => T): T => {
    const provider = providers.get(id);
    return provider ? question(provider) : none;
  };
  return {
    shownAs: (id) => asked(id, 'nobody', (provider) => shownAs(provider, moment())),
    maySend: (id, service) =>
      asked(id, false, (provider) => wantedBy(id, service) && maySend(provider, service, moment())),
    mayAnswer: (id, service, level) =>
      asked(id, false, (provider) => {
        const vouched = level === undefined || levelsFor(provider, service)(level);
        return wantedBy(id, service) && vouched && mayAnswer(provider, service, moment());
      }),
    mayRegister: (id) => asked(id, false, (provider) => mayRegister(provider, moment())),
  };
}
