import { expect } from 'chai';
import type { Settled } from '../../src/matching/apply.ts';
import { rememberAccount } from '../../src/matching/remember.ts';
import type { Inquiry, Knowledge } from '../../src/matching/rules/rule.ts';

/** What is written of the answer to the question when an account that is known by `before` comes in and says this. */
async function written(said: { value: unknown; verified: boolean } | undefined, before?: string): Promise<string[][]> {
  const kept: string[][] = [];
  const attributes = said ? { council_tax_number: said } : {};
  const inquiry = { assertion: { attributes }, now: { level: {}, details: {} } } as unknown as Inquiry;
  const keptUntil = Math.floor(Date.now() / 1000) + 86_400;
  const account = { account: 'one', link: { details: {} }, keptUntil, ...(before && { answer: before }) };
  const knowledge = {
    index: { see: () => ({}), factToken: (attribute: string, value: string) => `${attribute} ${value}` },
    facts: { keepAnswer: async (...row: string[]) => void kept.push(row) },
    settings: { keepDays: 1, identifiers: [], question: { attribute: 'council_tax_number' } },
  } as unknown as Knowledge;
  await rememberAccount(inquiry, { account, known: true } as unknown as Settled, knowledge);
  return kept;
}

describe('matching/remember', () => {
  const said = { value: '9990 00a1', verified: true };
  const token = 'council_tax_number 999000A1';

  it('keeps the answer to the question where there is none, or another one', async () => {
    const row = [['one', 'council_tax_number', token]];
    expect(await written(said)).to.deep.equal(row);
    expect(await written(said, 'council_tax_number 99900012')).to.deep.equal(row);
  });

  it('writes none that is known, was not verified, or is no text', async () => {
    expect(await written(said, token)).to.deep.equal([]);
    expect(await written({ ...said, verified: false })).to.deep.equal([]);
    expect(await written({ value: 99900011, verified: true })).to.deep.equal([]);
    expect(await written(undefined, token)).to.deep.equal([]);
  });
});
