// Real Chromium for the tests of pages: one browser a test file, a fresh profile a page, and nothing of it leaves this machine.
// It must never be needed to run the other tests: without Chromium its suites are skipped (and fail where CI=true).
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type axeCore from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { optionalSuite } from './optional.ts';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const missing = existsSync(executablePath)
  ? undefined
  : `no Chromium at ${executablePath}: install it, or set CHROMIUM`;
const flags = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'];

/**
 * A mocha suite with a browser, which is started before its first test and closed after its last.
 * `body` gets a function that returns the browser; call it inside tests and hooks only.
 */
export function withBrowser(name: string, body: (browser: () => Browser) => void): void {
  optionalSuite(name, missing, () => {
    let browser: Browser | undefined;
    before(async function launch() {
      this.timeout(60_000);
      browser = await chromium.launch({ executablePath, args: [...flags, '--disable-sync', '--no-first-run'] });
    });
    after(() => browser?.close());
    body(() => {
      if (!browser) throw new Error('the browser is there only while tests run');
      return browser;
    });
  });
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds on the page as it is shown now: WCAG 2.2 AA and its best practices, one line a finding. `without`: rules that say nothing here. Waits for its style. */
export async function axe(page: Page, without: readonly string[] = []): Promise<string[]> {
  await page.waitForLoadState('load');
  await page.evaluate(axeSource);
  const found = await page.evaluate(
    async ({ values, off }) => {
      const { axe: engine } = globalThis as unknown as { axe: typeof axeCore };
      const rules = Object.fromEntries(off.map((id) => [id, { enabled: false }]));
      // Only what is wrong, and the stylesheet as the browser has it: both save time.
      const options = { runOnly: { type: 'tag' as const, values }, rules, preload: false };
      return (await engine.run({ ...options, resultTypes: ['violations'] })).violations;
    },
    { values: tags, off: without },
  );
  return found.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.html).join(' | ')}`);
}

/** Writes the whole page as `<name>.png` into the folder that SCREENSHOTS names, when it names one. */
export async function screenshot(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
