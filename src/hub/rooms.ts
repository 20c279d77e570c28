// The hub's own pages, beside the way of a sign-in: for people, and for staff where some provider has staff. It decides nothing.
import type { Router } from 'express';
import { createAbout } from '../account/about.ts';
import { createAccountRoutes, moreTimeForm } from '../account/routes.ts';
import { fieldOf } from '../assessment/field.ts';
import { createAssessmentRoom } from '../assessment/room.ts';
import { ownVersion } from '../assessment/version.ts';
import type { Acr } from '../assurance/acr.ts';
import type { WhoIsHere } from '../authorization/who-is-here.ts';
import { ownServiceIds } from '../config/own-services.ts';
import { waysToTell } from '../config/schema/notices.ts';
import { createAssistRoom } from '../representation/room/assist.ts';
import { createAuthoritiesRoom } from '../representation/room/routes.ts';
import { createOwnPages, type OwnTime } from '../server/own-pages.ts';
import type { FormTokens } from '../signin/form-token.ts';
import { createAgesRoom } from '../staff/ages.ts';
import { createQueue } from '../staff/queue.ts';
import { createStaffRoutes } from '../staff/routes.ts';
import { staffFor } from '../staff/standing.ts';
import type { OwnPages } from '../views/own-pages.ts';
import type { StaffRoom } from '../views/staff-room.ts';
import { createVouching } from '../vouching/room.ts';
import type { House } from './house.ts';
import { sectorsOf } from './sectors.ts';

export interface Doors {
  whoIsHere: WhoIsHere;
  acr: Acr;
  formTokens: FormTokens;
}

/** The rooms whose service is there. */
export function roomsOf(house: House, doors: Doors): Router[] {
  const session = house.hub.lifetimes.session;
  const account = pagesOf(house, { ...doors, time: { session, form: moreTimeForm } }, ownServiceIds.account);
  const staff = pagesOf(house, { ...doors, time: { afterSigningIn: staffFor } }, ownServiceIds.staff);
  return [...(account ? [accountRoom(house, doors, account)] : []), ...(staff ? [staffRoom(house, staff)] : [])];
}

function pagesOf(house: House, doors: Doors & { time: OwnTime }, id: string): OwnPages | undefined {
  const { hub, services, organisations, attributes, compose, whenTold } = house;
  const service = services.get(id);
  const organisation = organisations.get(service?.organisation ?? '');
  if (!service || !organisation) return undefined;
  const scopes = attributes.filter(({ name }) => service.attributes.includes(name)).map(({ scope }) => scope);
  const scope = [...new Set(['openid', ...scopes])].join(' ');
  return createOwnPages({ issuer: hub.issuer, service, organisation, scope, compose, whenTold, ...doors });
}

function accountRoom(house: House, { acr }: Doors, pages: OwnPages): Router {
  const { store, services, organisations, providers, attributes, blocked, trail, gathered } = house;
  const { people, subjects, agreements, matchIndex, moves, vault } = store;
  const sectors = sectorsOf(services.values());
  return createAccountRoutes({
    pages,
    about: createAbout({ people, subjects, agreements, matchIndex, rows: store.trail, vault, sectors }),
    naming: { services, organisations, providers, attributes },
    moves,
    authorities: store.authorities,
    vouches: store.vouches,
    people,
    acting: house.acting,
    telling: house.telling,
    sectors,
    allow: house.allow,
    isHeld: (person) => blocked.has(person, 'hold'),
    vault,
    acr,
    trail,
    gathered,
  });
}

function staffRoom(house: House, pages: OwnPages): Router {
  return createStaffRoutes({ pages, rooms: staffRoomsOf(house), gathered: house.gathered });
}

/** The rooms for staff, in the order of their list. */
function staffRoomsOf(house: House): StaffRoom[] {
  const { hub, store, services, providers, matching, blocked, telling, trail } = house;
  const { people, moves, matchFacts: facts, matchIndex, cases, authorities, vault } = store;
  return [
    createQueue({
      people,
      moves,
      facts,
      matchIndex,
      cases,
      providers,
      sectors: sectorsOf(services.values()),
      population: matching.population,
      isBlocked: blocked.has,
      vault,
      trail,
    }),
    createAgesRoom({ cases, decisions: store.ageDecisions, services, vault, trail }),
    createAssistRoom({ signIns: house.signIns, vault, trail }),
    createAuthoritiesRoom({ authorities, people, services, telling, issuer: hub.issuer, vault, trail }),
    ...vouchingRoom(house),
    createAssessmentRoom({
      field: fieldOf({ ...house, services, providers }),
      assessments: store.assessments,
      version: ownVersion(),
      vault,
      trail,
      log: house.log,
    }),
  ];
}

/** Officers' checks, in the name of whoever runs the hub. */
function vouchingRoom({ hub, services, organisations, assurance, notices, store, trail }: House): StaffRoom[] {
  const organisation = organisations.get(services.get(ownServiceIds.staff)?.organisation ?? '');
  if (!organisation) return [];
  const { vouches, people, notices: outbox, vault } = store;
  return [
    createVouching({
      issuer: hub.issuer,
      organisation,
      gpg45: assurance.gpg45,
      told: waysToTell(notices, 'vouch-notice').filter((way) => way !== 'sms'),
      vouches,
      people,
      notices: outbox,
      vault,
      trail,
    }),
  ];
}
