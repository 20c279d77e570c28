// Pages that are filled in are the pages that are rendered, whatever is filled in; and nothing of one sign-in comes out on another's.
import { expect } from 'chai';
import fc from 'fast-check';
import { languages } from '../../src/config/schema/common.ts';
import { createMoulds } from '../../src/views/moulds.ts';
import type { Frame, Page } from '../../src/views/pages.ts';
import { createRender } from '../../src/views/render.ts';
import { alone, journey, samples } from './samples.ts';

const render = createRender();

/** A frame and a page of some other sign-in. */
function otherwise(all: { frame: Frame; page: Page }, own: { uid: string; token: string; left: number }) {
  const { frame, page } = JSON.parse(
    JSON.stringify(all)
      .replaceAll(/\/sign-in\/[^/"]+/g, `/sign-in/${own.uid}`)
      .replaceAll(/"token":"[^"]*"/g, JSON.stringify({ token: own.token }).slice(1, -1)),
  ) as typeof all;
  return { page, frame: { ...frame, ...(frame.time && { time: { ...frame.time, left: own.left } }) } };
}

describe('moulds', () => {
  const own = fc.record({
    uid: fc.base64String({ minLength: 12 }).map((text) => text.replaceAll(/[+/=]/g, '-')),
    token: fc.string({ minLength: 1 }),
    left: fc.nat(3600),
    nonce: fc.base64String({ minLength: 16, maxLength: 24 }),
    reference: fc.option(fc.string({ minLength: 9, maxLength: 9 }), { nil: undefined }),
    url: fc.webUrl({ withQueryParameters: true, withFragments: true }),
    seconds: fc.nat(10_000),
    frame: fc.constantFrom(journey, alone),
    language: fc.constantFrom(...languages),
    name: fc.constantFrom(...Object.keys(samples)),
  });

  it('give the page that would have been rendered', () => {
    const moulds = createMoulds(render);
    fc.assert(
      fc.property(own, ({ nonce, reference, url, frame: given, language, name, seconds, ...rest }) => {
        const sample = samples[name] as Page;
        const leads = sample.page === 'leaving' && sample.send.kind === 'redirect';
        const page: Page = leads ? { page: 'leaving', send: { kind: 'redirect', url } } : sample;
        const time = given.time && { ...given.time, until: given.time.until + seconds * 1000 };
        const all = otherwise(
          { frame: { ...given, ...(time && { time }), language, nonce, ...(reference && { reference }) }, page },
          rest,
        );
        expect(moulds(all.frame, all.page), name).to.equal(render(all.frame, all.page));
      }),
      {
        numRuns: 400,
        examples: Object.keys(samples).flatMap((name) =>
          languages.map(
            (language) =>
              [
                {
                  uid: 'u'.repeat(43),
                  token: '"<&\\>',
                  left: 3,
                  nonce: 'n/+n='.repeat(5),
                  reference: undefined,
                  url: 'https://example.org/?a=1&b="2',
                  seconds: 1,
                  frame: journey,
                  language,
                  name,
                },
              ] as never,
          ),
        ),
      },
    );
  });

  it('are made once for a page, and filled in for each sign-in', () => {
    let rendered = 0;
    const moulds = createMoulds((...page) => {
      rendered += 1;
      return render(...page);
    });
    const all = { frame: journey, page: samples.choice as Page };
    const pages = ['one', 'two', 'three'].map((name, left) => {
      const { frame, page } = otherwise(all, { uid: name.padEnd(20, name), token: name.repeat(9), left });
      return moulds({ ...frame, nonce: `${name} nonce`, reference: `${name}-ABCD-EFGH` }, page);
    });
    expect(rendered).to.equal(1);
    for (const [at, name] of ['one', 'two', 'three'].entries()) {
      expect(pages[at]).to.include(name.repeat(9)).and.include(`${name}-ABCD-EFGH`);
      expect(pages.filter((_, other) => other !== at).join('')).not.to.include(name.repeat(9));
    }
    // What people see for themselves is never kept.
    for (let times = 0; times < 2; times += 1) moulds(journey, samples.share as Page);
    expect(rendered).to.equal(3);
  });

  it('let somebody who writes the marks see what they wrote', () => {
    const [page] = [samples.choice as Extract<Page, { page: 'choice' }>];
    const marked: Page = { ...page, attempt: { how: 'cancelled', provider: { en: '\uE0000\uE001', cy: 'x' } } };
    expect(createMoulds(render)(journey, marked)).to.equal(render(journey, marked));
  });
});
