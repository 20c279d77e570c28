// What the tests of pages find by axe is what a resident sees: the page with its style.
import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { axe, withBrowser } from './browser.ts';

const page = `<!doctype html><html lang="en"><title>Late</title><link rel="stylesheet" href="/late.css">
<main><h1>Late</h1><button>One</button><br><button>Two</button></main></html>`;
// With it the buttons are large enough; without it they are too small, and too close to each other.
const style = 'button { min-width: 3rem; min-height: 3rem; margin: 1rem; }';

withBrowser('what axe finds on a page', (browser) => {
  it('is found once its style is there, however late that comes', async () => {
    const context = await browser().newContext();
    try {
      const shown = await context.newPage();
      await context.route('http://pages.example/', (route) => route.fulfill({ contentType: 'text/html', body: page }));
      await context.route('http://pages.example/late.css', async (route) => {
        await setTimeout(1_000);
        await route.fulfill({ contentType: 'text/css', body: style });
      });
      await shown.goto('http://pages.example/', { waitUntil: 'commit' });
      await shown.getByRole('button', { name: 'Two' }).waitFor({ state: 'attached' });
      expect(await axe(shown)).to.deep.equal([]);
    } finally {
      await context.close();
    }
  });
});
