// Where there are more accounts than anybody reads through, the page begins with a few, finds others by name, and can show all. Pure.
// It must never take an account away: whatever is not shown is one search, or one link, away.
import type { Localised } from '../config/schema/common.ts';
import type { Narrowed, Offer } from '../views/choice-pages.ts';

/** Accounts on the page before anybody has searched: as many as are read through, and the page stays as it is. */
export const mostShown = 12;
/** Accounts that a search shows. */
export const mostFound = 50;

/** What the address of the page asks for. */
export interface Narrowing {
  sought: string;
  all: boolean;
}

const findParameter = 'find';
const allParameter = 'all';

/** Reads an address. What is longer than any name is cut off. */
export const narrowingIn = (query: URLSearchParams): Narrowing => ({
  sought: (query.get(findParameter) ?? '').trim().slice(0, 100),
  all: query.has(allParameter),
});

/** Words as they are compared: small letters without accents, so that "mon" finds Môn. */
const wordsOf = (text: string): string[] =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);

/** What records say does not change while the hub runs. */
const known = new WeakMap<Localised, readonly string[]>();

function both(text: Localised | undefined): readonly string[] {
  if (!text) return [];
  const words = known.get(text) ?? wordsOf(`${text.en} ${text.cy}`);
  known.set(text, words);
  return words;
}

/** 0 where the name has every word that is sought, or begins so; 1 where the rest of what is said of it does; else undefined. */
function rankOf({ name, description, group }: Offer, sought: readonly string[]): 0 | 1 | undefined {
  const within = (words: readonly string[]) => sought.every((one) => words.some((word) => word.startsWith(one)));
  const named = both(name);
  if (within(named)) return 0;
  return within([...named, ...both(description), ...both(group)]) ? 1 : undefined;
}

/** Those that a search finds, by name first; else in the order given. */
function found(offers: readonly Offer[], sought: string): Offer[] {
  const words = wordsOf(sought);
  const ranked = offers.map((offer) => ({ offer, rank: rankOf(offer, words) }));
  return [0, 1].flatMap((rank) => ranked.filter((one) => one.rank === rank).map(({ offer }) => offer));
}

/** One list for each group, those without one first; none where the order means something else. */
function groupsOf(offers: readonly Offer[]): NonNullable<Narrowed['groups']> {
  const none = offers.filter(({ group }) => !group);
  const named = Map.groupBy(
    offers.filter(({ group }) => group),
    ({ group }) => group?.en,
  );
  const groups = [...named.values()].map((some) => ({ ...(some[0]?.group && { name: some[0].group }), offers: some }));
  return [...(none.length > 0 ? [{ offers: none }] : []), ...groups];
}

export interface Narrowable {
  narrowing: Narrowing;
  /** Where the page is. */
  at: string;
  /** The person said what makes it hard for them: what fits comes first, whatever group it is of. */
  ordered: boolean;
}

/**
 * What the page shows of many offers, which come in the order of the page; undefined where there are few, and all are shown as ever.
 * Those that can be chosen come before those that cannot. `here`: the address of what is shown.
 */
export function narrow(
  offers: readonly Offer[],
  { narrowing: { sought, all }, at, ordered }: Narrowable,
): { offers: Offer[]; narrowed: Narrowed; here: string } | undefined {
  if (offers.length <= mostShown) return undefined;
  const free = [...offers.filter(({ grey }) => !grey), ...offers.filter(({ grey }) => grey)];
  const everything = `${at}?${allParameter}=yes`;
  const base = { action: at, all: everything, total: offers.length, found: offers.length };
  if (all) {
    const groups = ordered ? [{ offers: free }] : groupsOf(free);
    return { offers: groups.flatMap((group) => group.offers), narrowed: { ...base, groups }, here: everything };
  }
  if (wordsOf(sought).length === 0) return { offers: free.slice(0, mostShown), narrowed: base, here: at };
  const fitting = found(free, sought);
  const here = `${at}?${new URLSearchParams({ [findParameter]: sought })}`;
  return { offers: fitting.slice(0, mostFound), narrowed: { ...base, sought, found: fitting.length }, here };
}
