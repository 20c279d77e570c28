// The stylesheet of the pages: govuk-frontend's, without its fonts, its crest and the components no page uses, and then our own.
// It must never name GDS Transport, which is licensed for gov.uk only, nor ask the browser for any other file.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Folder that holds `govuk/`: macros, stylesheet and components. */
export const frontendFolder = join(
  dirname(createRequire(import.meta.url).resolve('govuk-frontend/package.json')),
  'dist',
);

const used = [
  'button',
  'checkboxes',
  'date-input',
  'details',
  'error-message',
  'error-summary',
  'fieldset',
  'hint',
  'input',
  'inset-text',
  'label',
  'language-navigation',
  'notification-banner',
  'radios',
  'select',
  'skip-link',
  'summary-list',
  'table',
  'textarea',
];

export interface Stylesheet {
  /** Address on the hub, with a digest of the text in it, so that it can be cached for ever. */
  path: string;
  text: string;
}

/** Builds the stylesheet from the installed govuk-frontend and assets/gatehouse.css. */
export function loadStylesheet(): Stylesheet {
  const frontend = readFileSync(join(frontendFolder, 'govuk/govuk-frontend.min.css'), 'utf8');
  const own = readFileSync(new URL('./assets/gatehouse.css', import.meta.url), 'utf8');
  const components = readdirSync(join(frontendFolder, 'govuk/components'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  const text = `/* Holds parts of govuk-frontend, MIT licence: github.com/alphagov/govuk-frontend */\n${unbranded(
    frontend,
    components.filter((name) => !used.includes(name)),
  )}\n${own}`;
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 12);
  return { path: `/assets/gatehouse.${digest}.css`, text };
}

/**
 * Takes out of a minified stylesheet what councils may not use or pages do not need: fonts (the family falls back to Arial),
 * comments, pictures, and every selector of the components in `unused`.
 */
export function unbranded(css: string, unused: readonly string[] = []): string {
  const plain = css
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/@charset[^;]*;/g, '')
    .replace(/["']?GDS Transport["']?,/g, '');
  const component = unused.length > 0 ? new RegExp(`\\.govuk-(?:${unused.join('|')})(?:__|--|(?![\\w-]))`) : undefined;
  return keep(plain, (selector) => !component?.test(selector));
}

function keep(css: string, wanted: (selector: string) => boolean): string {
  return blocks(css)
    .map(({ head, body }) => keepBlock(head, body, wanted))
    .join('');
}

function keepBlock(head: string, body: string, wanted: (selector: string) => boolean): string {
  if (head.startsWith('@font-face')) return '';
  if (/^@(?:media|supports|layer|-moz-document)/.test(head)) {
    const inner = keep(body, wanted);
    return inner === '' ? '' : `${head}{${inner}}`;
  }
  const selectors = head.split(/,(?![^(]*\))/).filter(wanted);
  const declarations = body.split(';').filter((declaration) => !declaration.includes('url('));
  return selectors.length === 0 || declarations.join('') === ''
    ? ''
    : `${selectors.join(',')}{${declarations.join(';')}}`;
}

/** Splits at the outermost braces; minified CSS has none inside strings. */
function blocks(css: string): { head: string; body: string }[] {
  const found: { head: string; body: string }[] = [];
  let depth = 0;
  let start = 0;
  let open = 0;
  for (let at = 0; at < css.length; at++) {
    if (css[at] === '{' && depth++ === 0) open = at;
    if (css[at] === '}' && --depth === 0) {
      found.push({ head: css.slice(start, open).trim(), body: css.slice(open + 1, at) });
      start = at + 1;
    }
  }
  return found;
}
