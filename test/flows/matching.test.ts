// The matching policy over the whole house, rule by rule, on both engines: who is recognised, who is asked, who is left to an officer.
import { expect } from 'chai';
import type { Personas } from '../../src/config/schema/personas.ts';
import { type House, type HouseOptions, startHouse } from '../support/hub.ts';
import { optionalSuite } from '../support/optional.ts';
import { freshDatabase, missingPostgres } from '../support/postgres.ts';
import { pageOf, type Walk } from '../support/relying-party.ts';
import { shippedConfig } from '../support/shipped.ts';
import { bornAt } from './aged.ts';
import * as flow from './visits.ts';

const wish = { scope: 'openid profile address' };

type Persona = Personas['people'][number];

/** The shipped people, and copies of some of them with another account each: the same person, or somebody like them. */
async function peopleWith(
  ...copies: { of: string; id: string; change?: (persona: Persona) => void }[]
): Promise<Personas> {
  const { personas } = await shippedConfig();
  const made = copies.map(({ of, id, change }) => {
    const original = personas.people.find((persona) => persona.id === of);
    if (!original) throw new Error(`no persona ${of}`);
    const copy = { ...structuredClone(original), id };
    change?.(copy);
    return copy;
  });
  return { ...personas, people: [...personas.people, ...made] };
}

function suite(databaseUrl: () => Promise<string | undefined>): void {
  let house: House;

  afterEach(() => house.close());

  async function start(options: HouseOptions = {}): Promise<void> {
    const url = await databaseUrl();
    house = await startHouse({ ...options, ...(url && { databaseUrl: url }) });
  }

  /** Signs in to a service, and says as whom. */
  async function signedIn(way: Walk, service = 'parking-permit') {
    const at = await flow.visit(house, service);
    const { claims } = await flow.signIn(at, service === 'parking-permit' ? wish : {}, way);
    return { at, sub: claims.sub, acr: String(claims.acr), claims };
  }

  /** The first page of the hub after a provider. */
  async function pageAfter(way: Walk & { provider: 'central' | 'nhs' | 'scotland' }) {
    const at = await flow.visit(house, 'parking-permit');
    const { asking, page } = await flow.arrive(at, wish);
    return { at, asking, page: await flow.tryProvider(at, page, way) };
  }

  const trail = async (event: string) =>
    (await house.hub.store.trail.read(1, 10_000)).filter((row) => row.event === event).map(({ data }) => data);

  const pseudonymOf = async (nth: number) => String((await trail('person.new'))[nth]?.person);

  it('0: whoever is blocked is let in nowhere, and nobody is linked to whoever is held', async () => {
    await start({ personas: await peopleWith({ of: 'simon-pemberton', id: 'simon-anew' }) });
    const { sub } = await signedIn({ provider: 'nhs', persona: 'simon-pemberton' }, 'bin-collection');
    await signedIn({ provider: 'nhs', persona: 'simon-pemberton' }, 'council-tax');
    await house.hub.store.people.block(await pseudonymOf(0), 'hold');
    await house.hub.refreshSwitches();
    const held = await signedIn({ provider: 'nhs', persona: 'simon-anew' }, 'bin-collection');
    expect(held.sub).not.to.equal(sub);
    await house.hub.store.people.block(await pseudonymOf(0));
    await house.hub.refreshSwitches();
    const { page } = await pageAfter({ provider: 'nhs', persona: 'simon-pemberton' });
    expect(page.text).to.include('could not check who you are');
    expect(await trail('person.refused')).to.have.length(1);
  });

  it('0: nothing is taken away from whoever is held, either: not by proof', async () => {
    await start();
    const morag = (provider: 'scotland' | 'central') => ({ provider, persona: 'morag-sutherland' });
    const { sub } = await signedIn(morag('scotland'), 'bin-collection');
    const { at } = await signedIn(morag('central'), 'bin-collection');
    await house.hub.store.people.block(await pseudonymOf(0), 'hold');
    await house.hub.refreshSwitches();
    const join = await flow.tryProvider(at, await flow.chooseAnother(at, house), morag('scotland'));
    expect(pageOf(join), join.text).to.equal('question-join');
    await flow.press(at, join, { form: '/question', fields: { join: 'yes' } });
    expect((await signedIn(morag('scotland'), 'bin-collection')).sub).to.equal(sub);
    const [left] = await house.hub.store.cases.list();
    expect(left?.content).to.include({ reason: 'held' });
    expect(await trail('person.linked')).to.deep.equal([]);
  });

  it('1: a known account is whose it was, and another account of another person is another person’s', async () => {
    await start();
    const [first, again] = [
      await signedIn({ persona: 'hannah-fairweather' }),
      await signedIn({ persona: 'hannah-fairweather' }),
    ];
    expect(again.sub).to.equal(first.sub);
    expect((await signedIn({ persona: 'priya-raman' })).sub).not.to.equal(first.sub);
    expect((await trail('person.recognised')).map(({ rule }) => rule)).to.deep.equal(['known-account']);
  });

  it('2: the same NHS number with the same birth date and a name that agrees is the same person', async () => {
    const proven = { reaches: ['P9.Cm'] as const };
    await start({
      services: { 'bin-collection': { minimumLevel: { identity: 'medium', authenticator: 'medium' } } },
      personas: await peopleWith({
        of: 'simon-pemberton',
        id: 'simon-anew',
        change: (copy) => {
          copy.names = [{ given: 'Simon', family: 'Pemberton' }] as never;
          copy.nhs = { ...copy.nhs, ...proven } as never;
        },
      }),
    });
    const first = await signedIn({ provider: 'nhs', persona: 'simon-pemberton' }, 'bin-collection');
    const second = await signedIn({ provider: 'nhs', persona: 'simon-anew' }, 'bin-collection');
    expect(second.sub).to.equal(first.sub);
    const [linked] = await trail('person.linked');
    expect(linked).to.include({ rule: 'strong-identifier', level: 'medium/medium' });
    expect(String(linked?.fields)).to.match(/birthdate exact/);
    expect(linked?.model).to.be.a('string');
  });

  it('2: the same number with another birth date, or with other names, is an officer’s', async () => {
    await start({
      services: { 'bin-collection': { minimumLevel: { identity: 'medium', authenticator: 'medium' } } },
      personas: await peopleWith(
        { of: 'simon-pemberton', id: 'other-day', change: (copy) => (copy.birthDate = '1961-04-09') },
        {
          of: 'simon-pemberton',
          id: 'other-name',
          change: (copy) => (copy.names = [{ given: 'Agnieszka', family: 'Wójcik' }] as never),
        },
      ),
    });
    const first = await signedIn({ provider: 'nhs', persona: 'simon-pemberton' }, 'bin-collection');
    for (const persona of ['other-day', 'other-name'])
      expect((await signedIn({ provider: 'nhs', persona }, 'bin-collection')).sub).not.to.equal(first.sub);
    const left = await trail('person.left-to-officer');
    expect(left.map(({ reason }) => reason)).to.deep.equal(['identifier-conflict', 'identifier-conflict']);
    const cases = await house.hub.store.cases.list();
    expect(cases.map(({ content }) => (content as { fourEyes: boolean }).fourEyes)).to.deep.equal([true, true]);
  });

  it('3: who signs in to both accounts in one sitting is one person, at the lower level, if they say so', async () => {
    await start();
    const first = await signedIn({ provider: 'central', persona: 'morag-sutherland' });
    const { at, asking, page } = await pageAfter({ provider: 'scotland', persona: 'morag-sutherland' });
    expect(pageOf(page)).to.equal('question');
    const choice = await flow.press(at, page, { form: '/question', fields: { way: 'other' } });
    expect(pageOf(choice)).to.equal('choice');
    expect(choice.text).to.include('Now sign in with your other account');
    const join = await flow.tryProvider(at, choice, { provider: 'central', persona: 'morag-sutherland' });
    expect(pageOf(join)).to.equal('question-join');
    let next = await flow.press(at, join, { form: '/question', fields: { join: 'yes' } });
    if (pageOf(next) === 'share') next = await flow.press(at, next, { form: '/share' });
    const { claims } = await flow.collected(at, asking, flow.answerIn(at, next));
    expect(claims.sub).to.equal(first.sub);
    expect(claims.acr).to.match(/\/medium\/medium$/);
    expect(await trail('person.linked')).to.have.length(1);
    expect((await trail('person.linked'))[0]).to.include({ rule: 'proof', level: 'medium/medium' });
    const alone = await signedIn({ provider: 'scotland', persona: 'morag-sutherland' });
    expect(alone.sub).to.equal(first.sub);
  });

  it('3: who says that one of the two is not theirs stays two people', async () => {
    await start();
    const first = await signedIn({ provider: 'central', persona: 'morag-sutherland' });
    const { at, asking, page } = await pageAfter({ provider: 'scotland', persona: 'morag-sutherland' });
    const choice = await flow.press(at, page, { form: '/question', fields: { way: 'other' } });
    const join = await flow.tryProvider(at, choice, { provider: 'central', persona: 'morag-sutherland' });
    let next = await flow.press(at, join, { form: '/question', fields: { join: 'no' } });
    if (pageOf(next) === 'share') next = await flow.press(at, next, { form: '/share' });
    const { claims } = await flow.collected(at, asking, flow.answerIn(at, next));
    expect(claims.sub).not.to.equal(first.sub);
    expect(await trail('person.linked')).to.deep.equal([]);
  });

  it('3: two accounts that have proven to be two people are never joined, whoever says so', async () => {
    await start();
    const callum = await signedIn({ provider: 'central', persona: 'callum-strachan' });
    await signedIn({ provider: 'central', persona: 'morag-sutherland' });
    const { at, asking, page } = await pageAfter({ provider: 'scotland', persona: 'morag-sutherland' });
    const choice = await flow.press(at, page, { form: '/question', fields: { way: 'other' } });
    const join = await flow.tryProvider(at, choice, { provider: 'central', persona: 'callum-strachan' });
    let next = await flow.press(at, join, { form: '/question', fields: { join: 'yes' } });
    if (pageOf(next) === 'share') next = await flow.press(at, next, { form: '/share' });
    const { claims } = await flow.collected(at, asking, flow.answerIn(at, next));
    expect(claims.sub).not.to.equal(callum.sub);
    expect((await trail('person.left-to-officer')).at(-1)).to.include({ reason: 'details-conflict' });
  });

  it('4: everything alike is a question, and nobody is linked who goes on without', async () => {
    await start();
    const first = await signedIn({ provider: 'central', persona: 'morag-sutherland' });
    const second = await signedIn({ provider: 'scotland', persona: 'morag-sutherland' });
    expect(second.sub).not.to.equal(first.sub);
    const [asked] = await trail('person.asked');
    expect(asked?.probability).to.be.above(0.999);
    expect(asked?.fields).to.match(/given exact .*family exact .*birthdate exact .*address house/);
    // Known from here on: not asked at every sign-in.
    expect((await signedIn({ provider: 'scotland', persona: 'morag-sutherland', way: 'other' })).sub).to.equal(
      second.sub,
    );
  });

  it('4: everything alike links by itself where the deployment has said so, and a twin still does not', async () => {
    await start({ matching: { automatic: true } });
    const first = await signedIn({ provider: 'central', persona: 'morag-sutherland' });
    const second = await signedIn({ provider: 'scotland', persona: 'morag-sutherland' });
    expect(second.sub).to.equal(first.sub);
    expect((await trail('person.linked'))[0]).to.include({
      rule: 'attributes',
      thresholds: 'link 0.9999, ask 0.5, runner-up 100',
    });
    const callum = await signedIn({ provider: 'central', persona: 'callum-strachan' });
    const cameron = await signedIn({ provider: 'central', persona: 'cameron-strachan' });
    expect(cameron.sub).not.to.equal(callum.sub);
    expect((await trail('person.left-to-officer'))[0]).to.include({ reason: 'household' });
  });

  it('4, C4: two accounts of one child stay two people, alike in everything, until an officer has looked', async () => {
    for (const age of [13, 17]) {
      const birthDate = bornAt(age);
      await start({
        matching: { automatic: true },
        personas: await peopleWith({
          of: 'morag-sutherland',
          id: 'child',
          change: (copy) => (copy.birthDate = birthDate),
        }),
      });
      const first = await signedIn({ provider: 'central', persona: 'child' });
      const { page } = await pageAfter({ provider: 'scotland', persona: 'child' });
      // Nothing is asked, so that nobody can answer for a child either.
      expect(pageOf(page)).to.equal('share');
      const second = await signedIn({ provider: 'scotland', persona: 'child' });
      expect(second.sub).not.to.equal(first.sub);
      expect(await trail('person.linked')).to.deep.equal([]);
      expect((await trail('person.left-to-officer'))[0]).to.include({ reason: 'child' });
      const [open] = await house.hub.store.cases.list();
      expect(open?.content).to.include({ reason: 'child', fourEyes: true });
      if (age === 13) await house.close();
    }
  });

  it('makes one person of ten first sign-ins of one account at the same moment', async () => {
    await start();
    const all = await Promise.all(
      Array.from({ length: 10 }, () => signedIn({ provider: 'central', persona: 'priya-raman' })),
    );
    expect(new Set(all.map(({ sub }) => sub)).size).to.equal(1);
  });

  it('links once when both accounts of a person come in at the same moment, ten times each', async () => {
    await start({ matching: { automatic: true } });
    const providers = ['central', 'scotland'] as const;
    const first = await signedIn({ provider: 'central', persona: 'morag-sutherland' });
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        signedIn({ provider: providers[index % 2] ?? 'central', persona: 'morag-sutherland' }),
      ),
    );
    expect(new Set(all.map(({ sub }) => sub))).to.deep.equal(new Set([first.sub]));
    const made = await trail('person.new');
    expect(made).to.have.length(1);
  });
}

describe('the matching policy', () => {
  describe('on SQLite', () => suite(async () => undefined));
  optionalSuite('on PostgreSQL', missingPostgres, () => suite(freshDatabase));
});
