// What the hub leaves in a browser is what docs/retention.md tells councils that it does, for the page on cookies that they owe their residents.
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { type Browser, createBrowser } from '../support/http.ts';
import { type House, startHouse } from '../support/hub.ts';
import * as flow from './visits.ts';

const told = readFileSync(new URL('../../docs/retention.md', import.meta.url), 'utf8');
const named = [...told.matchAll(/^\| `(gatehouse_\w+)`/gm)].map(([, name = '']) => name);

describe('flows: cookies', () => {
  let house: House;
  before(async () => {
    house = await startHouse();
  });
  after(() => house.close());

  it('are those that councils are told of, and no others', async () => {
    const kept = new Set<string>();
    const keep = (browser: Browser, path: string) => {
      for (const name of Object.keys(browser.cookies(house.issuer + path))) kept.add(name.replace(/\.sig$/, ''));
    };
    const visit = await flow.visit(house, 'parking-permit');
    const { page } = await flow.arrive(visit);
    const uid = new URL(page.url).pathname.split('/')[2];
    await visit.browser.visit(`${page.url}?language=cy`);
    keep(visit.browser, `/sign-in/${uid}/choice`);
    keep(visit.browser, `/authorize/${uid}`);

    const there = await flow.press(visit, page, { form: '/choice', fields: { provider: 'central' } });
    const notYet = { persona: 'hannah-fairweather', x_fault: 'pending' };
    const waiting = await flow.press(visit, there, { form: '/simulator/continue', fields: notYet });
    const code = /data-resume-code>([^<]+)</.exec(waiting.body)?.[1] ?? '';
    const elsewhere = createBrowser();
    const resume = await elsewhere.visit(`${house.issuer}/sign-in/${uid}?answer=of-this-browser`);
    await elsewhere.submit(resume, { code }, '/resume');
    keep(elsewhere, '/sign-in');

    await flow.signIn(await flow.visit(house, 'bin-collection', visit.browser));
    const pages = ['/', '/account', '/staff', '/vouch', '/sign-out', '/assurance'];
    for (const path of pages) {
      await visit.browser.visit(house.issuer + path, flow.nowhere);
      keep(visit.browser, path);
    }
    expect([...kept].sort()).to.deep.equal(named.toSorted());
  });
});
