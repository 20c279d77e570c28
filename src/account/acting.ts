// `/account/acting`: for whom people may act, who may act for them, and the end of either; a code from the council makes one theirs.
// It must never show one side more of the other than the name that the council wrote down (D5).
import { HubError } from '../errors.ts';
import { lastDayOf } from '../representation/authority.ts';
import { servicesOf } from '../representation/telling.ts';
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
  await options.allow('codes', personOf(at));
  const code = readResumeCode(typed);
  const claimed =
    code &&
    (await options.authorities.claim(code, personOf(at), {
      ...emailOf(at, options),
      granted: options.telling.granted,
    }));
  if (!claimed) return page(at, options, true);
  const words = { authority: claimed.authority.id, side: claimed.side };
  await options.trail({ event: 'authority.claimed', person: personOf(at), words });
  options.pages.redirect(at, actingHome);
};

/** An e-mail address that the account has verified, where this session knows one: there its person can be told. */
function emailOf(at: Parameters<Handler>[0], { pages }: AccountOptions) {
  const { email } = at.here.authentication.attributes as { email?: { value?: unknown; verified?: boolean } };
  const { value, verified } = email ?? {};
  return { language: pages.language(at), ...(verified && typeof value === 'string' && { email: value }) };
}

/**
 * An authority that the address names, and on which side the person is. Whoever may not act by it now finds none (D4).
 * @throws HubError `not_found` for one that is not theirs
 */
async function named(at: Parameters<Handler>[0], { authorities, acting }: AccountOptions) {
  const found = await authorities.find(String(at.request.params.id));
  const mine = found?.holder === personOf(at);
  const authority = mine ? found : await acting.by(String(at.request.params.id), personOf(at));
  const side: AuthoritySide | undefined = authority && (mine ? 'holder' : 'actor');
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
  const { pages, authorities, acting } = options;
  const iActFor = await acting.of(personOf(at));
  const actForMe = await authorities.of('holder', personOf(at));
  pages.show(at, {
    page: 'account-acting',
    iActFor: iActFor.map((authority) => lineOf(authority, options)),
    actForMe: actForMe.map((authority) => ({
      ...lineOf(authority, options),
      ...(authority.actorName && { actorName: authority.actorName }),
    })),
    code: pages.form(`${actingHome}/code`, at.here),
    wrong,
    back: '/account',
  });
}

function lineOf(authority: Authority, { naming }: AccountOptions): ActingLine {
  const { id, name, relationship, functions, endsAt } = authority;
  const services = servicesOf({ functions }, naming.services.values());
  return {
    name,
    relationship,
    services: services.map((service) => service.name),
    until: lastDayOf(endsAt),
    end: `${actingHome}/end/${id}`,
  };
}
