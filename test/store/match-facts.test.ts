// Single facts that matching decides by: identifiers, answers, tries, and who was kept apart; on every node together.
import { expect } from 'chai';
import fc from 'fast-check';
import type { OpenStore } from '../../src/store/open.ts';
import { rawQuery } from '../support/raw-database.ts';
import { forEachEngine, type Open } from '../support/stores.ts';
import { joined, link } from './linked.ts';

const kind = 'nhs-number';
const ten = Array.from({ length: 10 }, (_, index) => index);

/** Several nodes on one database, and as many accounts of people. */
async function town(open: Open) {
  const { store, settings } = await open();
  const nodes = [store, (await open(settings)).store, (await open(settings)).store];
  const accounts: { account: string; person: string }[] = [];
  for (const turn of ten) accounts.push(await joined(store, `account ${turn}`));
  const nodeOf = (turn: number) => nodes[turn % nodes.length] ?? store;
  const accountOf = (turn: number) => accounts[turn % accounts.length] ?? { account: '', person: '' };
  return { store, settings, nodes, accounts, nodeOf, accountOf };
}

const move = (store: OpenStore, account: string, { from, to }: { from: string; to: string }) =>
  store.moves.move({ account, from, to, rule: 'officer', link, sectors: [] });

describe('facts of accounts', () => {
  forEachEngine((engine, open) => {
    it('let one of many accounts have an identifier, whoever asks at once', async () => {
      const { store, settings, accounts, nodeOf } = await town(open);
      const kept = await Promise.all(
        accounts.map(({ account }, turn) => nodeOf(turn).matchFacts.keepIdentifier(kind, 'number', account)),
      );
      expect(kept.filter(Boolean)).to.have.length(1);
      const holder = accounts[kept.indexOf(true)];
      expect(await store.matchFacts.holderOf(kind, 'number')).to.deep.equal(holder);
      expect(await rawQuery(settings, 'SELECT account FROM identifiers')).to.have.length(1);
    });

    it('let an identifier stay with whoever had it first, and say so to them again', async () => {
      const { store, accounts } = await town(open);
      const [first, second] = accounts.map(({ account }) => account);
      const keep = (account = '') => store.matchFacts.keepIdentifier(kind, 'number', account);
      expect([await keep(first), await keep(second), await keep(first), await keep(second)]).to.deep.equal([
        true,
        false,
        true,
        false,
      ]);
      expect(await store.matchFacts.keepIdentifier('chi', 'number', second ?? '')).to.equal(true);
      expect(await store.matchFacts.holderOf(kind, 'another')).to.equal(undefined);
    });

    it('never give an identifier to two accounts, in any crowd', async () => {
      const { store, settings, nodeOf, accountOf } = await town(open);
      const claims = fc.array(fc.record({ token: fc.nat(2), turn: fc.nat(9) }), { minLength: 2, maxLength: 12 });
      await fc.assert(
        fc
          .asyncProperty(claims, async (wanted) => {
            const answers = await Promise.all(
              wanted.map(({ token, turn }, at) =>
                nodeOf(at).matchFacts.keepIdentifier(kind, `t${token}`, accountOf(turn).account),
              ),
            );
            for (const [at, { token, turn }] of wanted.entries()) {
              const holder = await store.matchFacts.holderOf(kind, `t${token}`);
              expect(answers[at]).to.equal(holder?.account === accountOf(turn).account);
            }
          })
          .afterEach(async () => {
            await rawQuery(settings, 'DELETE FROM identifiers');
          }),
        { numRuns: engine === 'SQLite' ? 40 : 15 },
      );
    });

    it('follow an account to another person', async () => {
      const { store, accountOf } = await town(open);
      const [one, other] = [accountOf(0), accountOf(1)];
      await store.matchFacts.keepIdentifier(kind, 'number', one.account);
      await store.matchFacts.keepAnswer(one.account, 'council_tax_number', 'answer');
      await move(store, one.account, { from: one.person, to: other.person });
      expect(await store.matchFacts.holderOf(kind, 'number')).to.deep.equal({
        account: one.account,
        person: other.person,
      });
      const answers = await store.matchFacts.answersOf([one.person, other.person], 'council_tax_number');
      expect(answers).to.deep.equal([{ person: other.person, token: 'answer' }]);
    });

    it('know what the accounts of some people answer, the newest of each, and nobody else’s', async () => {
      const { store, accountOf } = await town(open);
      const { matchFacts } = store;
      const [ann, bob, eve] = [accountOf(0), accountOf(1), accountOf(2)];
      const second = await joined(store, 'second', ann.person);
      await matchFacts.keepAnswer(ann.account, 'council_tax_number', 'old');
      await matchFacts.keepAnswer(ann.account, 'council_tax_number', 'new');
      await matchFacts.keepAnswer(second.account, 'council_tax_number', 'other');
      await matchFacts.keepAnswer(bob.account, 'library_card', 'card');
      await matchFacts.keepAnswer(eve.account, 'council_tax_number', 'hers');
      expect(await matchFacts.answersOf([ann.person, bob.person], 'council_tax_number')).to.have.deep.members([
        { person: ann.person, token: 'new' },
        { person: ann.person, token: 'other' },
      ]);
      expect(await matchFacts.answersOf([], 'council_tax_number')).to.deep.equal([]);
      const { people } = store;
      expect((await people.find(ann.account))?.answer).to.equal('new');
      expect((await people.find(bob.account))?.answer).to.equal('card');
      await matchFacts.keepAnswer(ann.account, 'library_card', 'too');
      expect((await people.find(ann.account))?.answer).to.be.oneOf(['new', 'too']);
    });

    it('count every try, on whichever node', async () => {
      const { store, nodeOf, accountOf } = await town(open);
      const { account } = accountOf(0);
      expect(await store.matchFacts.triesOf(account)).to.equal(0);
      const counted = await Promise.all(ten.map((turn) => nodeOf(turn).matchFacts.countTry(account)));
      expect(counted.toSorted((a, b) => a - b)).to.deep.equal(ten.map((turn) => turn + 1));
      expect(await store.matchFacts.triesOf(account)).to.equal(10);
      expect(await store.matchFacts.triesOf(accountOf(1).account)).to.equal(0);
    });

    it('ask again once, with all tries', async () => {
      const { store, accountOf } = await town(open);
      const { account } = accountOf(0);
      const asked = async () => (await store.people.find(account))?.askAgain;
      expect(await asked()).to.equal(undefined);
      await store.matchFacts.countTry(account);
      expect(await asked()).to.equal(undefined);
      await store.matchFacts.askAgain(account);
      expect([await asked(), await store.matchFacts.triesOf(account)]).to.deep.equal([true, 0]);
      expect(await store.matchFacts.countTry(account)).to.equal(1);
      expect(await asked()).to.equal(true);
      await store.matchFacts.askedAgain(account);
      expect([await asked(), await store.matchFacts.triesOf(account)]).to.deep.equal([undefined, 1]);
      await store.matchFacts.askAgain(accountOf(1).account);
      expect((await store.people.find(accountOf(1).account))?.askAgain).to.equal(true);
    });

    it('keep an account apart from people, for good', async () => {
      const { store, nodeOf, accountOf } = await town(open);
      const { account } = accountOf(0);
      await Promise.all(ten.map((turn) => nodeOf(turn).matchFacts.keepApart(account, accountOf(1).person)));
      await store.matchFacts.keepApart(account, accountOf(2).person);
      const apart = await store.matchFacts.keptApart(account);
      expect(apart.toSorted()).to.deep.equal([accountOf(1).person, accountOf(2).person].toSorted());
      expect(await store.matchFacts.keptApart(accountOf(1).account)).to.deep.equal([]);
    });
  });
});
