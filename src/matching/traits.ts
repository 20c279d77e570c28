// What matching knows of somebody: the few attributes that are compared, as a provider vouches for them. Pure.
// It must never hold anything else of a person.
import type { PostalAddress } from '../connectors/contract.ts';

/** Verified attributes by their canonical names (attributes.yaml); the date is YYYY-MM-DD. What is not verified is not here. */
export interface Described {
  given_name?: string;
  family_name?: string;
  birthdate?: string;
  address?: PostalAddress;
}
