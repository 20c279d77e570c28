// Templates for the simulators' pages: every value is escaped unless it is markup that this file made.
// No text may reach a page by any other way.

/** Text that is HTML already. */
export interface Markup {
  readonly html: string;
}

type Value = string | number | Markup | readonly Markup[] | undefined;

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function render(value: Value): string {
  if (value === undefined) return '';
  if (typeof value === 'string' || typeof value === 'number')
    return String(value).replace(/[&<>"']/g, (character) => entities[character] ?? '');
  return 'html' in value ? value.html : value.map(({ html }) => html).join('');
}

/** Template tag: interpolated text is escaped; undefined is nothing. */
export function html(strings: TemplateStringsArray, ...values: Value[]): Markup {
  return { html: strings.reduce((whole, part, index) => whole + render(values[index - 1]) + part) };
}
