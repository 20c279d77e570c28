import { expect } from 'chai';
import { createSignIns, newReference, newResumeCode, readResumeCode, type SignIn } from '../../src/signin/record.ts';
import { forEachEngine } from '../support/stores.ts';

const record: SignIn = {
  uid: 'a-sign-in',
  reference: newReference(),
  service: 'parking-permit',
  language: 'cy',
  asked: { floor: { identity: 'none', authenticator: 'low' } } as unknown as SignIn['asked'],
  attributes: ['given_name'],
  offline: false,
  askAgain: false,
  forceReauthentication: false,
  stepUp: false,
  attempts: [],
};

const now = () => Math.floor(Date.now() / 1000);
const tried = (provider: string) => (before: SignIn) => ({
  ...before,
  attempts: [...before.attempts, { provider, how: 'cancelled' as const }],
});
const problem = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('signin/record', () => {
  forEachEngine((_engine, open) => {
    it('gives back what was written, on any node, and nothing of another', async () => {
      const { store, settings } = await open();
      await createSignIns(store.signIns).open(record, now() + 60);
      const other = createSignIns((await open(settings)).store.signIns);
      expect(await other.find(record.uid)).to.deep.equal(record);
      expect(await other.find('another')).to.equal(undefined);
    });

    it('loses no change of two tabs at once', async () => {
      const { store } = await open();
      const signIns = createSignIns(store.signIns);
      await signIns.open(record, now() + 60);
      await Promise.all(['central', 'nhs', 'scotland'].map((id) => signIns.change(record.uid, tried(id))));
      const found = await signIns.find(record.uid);
      expect(found?.attempts.map(({ provider }) => provider)).to.have.members(['central', 'nhs', 'scotland']);
    });

    it('writes nothing where nothing changed, and says when the record is gone or will not settle', async () => {
      const { store } = await open();
      const signIns = createSignIns(store.signIns);
      await signIns.open(record, now() + 60);
      await signIns.change(record.uid, (same) => same);
      expect((await store.signIns.find(record.uid))?.version).to.equal(1);
      expect(await problem(signIns.change('another', tried('nhs')))).to.include({ code: 'expired' });
      const never = createSignIns({ ...store.signIns, save: async () => false });
      expect(await problem(never.change(record.uid, tried('nhs')))).to.include({ code: 'changed_meanwhile' });
    });

    it('is gone when its time is over', async () => {
      const { store } = await open();
      const signIns = createSignIns(store.signIns);
      await signIns.open(record, now() - 1);
      expect(await signIns.find(record.uid)).to.equal(undefined);
    });
  });

  it('N3: makes resume codes of at least 64 bits, drawn evenly from all of their letters at every place', () => {
    const some = Array.from({ length: 4_000 }, newResumeCode);
    expect(new Set(some).size).to.equal(some.length);
    const places = Array.from({ length: 16 }, () => new Map<string, number>());
    for (const code of some)
      for (const [place, letter] of [...code.replaceAll('-', '')].entries())
        places[place]?.set(letter, (places[place]?.get(letter) ?? 0) + 1);
    // Entropy of what was seen at each place: at most log2(28), and near it only where all letters are as likely.
    const bits = places.map((seen) =>
      [...seen.values()].reduce((sum, count) => sum - (count / some.length) * Math.log2(count / some.length), 0),
    );
    for (const one of bits) expect(one).to.be.greaterThan(4.7);
    expect(bits.reduce((sum, one) => sum + one, 0)).to.be.greaterThan(64);
  });

  it('N3: reads a resume code as it is said on the phone or typed with other gaps, and nothing that is none', () => {
    const code = newResumeCode();
    const plain = code.replaceAll('-', '');
    for (const typed of [code, plain, plain.toLowerCase(), code.replaceAll('-', ' – '), ` ${code}\n`])
      expect(readResumeCode(typed), typed).to.equal(code);
    for (const wrong of ['', plain.slice(1), `${plain}B`, plain.replace(/^./, 'A')])
      expect(readResumeCode(wrong), wrong).to.equal(undefined);
  });

  it('makes reference numbers that can be read out and differ', () => {
    const some = Array.from({ length: 500 }, newReference);
    expect(
      some.filter((one) => !/^[BCDFGHJKLMNPQRSTVWXZ2-9]{4}-[BCDFGHJKLMNPQRSTVWXZ2-9]{4}$/.test(one)),
    ).to.deep.equal([]);
    expect(new Set(some).size).to.equal(500);
  });
});
