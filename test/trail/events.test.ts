import { expect } from 'chai';
import { createTrail } from '../../src/trail/events.ts';
import { forEachEngine } from '../support/stores.ts';

describe('trail/events', () => {
  forEachEngine((_engine, open) => {
    it('writes people and accounts as pseudonyms: equal for equal ones, apart from each other', async () => {
      const { store } = await open();
      const trail = createTrail(store.trail, store.vault);
      await trail(
        { event: 'person.new', reference: 'BCDF-2345', person: 'one', account: 'one', words: { provider: 'nhs' } },
        { event: 'person.recognised', person: 'one' },
        { event: 'person.recognised', person: 'two' },
      );
      const [first, second, third] = await store.trail.read(0, 10);
      expect(first).to.include({ event: 'person.new', reference: 'BCDF-2345' });
      expect(first?.data).to.have.all.keys('provider', 'person', 'account');
      expect(first?.data.person).to.be.a('string').and.not.include('one');
      expect(first?.data.account).to.not.equal(first?.data.person);
      expect(second?.data).to.deep.equal({ person: first?.data.person });
      expect(second).to.not.have.property('reference');
      expect(third?.data.person).to.not.equal(first?.data.person);
      expect(await store.trail.verify()).to.deep.equal({ rows: 3 });
    });
  });
});
