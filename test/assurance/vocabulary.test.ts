import { expect } from 'chai';
import fc from 'fast-check';
import { createAcr } from '../../src/assurance/acr.ts';
import { atLeast, effective, type Level } from '../../src/assurance/level.ts';
import { wordLevel, wordsFor } from '../../src/assurance/vocabulary.ts';
import { anyLevel, shipped, upTo, vocabulary } from './arbitrary.ts';

const level = (identity: Level['identity'], authenticator: Level['authenticator']): Level => ({
  identity,
  authenticator,
});

describe('a vocabulary', () => {
  /** The inbound table of the reference, for the providers of this release. */
  const table: [string, string, Level | undefined, string[]?][] = [
    ['one-login', 'Cl', level('none', 'low')],
    ['one-login', 'Cl.Cm', level('none', 'medium')],
    ['one-login', 'Cl.Cm.P1', level('low', 'medium')],
    ['one-login', 'Cl.Cm.P2', level('medium', 'medium')],
    ['one-login', 'P2.Cm.Cl', level('medium', 'medium')],
    ['one-login', 'Cl.Cm.P3', undefined],
    ['one-login', 'P2', undefined],
    ['one-login', 'Cl.Cl', undefined],
    ['nhs-login', 'P0.Cp', level('none', 'low')],
    ['nhs-login', 'P0.Cp.Cd', level('none', 'medium')],
    ['nhs-login', 'P5.Cp.Cd', level('none', 'medium'), ['claimed-pds-match']],
    ['nhs-login', 'P9.Cm', level('medium', 'medium')],
    ['nhs-login', 'Cl.Cm.P2', undefined],
    ['scotaccount', 'openid', level('none', 'medium')],
    ['scotaccount', 'gpg45.medium', level('medium', 'medium')],
    ['scotaccount', 'medium.gpg45', undefined],
    ['verify', 'urn:uk:gov:cabinet-office:tc:saml:authn-context:level1', level('low', 'medium')],
    ['verify', 'urn:uk:gov:cabinet-office:tc:saml:authn-context:level2', level('medium', 'medium')],
    ['verify', 'urn:uk:gov:cabinet-office:tc:saml:authn-context:levelX', undefined],
    ['eidas', 'http://eidas.europa.eu/LoA/low', level('low', 'low')],
    ['eidas', 'http://eidas.europa.eu/LoA/substantial', level('medium', 'medium')],
    ['eidas', 'http://eidas.europa.eu/LoA/high', level('high', 'high')],
    ['local-account', 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport', level('none', 'low')],
    ['local-account', 'urn:oasis:names:tc:SAML:2.0:ac:classes:TimeSyncToken', level('none', 'medium')],
    ['local-account', 'urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract', level('none', 'medium')],
    ['local-account', 'https://refeds.org/profile/mfa', level('none', 'medium')],
    ['local-account', 'http://idmanagement.gov/ns/assurance/ial/2', undefined],
    ['local-account', 'iso29115-loa4', undefined],
    ['local-account', 'https://refeds.org/assurance/IAP/high', undefined],
    ['local-openid', 'pwd', level('none', 'low')],
    ['local-openid', 'phr', level('none', 'medium')],
    ['local-openid', 'phrh', level('none', 'high')],
    ['staff', 'pwd', level('none', 'low')],
    ['staff', 'PWD', undefined],
  ];
  for (const [name, word, worth, qualifiers = []] of table) {
    it(`${name} reads ${word} as ${worth ? `${worth.identity}, ${worth.authenticator}` : 'nothing'}`, () => {
      const { framework, frameworkVersion, mappingVersion } = vocabulary(name);
      const stamp = { framework, frameworkVersion, mappingVersion };
      expect(wordLevel(vocabulary(name), word)).to.deep.equal(worth && { level: worth, qualifiers, stamp });
    });
  }

  it('goes out as at most what came in, for every word of every provider', () => {
    const acr = createAcr('https://hub.example', shipped);
    for (const said of Object.values(shipped.vocabularies)) {
      for (const { word } of said.says) {
        const came = wordLevel(said, word)?.level;
        if (!came) continue;
        const served = effective(came);
        expect(atLeast(came, acr.levelOf(acr.uriOf(served)) ?? came), word).to.equal(true);
        const out = acr.levelOf(acr.vectorOf(served));
        expect(out === undefined || atLeast(came, out), word).to.equal(true);
      }
    }
  });

  it('gives nothing for words that it does not list', () => {
    const listed = Object.values(shipped.vocabularies).flatMap(({ says }) => says.map(({ word }) => word));
    const strange = fc
      .oneof(fc.string(), fc.constantFrom('', 'constructor', '__proto__', 'Cl.', '.Cl', 'cl', ' Cl', 'Cl.Cm.P4'))
      .filter((word) => !listed.includes(word.split('.').sort().join('.')) && !listed.includes(word));
    const name = fc.constantFrom(...Object.keys(shipped.vocabularies));
    fc.assert(
      fc.property(name, strange, (of, word) => wordLevel(vocabulary(of), word) === undefined),
      { numRuns: 10_000 },
    );
  });

  it('asks for the weakest words that are enough', () => {
    expect(wordsFor(vocabulary('one-login'), level('none', 'none'))?.send).to.deep.equal({ vtr: '["Cl"]' });
    expect(wordsFor(vocabulary('one-login'), level('low', 'none'))?.send).to.deep.equal({ vtr: '["Cl.Cm.P1"]' });
    expect(wordsFor(vocabulary('nhs-login'), level('low', 'low'))?.level).to.deep.equal(level('medium', 'medium'));
    expect(wordsFor(vocabulary('scotaccount'), level('none', 'low'))).to.deep.equal({
      level: level('none', 'medium'),
      send: {},
    });
    expect(wordsFor(vocabulary('one-login'), level('high', 'medium'))).to.equal(undefined);
    expect(wordsFor(vocabulary('one-login'), level('none', 'low'), upTo(level('none', 'none')))).to.equal(undefined);
  });

  it('leaves out alternatives that the provider may not vouch for', () => {
    const password = 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport';
    const local = vocabulary('local-account');
    const asked = (most: Level) => wordsFor(local, level('none', 'low'), upTo(most))?.send.authnContext?.split(' ');
    expect(asked(level('none', 'low'))).to.deep.equal([password]);
    expect(asked(level('none', 'medium')))
      .to.have.length(4)
      .and.include(password);
  });

  it('asks for enough, never past the ceiling, and for more when more is wanted', () => {
    const name = fc.constantFrom(...Object.keys(shipped.vocabularies));
    const ceilings = fc.array(anyLevel, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(name, anyLevel, anyLevel, ceilings, (of, wanted, more, ceiling) => {
        const words = wordsFor(vocabulary(of), wanted, upTo(...ceiling));
        if (!words) return true;
        const stronger = atLeast(more, wanted) ? wordsFor(vocabulary(of), more, upTo(...ceiling)) : undefined;
        return (
          atLeast(effective(words.level), wanted) &&
          ceiling.some((most) => atLeast(most, words.level)) &&
          (!stronger || atLeast(stronger.level, words.level))
        );
      }),
      { numRuns: 10_000 },
    );
  });
});
