// A known account that comes back with more: the same person is raised, somebody else's documents are not, and nobody gets round it.

import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { parse } from 'yaml';
import { type Personas, personasSchema } from '../../src/config/schema/personas.ts';
import { createBrowser } from '../support/http.ts';
import { type House, startHouse } from '../support/hub.ts';
import { pageOf } from '../support/relying-party.ts';
import * as flow from './visits.ts';

const essential = (value: string) => ({ claims: JSON.stringify({ id_token: { acr: { essential: true, value } } }) });
const p1 = essential('Cl.Cm.P1');
const p2 = essential('Cl.Cm.P2');
const profile = { scope: 'openid profile' };

describe('flows: an account that proves more', () => {
  let house: House;
  let personas: Personas;
  const attributes = ['given_name', 'family_name', 'birthdate', 'address', 'email'];
  const account = (id: string) => {
    const found = personas.people.find((person) => person.id === id);
    if (!found?.central) throw new Error(`no central account of ${id}`);
    return found;
  };
  /** The account's documents are those of somebody else from now on. */
  const becomes = (id: string, other: string) => {
    const { names, birthDate } = account(other);
    Object.assign(account(id), { names, birthDate });
  };
  const at = (service: string, browser = createBrowser()) => flow.visit(house, service, browser);
  const signIn = async (parameters: Record<string, string>, persona: string, browser = createBrowser()) =>
    (await flow.signIn(await at('permits', browser), { ...profile, ...parameters }, { persona })).claims;

  beforeEach(async () => {
    personas = personasSchema.parse(parse(readFileSync('config/personas.yaml', 'utf8')));
    for (const person of personas.people)
      if (person.central) person.central.reaches = ['Cl', 'Cl.Cm', 'Cl.Cm.P1', 'Cl.Cm.P2'];
    house = await startHouse({ personas, services: { permits: { providers: ['central', 'nhs'], attributes } } });
  });
  afterEach(() => house.close());

  const events = async (name: string) =>
    (await house.hub.store.trail.read(1, 1000)).filter(({ event }) => event === name);

  it('raises the link of the same person, also under another family name', async () => {
    const low = await signIn(p1, 'hannah-fairweather');
    const hannah = account('hannah-fairweather');
    hannah.names = [{ given: hannah.names[0]?.given, family: 'Newly-Wed' }];
    const raised = await signIn(p2, 'hannah-fairweather');
    expect(raised).to.include({ sub: low.sub, acr: 'Cl.Cm.P2', vot: 'Cl.Cm.P2' });
    expect(await events('link.raised')).to.have.length(1);
    expect(await house.hub.store.cases.list()).to.deep.equal([]);
  });

  it('takes the first proof of an account that had proven nothing', async () => {
    const first = await signIn({}, 'hannah-fairweather');
    expect(await signIn(p2, 'hannah-fairweather')).to.include({ sub: first.sub, acr: 'Cl.Cm.P2' });
  });

  it('fails with somebody else’s documents: old level, no details, a case for an officer', async () => {
    const victim = await signIn(p1, 'hannah-fairweather');
    becomes('hannah-fairweather', 'priya-raman');

    const visit = await at('permits');
    const { asking, page } = await flow.arrive(visit, { ...profile, ...p2 });
    const waiting = await flow.tryProvider(visit, page, { provider: 'central' });
    expect(pageOf(waiting)).to.equal('waiting');
    expect(waiting.body).to.include('data-waiting="officer"');
    const [open] = await house.hub.store.cases.list();
    expect(waiting.text).to.include(open?.reference);
    const end = await flow.press(visit, waiting, { form: '/cancel' });
    expect(await flow.errorIn(visit, asking, flow.answerIn(visit, end))).to.equal('unmet_authentication_requirements');

    // Where the old level is enough it is served, with nothing of the other person.
    const tokens = await flow.signIn(
      await at('permits'),
      { ...profile, acr_values: 'Cl.Cm.P2', scope: 'openid profile email' },
      {},
    );
    expect(tokens.claims).to.include({ sub: victim.sub, vot: 'Cl.Cm.P1' });
    expect(tokens.claims.acr).to.equal(`${house.issuer}/assurance/low/medium`);
    const info = await fetch(`${house.issuer}/userinfo`, {
      headers: { authorization: `Bearer ${tokens.tokens.access_token}` },
    });
    const released = (await info.json()) as Record<string, unknown>;
    expect(released).to.have.property('email');
    for (const name of ['given_name', 'family_name', 'birthdate', 'address'])
      expect(released).not.to.have.property(name);

    // Again and again: still one case, and the link stands on what it stood on.
    expect(await house.hub.store.cases.list()).to.have.length(1);
    expect(await events('link.raised')).to.deep.equal([]);
    expect((await events('link.contradicted')).length).to.be.greaterThan(1);
  });

  it('fails at the same level, too: then no identity is served', async () => {
    await signIn(p2, 'hannah-fairweather');
    becomes('hannah-fairweather', 'priya-raman');
    const { claims } = await flow.signIn(await at('permits'), { ...profile, acr_values: 'Cl.Cm.P2' }, {});
    expect(claims).to.include({ vot: 'Cl.Cm' });
  });

  it('fails as a step-up under single sign-on, and leaves the session as it was', async () => {
    const browser = createBrowser();
    const low = await signIn(p1, 'hannah-fairweather', browser);
    becomes('hannah-fairweather', 'priya-raman');
    const visit = await at('permits', browser);
    const { page } = await flow.arrive(visit, { ...profile, ...p2 });
    expect(pageOf(await flow.tryProvider(visit, page, { provider: 'central' }))).to.equal('waiting');
    const { claims } = await flow.passThrough(await at('permits', browser), { ...profile, ...p1 });
    expect(claims).to.include({ sub: low.sub, vot: 'Cl.Cm.P1' });
  });

  it('lets the person go on with another account', async () => {
    await signIn(p1, 'hannah-fairweather');
    becomes('hannah-fairweather', 'priya-raman');
    const visit = await at('permits');
    const { asking, page } = await flow.arrive(visit, p2);
    const waiting = await flow.tryProvider(visit, page, { provider: 'central' });
    const choice = await flow.press(visit, waiting, { form: '/waiting' });
    expect(choice.body).to.include('data-attempt="contradicted"');
    const end = await flow.tryProvider(visit, choice, { provider: 'nhs' });
    expect((await flow.collected(visit, asking, flow.answerIn(visit, end))).claims.acr).to.equal('Cl.Cm.P2');
  });
});
