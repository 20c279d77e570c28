// `provider test`: an operator tries a provider through the running hub, in a browser, and reads what passed and what did not.
import { expect } from 'chai';
import { ensureKeys, loadKeyRing } from '../../src/authorization/key-ring.ts';
import { findings, readable } from '../../src/commands/trial-findings.ts';
import { createConnector } from '../../src/connectors/index.ts';
import { type TrialResult, trialId } from '../../src/connectors/trial.ts';
import { connectorTools } from '../../src/hub/answering.ts';
import { createLog } from '../../src/log.ts';
import { createBrowser } from '../support/http.ts';
import { type House, startHouse } from '../support/hub.ts';
import { pageOf } from '../support/relying-party.ts';

describe('flows: trying a provider from the command line', () => {
  let house: House;
  before(async () => {
    // As it is before anybody is sent there: the record is switched off.
    house = await startHouse({ providers: { local: { enabled: false }, staff: { enabled: false } } });
  });
  after(() => house.close());

  async function tried(id: 'local' | 'staff', persona: string, fault = 'none'): Promise<string[]> {
    const provider = house.config.providers.get(id);
    if (!provider) throw new Error('no provider');
    const { store } = house.hub;
    await ensureKeys(store.keys, { saml: true });
    const ring = await loadKeyRing(store.keys);
    const options = { ...house.config, store, trail: async () => undefined, log: createLog('silent') };
    const connector = createConnector(
      provider,
      connectorTools(options, () => ring),
    );
    const vocabulary = house.config.assurance.vocabularies[provider.vocabulary];
    const [state, trial] = [crypto.randomUUID(), trialId(crypto.randomUUID())];
    const { send, memo } = await connector.start({
      callback: `${house.issuer}/callback/${id}`,
      state,
      words: vocabulary?.asks.at(-1)?.send ?? {},
      attributes: provider.attributes,
      forceReauthentication: true,
      locale: 'en',
    });
    await store.pendingReplies.put(state, { uid: trial, provider: id, memo }, Math.floor(Date.now() / 1000) + 60);
    const browser = createBrowser();
    let page = await browser.follow(
      await browser.submit(await browser.visit(send.url), { persona, x_fault: fault }, '/simulator/continue'),
    );
    const posting = page.forms.find(({ fields }) => 'SAMLResponse' in fields);
    if (posting) page = await browser.follow(await browser.submit(page, {}, posting.action));
    expect(pageOf(page)).to.equal('tried');
    const result = (await store.providerFacts.find(id, 'trial')) as unknown as TrialResult;
    expect(result.trial).to.equal(trial);
    expect(JSON.stringify(result)).not.to.include('Hannah');
    const [last] = (await store.trail.read(0, 1000)).slice(-1);
    expect(last).to.deep.include({ event: 'provider.tried', data: { provider: id, outcome: result.kind } });
    return findings(result, { provider, vocabulary }).map(readable);
  }

  it('passes every check of a good answer, by SAML', async () => {
    const lines = await tried('local', 'hannah-fairweather');
    expect(lines.filter((line) => !line.startsWith('pass'))).to.deep.equal([]);
    expect(lines).to.include('pass  signature').and.include('pass  once').and.include('pass  attribute address');
  });

  it('stops at the check that failed, and says what to do', async () => {
    const lines = await tried('local', 'hannah-fairweather', 'wrong-audience');
    expect(lines.at(-1)).to.match(
      /^FAIL {2}audience: made for somebody else → the provider must name the hub’s entity id/,
    );
    expect(lines).to.include('pass  conditions').and.not.include('pass  authentication');
  });

  it('says which level word the hub does not know, and which attributes did not come', async () => {
    const lines = await tried('local', 'albert-thwaite');
    expect(lines.at(-1)).to.match(/^FAIL {2}status: .* → the provider refused: its own log says why/);
    const strange = await tried('local', 'hannah-fairweather', 'higher-level');
    expect(strange.find((line) => line.includes('the level'))).to.match(
      /^FAIL .*urn:example:the-best-there-is → add the word to vocabulary local-account/,
    );
  });

  it('passes a good answer by OpenID Connect, and names what is wrong with another', async () => {
    expect((await tried('staff', 'olive-operator')).every((line) => line.startsWith('pass'))).to.equal(true);
    const [line] = await tried('staff', 'olive-operator', 'wrong-nonce');
    expect(line).to.match(/^FAIL {2}the answer is in order: .* → compare issuer/);
  });
});
