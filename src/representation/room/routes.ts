// `/staff/authorities`: officers see who may act for whom, look at one, stop it for a while, and end it. Writing one down is in write.ts.
// It must never show a name in a list, nor anything at all without a line in the trail.
import express from 'express';
import { HubError } from '../../errors.ts';
import { readReference } from '../../signin/record.ts';
import type { Authority } from '../../store/authority-contracts.ts';
import { pseudonymOf } from '../../trail/events.ts';
import { type AuthorityDone, authorityDone } from '../../views/authority-pages.ts';
import type { At, StaffRoom } from '../../views/staff-room.ts';
import { type AuthoritiesOptions, type Handler, lineOf, list, type Options, toldBy } from './contract.ts';
import { check, start, write } from './write.ts';

/** How many a list shows. */
const most = 100;

/** The room of what officers write down of who may act for whom. */
export function createAuthoritiesRoom(options: AuthoritiesOptions): StaffRoom {
  return {
    name: 'authorities',
    path: list,
    role: 'officer',
    routes({ pages, home, through }) {
      const form = express.urlencoded({ extended: false, limit: '16kb', parameterLimit: 60 });
      const page = (handler: Handler) => through((at) => handler(at, { ...options, pages, home }));
      return express
        .Router()
        .get(list, page(showList))
        .get(`${list}/new`, page(start))
        .post(`${list}/new`, form, page(check))
        .post(`${list}/sure`, form, page(write))
        .get(`${list}/:id`, page(showOne))
        .post(`${list}/:id/hold`, form, page(hold))
        .get(`${list}/:id/end`, page(askToEnd))
        .post(`${list}/:id/end`, form, page(end));
    },
  };
}

const doneIn = ({ request }: At): AuthorityDone | undefined =>
  authorityDone.find((one): one is AuthorityDone => one === request.query.done);

const showList: Handler = async (at, options) => {
  const { pages, home, authorities, trail, vault } = options;
  const { reference } = at.request.query;
  const sought = typeof reference === 'string' ? reference.trim() : undefined;
  const found = sought && (await authorities.find(readReference(sought) ?? sought));
  if (found) return pages.redirect(at, `${list}/${found.id}`);
  const all = (await authorities.all()).toSorted((a, b) => b.grantedAt - a.grantedAt || (a.id < b.id ? -1 : 1));
  await trail({ event: 'authority.listed', words: { by: pseudonymOf(at.officer, vault), authorities: all.length } });
  const done = doneIn(at);
  pages.show(
    at,
    {
      page: 'staff-authorities',
      authorities: all.slice(0, most).map((one) => lineOf(one, options)),
      more: all.length > most,
      typed: sought ?? '',
      wrong: sought !== undefined,
      search: list,
      write: `${list}/new`,
      ...(done && { done }),
      back: home,
    },
    sought === undefined ? 200 : 404,
  );
};

/** @throws HubError `not_found` where it has ended, or never was */
async function named({ request }: At, { authorities }: Options): Promise<Authority> {
  const found = await authorities.find(String(request.params.id));
  if (!found) throw new HubError('not_found');
  return found;
}

/** The person who is acted for; before they had an account they were an id, which can be held, too. */
const personIn = ({ subject, holder = subject }: Authority): string => holder;
const idsOf = (authority: Authority): string[] => [...new Set([personIn(authority), authority.subject])];

/** Each of the two finds on their own page that somebody looked. */
async function viewed(authority: Authority, { officer }: At, { trail, vault }: Options): Promise<void> {
  const words = { authority: authority.id, by: pseudonymOf(officer, vault) };
  const concerned = [personIn(authority), ...(authority.actor === undefined ? [] : [authority.actor])];
  await trail(...concerned.map((person) => ({ event: 'authority.viewed' as const, person, words })));
}

const showOne: Handler = async (at, options) => {
  const { pages, people, telling } = options;
  const authority = await named(at, options);
  await viewed(authority, at, options);
  const isBlocked = await people.blocked();
  const ids = idsOf(authority);
  const blocked = ids.some((person) => isBlocked(person));
  const held = ids.some((person) => isBlocked(person, 'hold'));
  const done = doneIn(at);
  pages.show(at, {
    page: 'staff-authority',
    line: lineOf(authority, options),
    name: authority.name,
    actorName: authority.actorName,
    since: new Date(authority.grantedAt * 1000).toISOString().slice(0, 10),
    told: toldBy(authority, telling),
    stopped: blocked ? 'blocked' : held ? 'held' : undefined,
    ...(!blocked && { hold: pages.form(`${list}/${authority.id}/hold`, at.here) }),
    end: `${list}/${authority.id}/end`,
    ...(done && { done }),
    back: list,
  });
};

/** D4: while somebody is held, there is no authority over them for anybody who asks. A block is an operator's, and stays. */
const hold: Handler = async (at, options) => {
  const { pages, people, trail, vault } = options;
  const { hold: wanted } = pages.fields(at, at.here);
  const authority = await named(at, options);
  const isBlocked = await people.blocked();
  const words = { by: pseudonymOf(at.officer, vault), authority: authority.id, kind: 'hold' };
  for (const person of idsOf(authority)) {
    const held = isBlocked(person, 'hold');
    if (wanted === 'yes' && !held && !isBlocked(person)) {
      await people.block(pseudonymOf(person, vault), 'hold');
      await trail({ event: 'person.blocked', person, words });
    }
    if (wanted === 'no' && held) {
      await people.unblock(pseudonymOf(person, vault));
      await trail({ event: 'person.unblocked', person, words });
    }
  }
  pages.redirect(at, `${list}/${authority.id}?done=${wanted === 'yes' ? 'held' : 'released'}`);
};

const askToEnd: Handler = async (at, options) => {
  const { pages } = options;
  const authority = await named(at, options);
  await viewed(authority, at, options);
  const { id: reference, name } = authority;
  const form = pages.form(`${list}/${reference}/end`, at.here);
  pages.show(at, { page: 'staff-authority-end', reference, name, form, back: `${list}/${reference}` });
};

const end: Handler = async (at, options) => {
  const { pages, authorities, trail, vault } = options;
  pages.fields(at, at.here);
  const authority = await named(at, options);
  if (await authorities.end(authority.id)) {
    const words = { authority: authority.id, by: 'officer', officer: pseudonymOf(at.officer, vault) };
    await trail({ event: 'authority.ended', person: personIn(authority), words });
  }
  pages.redirect(at, `${list}?done=ended`);
};
