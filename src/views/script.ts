// The one script of the pages: it warns before the time of a page is over. Every page works without it.
// It must never be more than that file, nor ask anybody but the hub.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** Its text, and its address on the hub with a digest of the text in it, so that it can be cached for ever. */
export function loadScript(): { path: string; text: string } {
  const text = readFileSync(new URL('./assets/more-time.js', import.meta.url), 'utf8');
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 12);
  return { path: `/assets/more-time.${digest}.js`, text };
}
