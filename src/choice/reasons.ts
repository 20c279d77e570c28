// What follows from what makes signing in hard for somebody: another order of the providers, and a line under each. Pure.
// It must never hide a provider, nor make one free that cannot serve, nor take away one that can: eligible.ts alone decides that.
import type { IdentityProvider } from '../config/schema/identity-providers.ts';
import type { Offer } from '../views/choice-pages.ts';
import { type Fit, type Reason, reasons } from './words.ts';

/** Name of the parameter that says that the choices of the form are all there are: what is not ticked is taken back. */
export const toldParameter = 'told';

/** What a form said; undefined where a request says nothing of it. */
export function toldIn(query: URLSearchParams): readonly Reason[] | undefined {
  return query.has(toldParameter) ? reasons.filter((reason) => query.has(reason)) : undefined;
}

type GoodFor = Pick<IdentityProvider, 'worksWithout' | 'minimumAge'>;

const grown = 18;

const fitOf: Readonly<Record<Reason, (of: GoodFor) => Omit<Fit, 'reason'> | undefined>> = {
  'no-smartphone': ({ worksWithout }) => worksWithout && { fits: worksWithout.includes('smartphone') },
  'under-18': ({ minimumAge: age }) => (age === undefined ? undefined : { fits: age < grown, age }),
  helping: () => undefined,
};

/** Those that fit come first, then those of which nobody has said. */
const rank = (fits: readonly Fit[]): number => fits.reduce((sum, { fits: well }) => sum + (well ? -1 : 1), 0);

/**
 * The same offers, those that fit the reasons first (else in the order given), each with what its record says about them.
 * `records` by provider id.
 */
export function forReasons(
  offers: readonly Offer[],
  { told, records }: { told: readonly Reason[]; records: ReadonlyMap<string, GoodFor> },
): Offer[] {
  if (told.length === 0) return [...offers];
  const withFits = offers.map((offer) => {
    const fits = told.flatMap((reason) => {
      const fit = fitOf[reason](records.get(offer.id) ?? {});
      return fit ? [{ reason, ...fit }] : [];
    });
    return { ...offer, ...(fits.length > 0 && { fits }) };
  });
  // Sorting is stable (ECMAScript 2019).
  return withFits.sort((a, b) => rank(a.fits ?? []) - rank(b.fits ?? []));
}
