// `/account/acting`: for whom people may act, who may act for them, and the end of either; a code from the council makes one theirs.
// It must never show one side more of the other than the name that the council wrote down (D5).
import { HubError } from '../errors.ts';
import { lastDayOf } from '../representation/authority.ts';
import { readResumeCode } from '../signin/record.ts';
import type { Authority, AuthoritySide } from '../store/authority-contracts.ts';
import type { ActingLine } from '../views/account-pages.ts';
import type { AccountOptions, Handler } from './contract.ts';

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

/** An authority that the address names, and on which side the person is. @throws HubError `not_found` for one that is not theirs */
async function named(at: Parameters<Handler>[0], { authorities }: AccountOptions) {
  const authority = await authorities.find(String(at.request.params.id));
  const side = (['actor', 'holder'] as const).find((one) => authority?.[one] === personOf(at));
  if (!authority || !side) throw new HubError('not_found');
  return { authority, side };
}

export const askToEnd: Handler = async (at, options) => {
  const { authority, side } = await named(at, options);
  const { name, relationship } = authority;
  const form = options.pages.form(at.request.path, at.here);
  options.pages.show(at, { page: 'account-acting-end', name, relationship, side, form, back: actingHome });
};

/** D4: either of the two ends it, at once. */
export const endActing: Handler = async (at, options) => {
  const { pages, authorities, trail } = options;
  pages.fields(at, at.here);
  const { authority, side } = await named(at, options);
  await authorities.end(authority.id);
  const words = { authority: authority.id, by: side };
  await trail({ event: 'authority.ended', person: personOf(at), words });
  pages.redirect(at, actingHome);
};

async function page(at: Parameters<Handler>[0], options: AccountOptions, wrong: boolean): Promise<void> {
  const { pages, authorities } = options;
  const lines = async (side: AuthoritySide) =>
    (await authorities.of(side, personOf(at))).map((authority) => lineOf(authority, options));
  pages.show(at, {
    page: 'account-acting',
    iActFor: await lines('actor'),
    actForMe: await lines('holder'),
    code: pages.form(`${actingHome}/code`, at.here),
    wrong,
    back: '/account',
  });
}

function lineOf(authority: Authority, { naming }: AccountOptions): ActingLine {
  const { id, name, relationship, functions, endsAt } = authority;
  const services = [...naming.services.values()].filter(({ actingFor }) =>
    actingFor?.functions.some((one) => functions.includes(one)),
  );
  return {
    name,
    relationship,
    services: services.map((service) => service.name),
    until: lastDayOf(endsAt),
    end: `${actingHome}/end/${id}`,
  };
}
