// Compares newly fetched metadata with the copy in use: what would make a check weaker is not taken over without a person. Pure.
// It must never call a copy weaker than itself.
import type { Certificate, Published } from '../line.ts';

export interface Comparing {
  /** Whether both are signed by the certificate that the record names: the signer may then replace anything. */
  signed: boolean;
}

const bits = ({ key }: Certificate) => key.asymmetricKeyDetails?.modulusLength ?? 0;
const smallest = (published: Published) => Math.min(...published.signing.map(bits));
/** Where people are sent, to sign in or out. */
const originsOf = ({ signOn, signOut }: Published) =>
  [signOn.redirect, signOn.post, signOut?.url].filter((url) => url !== undefined).map((url) => new URL(url).origin);

/** What would be weaker, by name; in the order in which an operator should care. */
const weakenings: readonly { why: string; weaker(held: Published, found: Published, comparing: Comparing): boolean }[] =
  [
    { why: 'another entity', weaker: (held, found) => held.entityId !== found.entityId },
    {
      // An older copy may bring back a key that was given up because it was stolen.
      why: 'older than the copy in use',
      weaker: (held, found) =>
        held.validUntil !== undefined && (found.validUntil === undefined || found.validUntil < held.validUntil),
    },
    {
      why: 'http in place of https',
      weaker: (held, found) =>
        originsOf(held).every((origin) => origin.startsWith('https:')) &&
        originsOf(found).some((origin) => origin.startsWith('http:')),
    },
    { why: 'a shorter key', weaker: (held, found) => smallest(found) < smallest(held) },
    {
      // Whoever takes over the web server can do this. A provider that rolls over shows the next key beside the current one first.
      why: 'every certificate replaced at once, and nobody signed for it',
      weaker: (held, found, { signed }) =>
        !signed && !found.signing.some(({ der }) => held.signing.some((known) => known.der === der)),
    },
    {
      why: 'people sent to another origin, and nobody signed for it',
      weaker: (held, found, { signed }) =>
        !signed && originsOf(found).some((origin) => !originsOf(held).includes(origin)),
    },
  ];

/** Why `found` must not replace `held`; undefined when it may. */
export function weakeningOf(held: Published, found: Published, comparing: Comparing): string | undefined {
  return weakenings.find(({ weaker }) => weaker(held, found, comparing))?.why;
}
