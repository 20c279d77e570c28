// The demo council's School place: a parent applies for a child, from the code at the council to the bar that says for whom.
import { expect } from 'chai';
import { freePort } from '../../src/commands/free-port.ts';
import { newResumeCode } from '../../src/signin/record.ts';
import { startCouncil } from '../../src/simulators/council/council.ts';
import { type Browser, createBrowser, type Page } from '../support/http.ts';
import { type House, startHouse } from '../support/hub.ts';
import { pageOf } from '../support/relying-party.ts';
import * as flow from './visits.ts';

const id = 'school-place';

describe('flows: a school place', () => {
  let house: House;
  let council: Awaited<ReturnType<typeof startCouncil>>;
  let browser: Browser;

  before(async () => {
    const port = await freePort('127.0.0.1');
    const redirectUris = [`http://127.0.0.1:${port}/${id}/signed-in`];
    house = await startHouse({ services: { [id]: { redirectUris } } });
    const service = house.config.services.get(id);
    council = await startCouncil({
      host: '127.0.0.1',
      port,
      hubIssuer: house.issuer,
      services: service ? [service] : [],
      privateJwk: house.privateJwk,
    });
    browser = createBrowser();
  });
  after(async () => {
    await council.close();
    await house.close();
  });

  const signIn = (language: string) => browser.visit(`${council.url}/${id}/sign-in?lang=${language}`);
  const press = async (page: Page, form: string, fields: Record<string, string> = {}) =>
    browser.follow(await browser.submit(page, fields, form));

  it('D1, D2: a parent signs in as themselves, says that it is for the child, and the council shows it', async () => {
    const choice = await signIn('en');
    const people = await press(choice, '/choice', { provider: 'central' });
    const share = await press(people, '/simulator/continue', { persona: 'rebecca-tennant' });
    const own = await press(share, '/share');
    expect(own.url).to.equal(`${council.url}/${id}/signed-in`);
    expect(own.text).to.include('Rebecca Tennant').and.not.include('You are doing this for someone else');

    const codes = { actor: newResumeCode(), holder: newResumeCode() };
    const endsAt = Math.floor(Date.now() / 1000) + 3600;
    const given = { name: 'Maisie Tennant', relationship: 'parent', evidence: 'officer-checked', endsAt } as const;
    await house.hub.store.authorities.grant({ ...given, functions: [id] }, codes);
    const acting = await browser.visit(`${house.issuer}/account/acting`, flow.nowhere);
    await browser.follow(await browser.submit(acting, { code: codes.actor }, '/account/acting/code'), flow.nowhere);

    for (const [language, bar] of [
      ['en', 'You are doing this for someone else. You are acting as the parent of a child.'],
      ['cy', 'Rydych yn gwneud hyn ar ran rhywun arall'],
    ] as const) {
      const forWhom = await signIn(language);
      expect(pageOf(forWhom), forWhom.text).to.equal('acting-for');
      const [, choose] = /value="([0-9a-f-]{36})"/.exec(forWhom.body) ?? [];
      const here = await press(forWhom, '/acting-for', { for: choose ?? '' });
      expect(here.url).to.equal(`${council.url}/${id}/signed-in`);
      expect(here.text).to.include(bar);
    }
  });
});
