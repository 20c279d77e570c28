// `/account/acting`: for whom people may act, who may act for them, and the end of either; a code from the council makes one theirs.
// It must never show one side more of the other than the name that the council wrote down (D5).
import { HubError } from '../errors.ts';
import { readResumeCode } from '../signin/record.ts';
import type { Authority, AuthoritySide } from '../store/authority-contracts.ts';
import type { ActingLine } from '../views/account-pages.ts';
import type { AccountOptions, Exchange, Handler } from './contract.ts';

export const actingHome = '/account/acting';

const personOf = ({ here }: Parameters<Handler>[0]): string => here.authentication.person;

export const showActing: Handler = (at, options) => page(at, options, false);

/** The one form with a field: a code. */
export const useCode: Handler = async (at, options) => {
  const { code: typed = '' } = options.pages.fields(at, at.here);
  const code = readResumeCode(typed);
  const claimed = code && (await options.authorities.claim(code, personOf(at)));
  if (!claimed) return page(at, options, true);
  const words = { authority: claimed.authority.id, side: claimed.side };
  await options.trail({ event: 'authority.claimed', person: personOf(at), words });
  options.pages.redirect(at, actingHome);
};

/** D4: either of the two ends it, at once. @throws HubError `not_found` for one that is not theirs */
export const endActing: Handler = async (at, options) => {
  const { pages, authorities, trail } = options;
  pages.fields(at, at.here);
  const person = personOf(at);
  const authority = await authorities.find(String(at.request.params.id));
  if (!authority || (authority.actor !== person && authority.holder !== person)) throw new HubError('not_found');
  await authorities.end(authority.id);
  const by = authority.actor === person ? 'actor' : 'holder';
  await trail({ event: 'authority.ended', person, words: { authority: authority.id, by } });
  pages.redirect(at, actingHome);
};

async function page(at: Parameters<Handler>[0], options: AccountOptions, wrong: boolean): Promise<void> {
  const { pages, authorities } = options;
  const lines = async (side: AuthoritySide) =>
    (await authorities.of(side, personOf(at))).map((authority) => lineOf(at, authority, options));
  pages.show(at, {
    page: 'account-acting',
    iActFor: await lines('actor'),
    actForMe: await lines('holder'),
    code: pages.form(`${actingHome}/code`, at.here),
    wrong,
    back: '/account',
  });
}

function lineOf(
  at: Exchange & Parameters<Handler>[0],
  authority: Authority,
  { pages, naming }: AccountOptions,
): ActingLine {
  const { id, name, relationship, functions, endsAt } = authority;
  const services = [...naming.services.values()].filter(({ actingFor }) =>
    actingFor?.functions.some((one) => functions.includes(one)),
  );
  return {
    name,
    relationship,
    services: services.map((service) => service.name),
    until: new Date(endsAt * 1000).toISOString().slice(0, 10),
    end: pages.form(`${actingHome}/end/${id}`, at.here),
  };
}
