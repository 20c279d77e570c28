// The matching data set as a service's own matcher gets it: golden, and never more than the account has and the service may have.
import { expect } from 'chai';
import { afterNoMatch, attributesFor } from '../../src/matching/own-matcher.ts';
import { matchRequest } from '../../src/matching/own-matcher-dataset.ts';

const attributes = {
  given_name: { value: 'Hannah Louise Jane', verified: true, from: '1992-02-11' },
  family_name: { value: 'Fairweather', verified: true, from: '2019-01-01', to: '2030-01-01' },
  birthdate: { value: '1992-02-11', verified: true },
  address: {
    value: {
      street_address: '14 Larkspur Road',
      locality: 'Exampleton',
      postal_code: 'ZZ1 4QF',
      uprn: '999000000101',
    },
    verified: false,
    from: '2019-06-01',
  },
  email: { value: 'hannah@example.org', verified: true },
};
const input = {
  issuer: 'https://hub.example.org',
  service: { organisation: 'exampleton', attributes: ['given_name', 'family_name', 'birthdate', 'address', 'email'] },
  subject: 'pairwise-subject',
  identity: 'medium',
  attributes,
} as const;

describe('the matching data set', () => {
  it('is as documented', () => {
    const { matchId, ...message } = matchRequest({ ...input, answer: { attribute: 'number', value: '12345678' } });
    expect(matchId).to.match(/^[\w-]{22}$/);
    expect(message).to.deep.equal({
      levelOfAssurance: 'LEVEL_2',
      // printf '["https://hub.example.org","exampleton","pairwise-subject"]' | sha256sum
      hashedPid: 'e46c9a6fd6fae9701e9f07fc4ce64c995caa99c87d382cb6375b19c381b9d1b0',
      matchingDataset: {
        firstName: { value: 'Hannah', verified: true, from: '1992-02-11' },
        middleNames: { value: 'Louise Jane', verified: true, from: '1992-02-11' },
        surnames: [{ value: 'Fairweather', verified: true, from: '2019-01-01', to: '2030-01-01' }],
        dateOfBirth: { value: '1992-02-11', verified: true },
        addresses: [
          {
            lines: ['14 Larkspur Road', 'Exampleton'],
            postCode: 'ZZ1 4QF',
            uprn: '999000000101',
            verified: false,
            from: '2019-06-01',
          },
        ],
      },
      cycle3Dataset: { attributes: { number: '12345678' } },
    });
  });

  it('has a number of its own each time, and no answer in the first round', () => {
    const [first, second] = [matchRequest(input), matchRequest(input)];
    expect(first.matchId).not.to.equal(second.matchId);
    expect(first).not.to.have.property('cycle3Dataset');
  });

  it('holds nothing that the service may not have', () => {
    const service = { organisation: 'exampleton', attributes: ['family_name'] };
    expect(Object.keys(matchRequest({ ...input, service }).matchingDataset)).to.deep.equal(['surnames']);
  });

  it('holds nothing that the account does not have', () => {
    expect(matchRequest({ ...input, attributes: {} }).matchingDataset).to.deep.equal({});
    const mononym = { given_name: { value: ' Sukarno ', verified: false } };
    expect(matchRequest({ ...input, attributes: mononym }).matchingDataset).to.deep.equal({
      firstName: { value: 'Sukarno', verified: false },
    });
  });

  it('reads the lines of an address that is one text, without its postcode', () => {
    const value = { formatted: '14 Larkspur Road, Exampleton\nZZ1 4QF', postal_code: 'ZZ1 4QF' };
    const { addresses } = matchRequest({
      ...input,
      attributes: { address: { value, verified: true } },
    }).matchingDataset;
    expect(addresses).to.deep.equal([
      { lines: ['14 Larkspur Road', 'Exampleton'], postCode: 'ZZ1 4QF', verified: true },
    ]);
  });

  for (const [identity, level] of [
    ['none', 'LEVEL_1'],
    ['low', 'LEVEL_1'],
    ['medium', 'LEVEL_2'],
    ['high', 'LEVEL_2'],
    ['very-high', 'LEVEL_2'],
  ] as const)
    it(`${identity} is ${level}`, () => expect(matchRequest({ ...input, identity }).levelOfAssurance).to.equal(level));
});

describe('a matcher’s no', () => {
  const url = 'https://council.example.org/match';
  const both = { en: 'x', cy: 'y' };
  const question = { attribute: 'x', label: both, hint: both, pattern: '^\\d$', maxLength: 1, none: both };

  it('leads to the question once, then to account creation, else to no match', () => {
    const accountCreation = ['email'];
    expect(afterNoMatch({ url, question, accountCreation }, false)).to.deep.equal({ asks: true });
    expect(afterNoMatch({ url, question, accountCreation }, true)).to.deep.equal({ result: 'account-creation' });
    expect(afterNoMatch({ url, accountCreation }, false)).to.deep.equal({ result: 'account-creation' });
    expect(afterNoMatch({ url, question }, true)).to.deep.equal({ result: 'no-match' });
    expect(afterNoMatch({ url }, false)).to.deep.equal({ result: 'no-match' });
  });

  it('decides what is released', () => {
    const matcher = { url, accountCreation: ['email', 'birthdate'] };
    expect(attributesFor('match', ['email'], matcher)).to.deep.equal(['email']);
    expect(attributesFor('no-match', ['email'], matcher)).to.deep.equal([]);
    expect(attributesFor('account-creation', ['email'], matcher)).to.deep.equal(['email', 'birthdate']);
    expect(attributesFor(undefined, ['email'], undefined)).to.deep.equal(['email']);
  });
});
