// Paints a kept page with the Chromium of this machine, where there is one: without script, and with nothing but the page's own style and images.
// It must never let a kept page run, post, or reach anything but the host that it came from.
import { existsSync } from 'node:fs';
import type { KeptPage } from './kept-page.ts';

/** Where systems put it. */
const usual = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

export interface Painter {
  /** A PNG of the whole page; one at a time. */
  paint(page: KeptPage): Promise<Buffer>;
  close(): Promise<void>;
}

/** What to do where there is no painter. */
export const howToPaint =
  'Pictures need Chromium and the package playwright-core: npm install playwright-core, and your system’s chromium.';

/** playwright-core is there for tests only, so it may be missing. */
async function tools() {
  const found = await import('playwright-core').catch(() => undefined);
  const executablePath = usual.find((path) => existsSync(path));
  return found && executablePath ? { chromium: found.chromium, executablePath } : undefined;
}

export const canPaint = async (): Promise<boolean> => (await tools()) !== undefined;

/** Starts Chromium; undefined where it, or what drives it, is missing. */
export async function startPainter(): Promise<Painter | undefined> {
  const there = await tools();
  if (!there) return undefined;
  // Chromium refuses its own sandbox to root.
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const args = [...asRoot, '--disable-gpu', '--disable-background-networking', '--no-first-run'];
  const browser = await there.chromium.launch({ executablePath: there.executablePath, args });
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 800, height: 600 } });
  const page = await context.newPage();
  return {
    async paint({ url, html }) {
      await page.route('**/*', async (route) => {
        const wanted = route.request();
        const isStyle = ['stylesheet', 'image'].includes(wanted.resourceType());
        if (wanted.url() === url) await route.fulfill({ contentType: 'text/html; charset=utf-8', body: html });
        else if (isStyle && new URL(wanted.url()).origin === new URL(url).origin) await route.continue();
        else await route.abort();
      });
      try {
        await page.goto(url);
        return await page.screenshot({ fullPage: true });
      } finally {
        await page.unrouteAll();
      }
    },
    close: () => browser.close(),
  };
}

/** Paints one page and is done. */
export async function paintOne(page: KeptPage): Promise<Buffer | undefined> {
  const painter = await startPainter();
  try {
    return await painter?.paint(page);
  } finally {
    await painter?.close();
  }
}
