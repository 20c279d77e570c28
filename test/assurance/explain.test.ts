import { expect } from 'chai';
import { createAcr } from '../../src/assurance/acr.ts';
import { readAsked, satisfiedInTheEnd } from '../../src/assurance/ask.ts';
import { explain, tableOf } from '../../src/assurance/explain.ts';
import { atLeast } from '../../src/assurance/level.ts';
import { trustMark } from '../../src/assurance/trust-mark.ts';
import { loadConfig } from '../../src/config/load.ts';

const issuer = 'https://hub.example';
const loaded = await loadConfig(
  'config',
  { databaseUrl: undefined, masterKey: undefined, notifyKey: undefined, traces: false, overrides: {}, problems: [] },
  { allowMissingKeys: true },
);
if ('problems' in loaded) throw new Error('the shipped configuration has problems');
const { config } = loaded;

describe('what a service would see', () => {
  const { assurance } = config;
  const acr = createAcr(issuer, assurance);
  const about = (service: string, provider: string, says: string, parameters = {}) => {
    const asking = config.services.get(service);
    const answering = config.providers.get(provider);
    if (!asking || !answering) throw new Error('no such record');
    const asked = readAsked(parameters, acr, asking.minimumLevel, assurance.vtr);
    return explain({ service: asking, provider: answering, says, asked }, assurance, acr);
  };
  const essential = (value: string) => ({ claims: JSON.stringify({ id_token: { acr: { essential: true, value } } }) });

  const table: [string, string, string, object, string, string?][] = [
    ['parking-permit', 'central', 'Cl.Cm.P2', {}, 'met', `${issuer}/assurance/medium/medium`],
    ['parking-permit', 'central', 'P2.Cm.Cl', {}, 'met', `${issuer}/assurance/medium/medium`],
    ['bin-collection', 'central', 'Cl.Cm', { vtr: '["Cl.Cm"]' }, 'met', 'Cl.Cm'],
    ['bin-collection', 'central', 'Cl.Cm', { vtr: '["Cl.Cm.P2"]' }, 'lower-than-asked'],
    ['bin-collection', 'central', 'Cl', { acr_values: 'Cl.Cm.P2' }, 'met', `${issuer}/assurance/none/low`],
    ['bin-collection', 'nhs', 'P9.Cm', essential('Cl.Cm.P1'), 'met', 'Cl.Cm.P1'],
    ['parking-permit', 'central', 'Cl.Cm.P3', {}, 'row-is-off'],
    ['parking-permit', 'central', 'Cl.Cm.P4', {}, 'unknown-word'],
    ['parking-permit', 'central', '', {}, 'no-level'],
    ['parking-permit', 'nhs', 'P5.Cm', {}, 'lower-than-asked'],
    ['bin-collection', 'staff', 'mfa', {}, 'not-offered'],
  ];
  for (const [service, provider, says, parameters, why, seen] of table) {
    it(`${service}, ${provider} says ${says || 'nothing'}, ${JSON.stringify(parameters)}: ${why}`, () => {
      const explained = about(service, provider, says, parameters);
      expect([explained.why, explained.sees?.acr]).to.deep.equal([why, seen]);
    });
  }

  it('lists no word that a provider may not say, and none above what it is worth', () => {
    for (const provider of config.providers.values()) {
      const rows = tableOf(provider, assurance, acr);
      expect(rows.length, provider.id).to.be.greaterThan(0);
      for (const { level, acr: name } of rows) {
        expect(provider.accreditedLevels.some((most) => atLeast(most, level))).to.equal(true);
        expect(acr.levelOf(name)).to.deep.equal(level);
      }
    }
  });

  it('takes a fall-back only in the end, and never below the floor', () => {
    const floor = { identity: 'none', authenticator: 'low' } as const;
    const two = { identity: 'none', authenticator: 'medium' } as const;
    const asked = { ...readAsked({ vtr: '["Cl.Cm.P2"]' }, acr, floor, assurance.vtr), fallback: two };
    expect(satisfiedInTheEnd(asked, two)?.acr).to.equal(`${issuer}/assurance/none/medium`);
    expect(satisfiedInTheEnd(asked, floor)).to.equal(undefined);
    const strict = { ...asked, floor: { identity: 'low', authenticator: 'medium' } as const };
    expect(satisfiedInTheEnd(strict, two)).to.equal(undefined);
    expect(satisfiedInTheEnd(asked, { identity: 'medium', authenticator: 'medium' })?.acr).to.equal('Cl.Cm.P2');
  });

  it('has a trust mark that names every vector with what it is worth', () => {
    expect(trustMark(issuer, assurance)).to.deep.include({
      idp: issuer,
      trustmark_provider: issuer,
      C: ['Cl', 'Cl.Cm'],
      P: ['P0', 'P1', 'P2'],
    });
    expect(trustMark(issuer, assurance).vectors['Cl.Cm.P2']).to.deep.equal({
      identity: 'medium',
      authenticator: 'medium',
    });
  });
});
