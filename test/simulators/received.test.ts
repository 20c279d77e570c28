// What the demo council's page says of a sign-in: here, for whom somebody acts.
import { expect } from 'chai';
import { relationships } from '../../src/representation/words.ts';
import { readable } from '../../src/simulators/council/received.ts';
import { cy } from '../../src/simulators/council/words/cy.ts';
import { en } from '../../src/simulators/council/words/en.ts';

describe('what the demo council has received', () => {
  const signIn = (claims: Record<string, unknown>) => ({
    idToken: '',
    claims: { sub: 's', ...claims },
    userinfo: {},
    refreshes: 0,
  });

  it('says by which relationship the person acts for somebody else, in words for each, and nothing where they do not', () => {
    for (const [language, words] of [
      ['en', en],
      ['cy', cy],
    ] as const) {
      const show = { attributes: [], words, language };
      const said = relationships.map(
        (relationship) => readable(signIn({ on_behalf_of: { sub: 'x', relationship } }), show).actingFor,
      );
      expect(said).to.deep.equal(relationships.map((relationship) => words.actingForText[relationship]));
      expect(said).not.to.include(undefined);
      expect(readable(signIn({}), show)).to.not.have.property('actingFor');
    }
  });
});
