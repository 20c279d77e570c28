// What matching knows of somebody: the few attributes that are compared, as a provider vouches for them, and in one spelling. Pure.
// It must never hold anything else of a person.
import { isEstimated } from '../ages/calendar.ts';
import type { PostalAddress } from '../connectors/contract.ts';
import { plainName, plainNames, plainPostcode, plainStreet } from './normalise.ts';

/** Verified attributes by their canonical names (attributes.yaml); the date is YYYY-MM-DD. What is not verified is not here. */
export interface Described {
  given_name?: string;
  family_name?: string;
  birthdate?: string;
  address?: PostalAddress;
}

/** The same in one spelling. What is not known is absent. */
export interface Traits {
  /** First given name. */
  given?: string;
  /** Further given names. */
  middle: readonly string[];
  /** All surnames in one; for somebody with one name only, that name. */
  family?: string;
  /** Each surname, where there are several. */
  families: readonly string[];
  /** YYYY-MM-DD. */
  birthdate?: string;
  /** Born on 1 January: often an estimate. */
  estimated: boolean;
  uprn?: string;
  /** Number or numbers of house and flat. */
  house?: string;
  street?: string;
  locality?: string;
  postcode?: string;
}

/** A calendar date, and only that. */
const day = /^\d{4}-\d{2}-\d{2}$/;

/** Nobody's names are longer or more than this; comparing takes time, and tokens take room, with both. */
const longest = 64;
const mostNames = 10;
const cut = (name: string): string => name.slice(0, longest);

/** Brings what is known into one spelling. Somebody with one name only has it as family name, on whichever side it was written. */
export function traitsOf({ given_name = '', family_name = '', birthdate, address }: Described): Traits {
  const [given, ...middle] = plainNames(given_name).slice(0, mostNames).map(cut);
  const families = plainNames(family_name).slice(0, mostNames).map(cut);
  const family = cut(plainName(family_name));
  const single = family === '' ? { ...(given && { family: given }) } : { ...(given && { given }), family };
  return {
    ...single,
    middle,
    families: families.length > 1 ? families : [],
    ...(birthdate && day.test(birthdate) && { birthdate }),
    estimated: isEstimated(birthdate),
    ...placeOf(address ?? {}),
  };
}

function placeOf({ street_address = '', locality = '', postal_code = '', uprn }: PostalAddress) {
  const postcode = plainPostcode(postal_code);
  const town = plainName(locality);
  const id = uprn?.replace(/^0+/, '');
  return {
    ...(id && { uprn: id }),
    ...plainStreet(street_address),
    ...(town && { locality: town }),
    ...(postcode && { postcode }),
  };
}
