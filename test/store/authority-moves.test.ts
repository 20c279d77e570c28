// Authorities of people who are joined, parted and forgotten: they follow what was proven, end where that is doubted, and are never anybody else's.
import { expect } from 'chai';
import fc from 'fast-check';
import type { LinkRule } from '../../src/store/account-contracts.ts';
import type { NewAuthority } from '../../src/store/authority-contracts.ts';
import type { OpenStore } from '../../src/store/open.ts';
import { forEachEngine } from '../support/stores.ts';
import { joined, link, sectors, tokenOf } from './linked.ts';

const given = (changed: Partial<NewAuthority> = {}): NewAuthority => ({
  name: 'Edith Pemberton',
  relationship: 'attorney',
  evidence: 'registry',
  functions: ['council-tax'],
  endsAt: Math.floor(Date.now() / 1000) + 3600,
  ...changed,
});
const codes = { actor: 'a', holder: 'b' };

/** What happens: an account comes to the person of another one, is parted, or its person uses a code or is forgotten. */
interface Step {
  kind: 'move' | 'part' | 'claim-actor' | 'claim-holder' | 'erase' | 'write';
  a: number;
  b: number;
  rule: LinkRule;
}
const accounts = 5;
const step = fc.record<Step>({
  kind: fc.constantFrom('move', 'move', 'move', 'part', 'part', 'claim-actor', 'claim-holder', 'write', 'erase'),
  a: fc.nat(accounts - 1),
  b: fc.nat(accounts - 1),
  rule: fc.constantFrom('proof', 'proof', 'proof', 'attributes', 'officer'),
});

describe('authorities of people who move', () => {
  forEachEngine((engine, open) => {
    const move = (store: OpenStore, account: string, [from, to]: [string, string], rule: LinkRule = 'proof') =>
      store.moves.move({ account, from, to, rule, link, sectors });

    it('D4: follow either side by proof, with the name that services know', async () => {
      const { store } = await open();
      const [simon, edith, newSimon, newEdith] = [
        await joined(store, 'simon'),
        await joined(store, 'edith'),
        await joined(store, 'new simon'),
        await joined(store, 'new edith'),
      ];
      const id = await store.authorities.grant(given(), codes);
      await store.authorities.claim(codes.holder, edith.person);
      await store.authorities.claim(codes.actor, simon.person);
      await move(store, simon.account, [simon.person, newSimon.person]);
      await move(store, edith.account, [edith.person, newEdith.person]);
      const now = { id, actor: newSimon.person, holder: newEdith.person, subject: newEdith.person };
      expect(await store.authorities.find(id)).to.include(now);
      expect((await store.authorities.of('actor', newSimon.person)).map((one) => one.id)).to.deep.equal([id]);
      expect(await store.authorities.of('actor', simon.person)).to.deep.equal([]);
      expect(await store.authorities.involve(newEdith.person)).to.equal(true);
    });

    it('are lost where the one went into the other by anything but proof', async () => {
      for (const rule of ['attributes', 'question', 'strong-identifier', 'officer'] as const) {
        const { store } = await open();
        const [simon, other] = [await joined(store, 'simon'), await joined(store, 'other')];
        await store.authorities.grant(given(), codes);
        await store.authorities.claim(codes.actor, simon.person);
        await move(store, simon.account, [simon.person, other.person], rule);
        expect(await store.authorities.of('actor', other.person), rule).to.deep.equal([]);
      }
    });

    it('D4: do not follow anybody who is held or blocked into another account', async () => {
      for (const kind of ['hold', 'block'] as const) {
        const { store } = await open();
        const [edith, other] = [await joined(store, 'edith'), await joined(store, 'other')];
        await store.authorities.grant(given(), codes);
        await store.authorities.claim(codes.holder, edith.person);
        await store.people.block(store.vault.token('trail:person', edith.person), kind);
        await move(store, edith.account, [edith.person, other.person]);
        expect(await store.authorities.of('holder', other.person), kind).to.deep.equal([]);
      }
    });

    it('end where the two sides, or an officer and a side, turn out to be one', async () => {
      const { store } = await open();
      const [simon, edith, omar] = [
        await joined(store, 'simon'),
        await joined(store, 'edith'),
        await joined(store, 'omar'),
      ];
      const own = await store.authorities.grant(given({ writtenBy: omar.person }), { actor: 'c', holder: 'd' });
      const id = await store.authorities.grant(given(), codes);
      await store.authorities.claim(codes.holder, edith.person);
      await store.authorities.claim(codes.actor, simon.person);
      await store.authorities.claim('c', simon.person);
      await move(store, edith.account, [edith.person, simon.person]);
      expect(await store.authorities.find(id)).to.equal(undefined);
      expect(await store.authorities.find(own)).to.not.equal(undefined);
      // However it was found: the officer's own account is enough.
      await move(store, omar.account, [omar.person, simon.person], 'officer');
      expect(await store.authorities.find(own)).to.equal(undefined);
    });

    it('end where whoever brought them is parted again, and stay with whoever did not', async () => {
      const { store } = await open();
      const [simon, other, third] = [
        await joined(store, 'simon'),
        await joined(store, 'other'),
        await joined(store, 'third'),
      ];
      const brought = await store.authorities.grant(given(), codes);
      await store.authorities.claim(codes.actor, simon.person);
      await move(store, simon.account, [simon.person, other.person]);
      await move(store, third.account, [third.person, other.person]);
      const own = await store.authorities.grant(given(), { actor: 'c', holder: 'd' });
      await store.authorities.claim('c', other.person);
      await store.moves.part({ account: third.account, from: other.person, sectors });
      expect(await store.authorities.find(brought)).to.not.equal(undefined);
      await store.moves.part({ account: simon.account, from: other.person, sectors });
      expect(await store.authorities.find(brought)).to.equal(undefined);
      expect(await store.authorities.find(own)).to.include({ actor: other.person });
    });

    it('in any order: nobody has a side but who claimed it, or whom they have proven to be', async function () {
      this.timeout(120_000);
      const { store } = await open();
      let runs = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25, size: 'max' }), async (all) => {
          runs += 1;
          const prefix = `run ${runs}`;
          const names = Array.from({ length: accounts }, (_, at) => `${prefix} ${at}`);
          for (const name of names) await joined(store, name);
          /** Whom the person of a side may be by now: by authority and side, everybody who was proven to be them. */
          const mayBe = new Map<string, Set<string>>();
          const written: { id: string; code: string }[] = [];
          const personAt = async (at: number) => (await store.people.find(tokenOf(store, names[at] ?? '')))?.person;

          for (const [turn, { kind, a, b, rule }] of all.entries()) {
            const account = tokenOf(store, names[a] ?? '');
            const [from, to] = [await personAt(a), await personAt(b)];
            const newest = written.at(-1);
            if (from === undefined || to === undefined) continue;
            if (kind === 'write') {
              const code = `${prefix} ${turn}`;
              const both = { actor: `${code} actor`, holder: `${code} holder` };
              written.push({ id: await store.authorities.grant(given({ writtenBy: from }), both), code });
            } else if (kind === 'move' && from !== to) {
              await move(store, account, [from, to], rule);
              const isGone = (await store.people.accountsOf(from)).length === 0;
              if (isGone && rule === 'proof') for (const one of mayBe.values()) if (one.has(from)) one.add(to);
            } else if (kind === 'part') await store.moves.part({ account, from, sectors });
            else if (kind === 'erase' && turn % 7 === 0) await store.moves.erase(from, sectors);
            else if (newest && (kind === 'claim-actor' || kind === 'claim-holder')) {
              const side = kind === 'claim-actor' ? 'actor' : 'holder';
              const claimed = await store.authorities.claim(`${newest.code} ${side}`, from);
              if (claimed) mayBe.set(`${newest.id} ${side}`, new Set([from]));
            }
            for (const { id } of written) {
              const one = await store.authorities.find(id);
              if (!one) continue;
              expect(one.actor === undefined || one.actor !== one.holder).to.equal(true);
              for (const side of ['actor', 'holder'] as const) {
                const person = one[side];
                if (person === undefined) continue;
                expect([...(mayBe.get(`${id} ${side}`) ?? [])]).to.include(person);
                const listed = await store.authorities.of(side, person);
                expect(listed.map((other) => other.id)).to.include(id);
              }
            }
          }
        }),
        { numRuns: engine === 'SQLite' ? 60 : 6 },
      );
    });
  });
});
