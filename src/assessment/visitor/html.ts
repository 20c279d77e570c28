// Reads just enough of HTML for the visitor: attributes, entities, text and forms. For pages that we render ourselves;
// it must never be taken for a parser of just any page.

export interface HtmlForm {
  /** As written; empty means the page itself. */
  action: string;
  method: 'get' | 'post';
  /** What would be sent without touching anything: hidden and filled fields, ticked boxes, chosen options; no buttons. */
  fields: Record<string, string | string[]>;
  /** Names and values of its radio buttons and checkboxes: what could be chosen. */
  choices: { name: string; value: string; disabled: boolean }[];
  /** Names and values of its submit buttons that have a name. */
  buttons: { name: string; value: string }[];
}

type Attributes = Readonly<Record<string, string>>;

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

/** Decodes character references. */
export function decode(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|([a-z]+));/gi, (whole, hex, decimal, name) => {
    if (hex) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal) return String.fromCodePoint(Number(decimal));
    return named[name] ?? whole;
  });
}

/** Attributes of a tag's inside, names in lower case; one without a value is ''. */
export function attributesOf(inside: string): Attributes {
  const pairs = inside.matchAll(/([^\s=/"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g);
  return Object.fromEntries(
    [...pairs].map(([, name = '', a, b, c]) => [name.toLowerCase(), decode(a ?? b ?? c ?? '')]),
  );
}

/** What a reader reads: tags, scripts and styles gone, white space collapsed. */
export function textOf(html: string): string {
  const bare = html.replace(/<(script|style|template)\b[\s\S]*?<\/\1>/gi, ' ').replace(/<[^>]*>/g, ' ');
  return decode(bare).replace(/\s+/g, ' ').trim();
}

const tags = (html: string, name: string): { attributes: Attributes; inner: string }[] =>
  [...html.matchAll(new RegExp(`<${name}\\b((?:"[^"]*"|'[^']*'|[^'">])*)>([\\s\\S]*?)</${name}>`, 'gi'))].map(
    ([, inside = '', inner = '']) => ({ attributes: attributesOf(inside), inner }),
  );

const inputs = (html: string): Attributes[] =>
  [...html.matchAll(/<input\b((?:"[^"]*"|'[^']*'|[^'">])*)>/gi)].map(([, inside = '']) => attributesOf(inside));

function add(form: HtmlForm, name: string, value: string): void {
  const before = form.fields[name];
  form.fields[name] = before === undefined ? value : [before, value].flat();
}

function addInput(form: HtmlForm, input: Attributes): void {
  const { name, value = '', type = 'text' } = input;
  if (name === undefined) return;
  const disabled = 'disabled' in input;
  if (['submit', 'image', 'button', 'reset'].includes(type)) {
    if (type === 'submit') form.buttons.push({ name, value });
    return;
  }
  const isChoice = type === 'radio' || type === 'checkbox';
  if (isChoice) form.choices.push({ name, value: input.value ?? 'on', disabled });
  if (disabled || (isChoice && !('checked' in input))) return;
  add(form, name, isChoice ? (input.value ?? 'on') : value);
}

function addSelect(form: HtmlForm, select: { attributes: Attributes; inner: string }): void {
  const { name } = select.attributes;
  if (name === undefined || 'disabled' in select.attributes) return;
  const options = tags(select.inner, 'option');
  const chosen = options.find((one) => 'selected' in one.attributes) ?? options[0];
  if (chosen) add(form, name, chosen.attributes.value ?? textOf(chosen.inner));
}

/** The forms of a page, in order. */
export function formsIn(html: string): HtmlForm[] {
  return tags(html, 'form').map(({ attributes, inner }) => {
    const method = attributes.method?.toLowerCase() === 'post' ? 'post' : 'get';
    const form: HtmlForm = { action: attributes.action ?? '', method, fields: {}, choices: [], buttons: [] };
    for (const input of inputs(inner)) addInput(form, input);
    for (const area of tags(inner, 'textarea')) {
      if (area.attributes.name !== undefined) add(form, area.attributes.name, decode(area.inner));
    }
    for (const select of tags(inner, 'select')) addSelect(form, select);
    for (const { attributes: button } of tags(inner, 'button')) {
      if (button.name !== undefined) form.buttons.push({ name: button.name, value: button.value ?? '' });
    }
    return form;
  });
}
