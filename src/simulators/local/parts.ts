// Parts of the register's pages: where a person helps, what is wrong with a form, a code to type, and what came by a simulated channel.
// A box of a channel must always say that it is simulated.
import { html, type Markup } from '../kit/html.ts';
import { type Locale, words } from './words.ts';

/** On every page of the second step and of new accounts, at the same place: the end. */
export function helpPart(locale: Locale): Markup {
  const { help, helpWays, helpNeeds } = words[locale];
  return html`<section aria-labelledby="help"><h2 id="help">${help}</h2>
<ul>${helpWays.map((way) => html`<li>${way}</li>`)}</ul>
<p>${helpNeeds}</p></section>`;
}

/** What is wrong, linked to the field that it is about. */
export const problemPart = (problem: string | undefined, field: string): Markup | undefined =>
  problem === undefined
    ? undefined
    : html`<div class="problem" role="alert"><p><a href="#${field}">${problem}</a></p></div>`;

/** One line to type. No limit to its length: whatever is pasted comes in, and is read as it was meant. */
export function fieldPart(field: {
  name: string;
  label: string;
  hint?: string;
  value?: string;
  kind?: 'text' | 'password' | 'code';
  autocomplete: string;
}): Markup {
  const { name, label, hint, value = '', kind = 'text', autocomplete } = field;
  const numeric = kind === 'code' ? html` inputmode="numeric" class="code"` : undefined;
  return html`<div class="field"><label for="${name}">${label}</label>
${hint === undefined ? undefined : html`<p class="hint" id="${name}-hint">${hint}</p>`}
<input id="${name}" name="${name}" type="${kind === 'password' ? 'password' : 'text'}" autocomplete="${autocomplete}" autocapitalize="none" spellcheck="false" value="${value}"${numeric}${hint === undefined ? undefined : html` aria-describedby="${name}-hint"`}>
</div>`;
}

/** What a person would see, hear or hold elsewhere. */
export const channelPart = (locale: Locale, body: Markup): Markup =>
  html`<section class="channel" aria-labelledby="channel"><h2 id="channel">${words[locale].simulated}</h2>${body}</section>`;

/** A form of one button beside the main one. */
export const sideForm = (action: string, label: string): Markup =>
  html`<form method="post" action="${action}"><button type="submit" class="quiet">${label}</button></form>`;
