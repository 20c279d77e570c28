// Who may act for whom: one code for each side, used once; ended at once; and nobody named in the database.
import { expect } from 'chai';
import type { NewNotice } from '../../src/notices/kinds.ts';
import type { Authority, NewAuthority } from '../../src/store/authority-contracts.ts';
import { vouchNotice } from '../notices/sample.ts';
import { everything } from '../support/raw-database.ts';
import { forEachEngine } from '../support/stores.ts';

const soon = () => Math.floor(Date.now() / 1000) + 3600;
const given = (changed: Partial<NewAuthority> = {}): NewAuthority => ({
  name: 'PLANTED-name',
  relationship: 'attorney',
  evidence: 'registry',
  functions: ['council-tax'],
  endsAt: soon(),
  ...changed,
});
const codes = { actor: 'PLANTED-actor-code', holder: 'PLANTED-holder-code' };

describe('authorities', () => {
  forEachEngine((_engine, open) => {
    it('belong to whoever uses a code first, and to nobody else', async () => {
      const { store, settings } = await open();
      const { store: node } = await open(settings);
      const id = await store.authorities.grant(given(), codes);
      expect(await store.authorities.of('actor', 'simon')).to.deep.equal([]);
      const claims = await Promise.all(
        Array.from({ length: 8 }, (_, at) => (at % 2 ? store : node).authorities.claim(codes.actor, `person ${at}`)),
      );
      expect(claims.filter((one) => one !== undefined)).to.have.length(1);
      const winner = claims.findIndex((one) => one !== undefined);
      expect((await node.authorities.of('actor', `person ${winner}`)).map((one) => one.id)).to.deep.equal([id]);
      expect(await node.authorities.claim(codes.actor, 'late')).to.equal(undefined);
    });

    it('are never between somebody and themselves', async () => {
      const { authorities } = (await open()).store;
      await authorities.grant(given(), codes);
      expect((await authorities.claim(codes.holder, 'edith'))?.side).to.equal('holder');
      expect(await authorities.claim(codes.actor, 'edith')).to.equal(undefined);
      const { authority } = (await authorities.claim(codes.actor, 'simon')) ?? {};
      expect(authority).to.include({ actor: 'simon', holder: 'edith', subject: 'edith' });
    });

    it('keep the subject that services may know already, when its person comes later', async () => {
      const { authorities } = (await open()).store;
      await authorities.grant(given(), codes);
      const before = (await authorities.claim(codes.actor, 'simon'))?.authority.subject;
      expect((await authorities.claim(codes.holder, 'edith'))?.authority.subject).to.equal(before);
      expect(before).not.to.equal('edith');
    });

    it('are over when they end, are ended, or one side is forgotten (D4)', async () => {
      const { authorities, moves } = (await open()).store;
      const old = await authorities.grant(given({ endsAt: soon() - 7200 }), { actor: 'a', holder: 'b' });
      expect(await authorities.find(old)).to.equal(undefined);
      expect(await authorities.claim('a', 'simon')).to.equal(undefined);
      const id = await authorities.grant(given(), codes);
      await authorities.claim(codes.actor, 'simon');
      expect(await authorities.involve('simon')).to.equal(true);
      expect(await authorities.end(id)).to.equal(true);
      expect(await authorities.end(id)).to.equal(false);
      expect(await authorities.find(id)).to.equal(undefined);
      const next = await authorities.grant(given(), { actor: 'c', holder: 'd' });
      await authorities.claim('d', 'edith');
      await moves.erase('edith', []);
      expect(await authorities.find(next)).to.equal(undefined);
    });

    it('D4: stay held where the person was held before they had an account', async () => {
      const { authorities, people, vault } = (await open()).store;
      const id = await authorities.grant(given(), codes);
      const { subject = '' } = (await authorities.find(id)) ?? {};
      await people.block(vault.token('trail:person', subject), 'hold');
      expect((await authorities.claim(codes.holder, 'edith'))?.authority).to.include({ subject, holder: 'edith' });
    });

    it('are written once under one number, and never claimed by whoever wrote them', async () => {
      const { authorities } = (await open()).store;
      expect(await authorities.grant(given({ id: 'BCDF-2345', writtenBy: 'omar' }), codes)).to.equal('BCDF-2345');
      const again = authorities.grant(given({ id: 'BCDF-2345' }), { actor: 'e', holder: 'f' });
      expect(await again.catch((error: unknown) => error)).to.have.property('code', 'changed_meanwhile');
      expect(await authorities.claim('e', 'simon')).to.equal(undefined);
      for (const code of Object.values(codes)) expect(await authorities.claim(code, 'omar')).to.equal(undefined);
      expect((await authorities.claim(codes.actor, 'simon'))?.authority).to.include({ actor: 'simon' });
    });

    it('tell the person acted for in the transaction of the claim, and forget how to reach them with them (D4)', async () => {
      const { authorities, moves, notices } = (await open()).store;
      const granted = ({ subject, holder = subject, contact, name }: Authority): NewNotice => ({
        ...vouchNotice,
        channel: 'email',
        to: contact?.email ?? name,
        person: holder,
      });
      const id = await authorities.grant(given({ contact: { language: 'en', phone: '07700 900 123' } }), codes);
      await authorities.claim(codes.holder, 'edith', { granted, language: 'cy', email: 'edith@example.org' });
      expect((await notices.waiting()).count).to.equal(0);
      const both = { language: 'en', phone: '07700 900 123', email: 'edith@example.org' };
      expect((await authorities.find(id))?.contact).to.deep.equal(both);
      await authorities.claim(codes.actor, 'simon', { granted, language: 'en' });
      expect((await notices.waiting()).count).to.equal(1);
      // What cannot be told is not in force: neither happens.
      await authorities.grant(given({ name: 'nowhere' }), { actor: 'g', holder: 'h' });
      const failed = await authorities
        .claim('g', 'simon', { granted, language: 'en' })
        .catch((error: unknown) => error);
      expect(failed).to.have.property('code', 'internal');
      expect(await authorities.claim('g', 'simon')).to.not.equal(undefined);
      await moves.erase('edith', []);
      expect(await authorities.find(id)).to.equal(undefined);
      expect((await notices.waiting()).count).to.equal(0);
    });

    it('leave no notice behind that was for somebody before they had an account', async () => {
      const { authorities, moves, notices } = (await open()).store;
      await authorities.grant(given(), codes);
      const { authority } = (await authorities.claim(codes.actor, 'simon')) ?? {};
      await notices.put({ ...vouchNotice, person: authority?.subject ?? '' });
      await authorities.claim(codes.holder, 'edith');
      await moves.erase('edith', []);
      expect((await notices.waiting()).count).to.equal(0);
    });

    it('name nobody in the database, and hold no code', async () => {
      const { store, settings } = await open();
      const contact = { language: 'en', email: 'PLANTED-mail', address: ['PLANTED-line'] } as const;
      await store.authorities.grant(given({ actorName: 'PLANTED-name', writtenBy: 'PLANTED-officer', contact }), codes);
      await store.authorities.claim(codes.actor, 'PLANTED-actor');
      await store.authorities.claim(codes.holder, 'PLANTED-holder');
      expect(await everything(settings)).not.to.include('PLANTED');
    });
  });
});
