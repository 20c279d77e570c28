// Results of services' own matchers: one a person and service, the newest, on every node, until the person is forgotten.
import { expect } from 'chai';
import { everything } from '../support/raw-database.ts';
import { forEachEngine } from '../support/stores.ts';

describe('the results of services’ own matchers', () => {
  forEachEngine((_engine, open) => {
    it('are kept by person and service, the later one counts, and another node reads it', async () => {
      const { store, settings } = await open();
      const { store: node } = await open(settings);
      const { serviceMatches } = store;
      expect(await serviceMatches.find('one', 'a')).to.equal(undefined);
      await serviceMatches.put('one', 'a', 'account-creation');
      await serviceMatches.put('one', 'b', 'account-creation');
      await serviceMatches.put('one', 'a', 'match');
      expect(await node.serviceMatches.find('one', 'a')).to.equal('match');
      expect(await node.serviceMatches.find('one', 'b')).to.equal('account-creation');
      expect(await node.serviceMatches.find('two', 'a')).to.equal(undefined);
    });

    it('are forgotten of one person, in every service, and of nobody else', async () => {
      const { serviceMatches } = (await open()).store;
      await serviceMatches.put('one', 'a', 'match');
      await serviceMatches.put('one', 'b', 'match');
      await serviceMatches.put('two', 'a', 'match');
      await serviceMatches.forget('one');
      expect(await serviceMatches.find('one', 'a')).to.equal(undefined);
      expect(await serviceMatches.find('one', 'b')).to.equal(undefined);
      expect(await serviceMatches.find('two', 'a')).to.equal('match');
    });

    it('name nobody and no service in the database', async () => {
      const { store, settings } = await open();
      await store.serviceMatches.put('PLANTED-person', 'PLANTED-service', 'account-creation');
      const text = await everything(settings);
      expect(text).not.to.include('PLANTED').and.not.include('account-creation');
    });
  });
});
