// Invented people for the tests of matching, and a tokeniser with a key of its own.
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import type { Tokeniser } from '../../src/matching/tokens.ts';
import { type Described, traitsOf } from '../../src/matching/traits.ts';

export const tokeniser: Tokeniser = (label, value) =>
  createHmac('sha256', 'a key for tests').update(`${label}\0${value}`).digest('base64url');

/** Somebody, with what is given changed. */
export const person = (changed: Described = {}) =>
  traitsOf({
    given_name: 'Siân',
    family_name: 'Example-Morgan',
    birthdate: '1984-03-09',
    address: { street_address: '7 Sample Street', locality: 'Exampleton', postal_code: 'ZZ1 2AB', uprn: '000123' },
    ...changed,
  });

/** Anybody out of a small town, so that people often have something in common. */
export const anybody = fc
  .record(
    {
      given_name: fc.constantFrom('Liz', 'Elizabeth', 'Ann Mary', 'Anne', 'Morgan', 'Lisbeth', 'Zoë'),
      family_name: fc.constantFrom('Morgan', 'Morgan-Example', 'Morgen', 'Sample', 'Samples', 'Ann'),
      birthdate: fc.constantFrom('1984-03-09', '1984-09-03', '1984-03-10', '1985-03-09', '1970-01-01', '1990-12-31'),
      address: fc.record(
        {
          street_address: fc.constantFrom('7 Sample St', '7 Sample Street', 'Flat 2, 9 Other Road', 'The Old Mill'),
          locality: fc.constantFrom('Exampleton', 'Otherham'),
          postal_code: fc.constantFrom('ZZ1 2AB', 'zz12ab', 'ZZ9 9ZZ'),
          uprn: fc.constantFrom('123', '456'),
        },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: [] },
  )
  .map(traitsOf);
