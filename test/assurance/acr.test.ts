import { expect } from 'chai';
import fc from 'fast-check';
import { createAcr } from '../../src/assurance/acr.ts';
import { atLeast, nothing } from '../../src/assurance/level.ts';
import { anyLevel, everyLevel, shipped } from './arbitrary.ts';

const acr = createAcr('https://hub.example', shipped);

describe('acr names', () => {
  it('are published: one URI a level, then the aliases, each once and each readable', () => {
    expect(acr.supported.slice(0, 20)).to.deep.equal(
      everyLevel.map(({ identity, authenticator }) => `https://hub.example/assurance/${identity}/${authenticator}`),
    );
    expect(acr.supported.slice(20)).to.deep.equal(Object.keys(shipped.acr));
    expect(new Set(acr.supported).size).to.equal(acr.supported.length);
    for (const name of acr.supported) expect(acr.levelOf(name), name).not.to.equal(undefined);
  });

  it('are read with a vector’s components in any order, and everything else to the letter', () => {
    expect(acr.levelOf('P2.Cm.Cl')).to.deep.equal({ identity: 'medium', authenticator: 'medium' });
    expect(acr.levelOf('http://eidas.europa.eu/LoA/high')).to.deep.equal({ identity: 'high', authenticator: 'high' });
    for (const name of ['', 'cl', 'Cl.Cm.P3', 'P2', 'constructor', 'https://hub.example/assurance/medium', 'Cl Cm']) {
      expect(acr.levelOf(name), name).to.equal(undefined);
    }
  });

  const vectors: [string, (typeof everyLevel)[number]][] = [
    ['P0', nothing],
    ['P0', { identity: 'very-high', authenticator: 'none' }],
    ['Cl', { identity: 'high', authenticator: 'low' }],
    ['Cl.Cm', { identity: 'none', authenticator: 'high' }],
    ['Cl.Cm.P1', { identity: 'low', authenticator: 'medium' }],
    ['Cl.Cm.P2', { identity: 'very-high', authenticator: 'high' }],
  ];
  for (const [vector, level] of vectors) {
    it(`make ${vector} of (${level.identity}, ${level.authenticator})`, () => {
      expect(acr.vectorOf(level)).to.equal(vector);
    });
  }

  it('never round up: what goes out and comes back in is at most what went out', () => {
    fc.assert(
      fc.property(anyLevel, (level) => {
        const uri = acr.levelOf(acr.uriOf(level));
        return atLeast(level, acr.levelOf(acr.vectorOf(level)) ?? nothing) && uri !== undefined && atLeast(level, uri);
      }),
      { numRuns: 10_000 },
    );
  });

  it('are monotone: a higher level never gets a lower vector', () => {
    fc.assert(
      fc.property(anyLevel, anyLevel, (a, b) => {
        const [high, low] = [a, b].map((level) => acr.levelOf(acr.vectorOf(level)) ?? nothing);
        return !atLeast(a, b) || (high !== undefined && low !== undefined && atLeast(high, low));
      }),
      { numRuns: 10_000 },
    );
  });
});
