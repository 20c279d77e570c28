// What an answer may not do: take an account from somebody who is held, or stand for the proof of somebody who acts for others.
import { expect } from 'chai';
import { attributes } from '../../../src/matching/rules/attributes.ts';
import type { Inquiry, Knowledge } from '../../../src/matching/rules/rule.ts';
import { type Arrival, createTown } from '../town.ts';

const link = { level: { identity: 'medium', authenticator: 'medium' } };

/** A right answer, given with an account of `mine`, about somebody called `right`. */
async function afterAnswer(held: readonly string[]) {
  const inquiry = {
    signIn: { question: { stage: 'settled', outcome: 'answered', right: 'right', persons: ['right'] } },
    account: 'account',
    known: { person: 'mine' },
    now: link,
  } as unknown as Inquiry;
  const knowledge = {
    people: { accountsOf: async () => [{ link }] },
    isBlocked: (person: string, kind?: string) => kind === 'hold' && held.includes(person),
  } as unknown as Knowledge;
  return attributes(inquiry, knowledge);
}

describe('matching/rules, after an answer', () => {
  it('links nothing to whoever is held, and takes nothing away from them', async () => {
    expect(await afterAnswer([])).to.include({ kind: 'link', rule: 'question' });
    expect(await afterAnswer(['somebody else'])).to.include({ kind: 'link' });
    for (const held of ['right', 'mine'])
      expect(await afterAnswer([held])).to.deep.equal({ kind: 'officer', reason: 'held', persons: ['right'] });
  });

  it('lets no answer stand for the proof of whoever acts for somebody, where a number was the same', async () => {
    const described = { given_name: 'Siân', family_name: 'Example', birthdate: '1984-03-09' };
    const nhs: Pick<Arrival, 'provider' | 'identity' | 'described'> = { provider: 'nhs', identity: 'high', described };
    const holder = { ...nhs, subject: 'holder', nhsNumber: '9990000018' };
    const other: Arrival = { provider: 'nhs', subject: 'other', identity: 'none', described: {} };
    for (const acting of [false, true]) {
      const town = createTown({ actsFor: async () => acting });
      await town.arrive(holder);
      await town.arrive(other);
      const decision = await town.judge({ ...nhs, subject: 'other', nhsNumber: '9990000018' });
      expect(decision).to.deep.include({ kind: 'ask', persons: [town.personOf(holder)], byAnswer: !acting });
    }
  });
});
