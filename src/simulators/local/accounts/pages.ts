// The pages of accounts that people make for themselves. No JavaScript, and a person helps on each.
// A page must never show a password again, nor tell a wrong user name from a wrong password.
import { html, type Markup } from '../../kit/html.ts';
import { frame } from '../../kit/pages.ts';
import { title } from '../pages.ts';
import { fieldPart, helpPart, problemPart, sideForm } from '../parts.ts';
import type { Home } from '../people.ts';
import { type Locale, words } from '../words.ts';
import { says } from './words.ts';

interface Shown {
  locale: Locale;
  /** The sign-in that this is part of, if it is part of one. */
  request: string | undefined;
  problem?: { text: string; field: string };
}

const carried = (request: string | undefined): Markup | undefined =>
  request === undefined ? undefined : html`<input type="hidden" name="request" value="${request}">`;

const page = ({ locale, problem }: Shown, heading: string, body: Markup): string =>
  frame(title, {
    title: heading,
    body: html`${problem && problemPart(problem.text, problem.field)}${body}${helpPart(locale)}`,
    locale,
  });

const userName = (locale: Locale, value: string, hint?: string): Markup =>
  fieldPart({
    ...{ name: 'userName', label: says[locale].userName, value, autocomplete: 'username' },
    ...(hint !== undefined && { hint }),
  });

/** The form of a new account. */
export function newPage(
  shown: Shown & { homes: readonly Home[]; typed: { userName?: string; home?: string } },
): string {
  const { locale, request, homes, typed } = shown;
  const say = says[locale];
  const body = html`<p>${say.why}</p>
<form method="post" action="/accounts/new">${carried(request)}
${userName(locale, typed.userName ?? '', say.userNameHint)}
${fieldPart({ name: 'password', label: say.password, hint: say.passwordHint, kind: 'password', autocomplete: 'new-password' })}
<div class="field"><label for="home">${say.home}</label>
<p class="hint" id="home-hint">${say.homeHint}</p>
<select id="home" name="home" aria-describedby="home-hint"><option value="">${say.pick}</option>
${homes.map(({ id, lines }) => html`<option value="${id}"${id === typed.home ? html` selected` : undefined}>${lines.join(', ')}</option>`)}
</select></div>
<button type="submit">${say.create}</button>
</form>`;
  return page(shown, say.heading, body);
}

/** The letter is on its way. */
export function postedPage(shown: Shown): string {
  const { locale, request } = shown;
  const say = says[locale];
  const body = html`<p>${say.postedHow}</p><p>${say.postedCard}</p>
${
  request === undefined
    ? undefined
    : html`<form method="post" action="/accounts/stop">${carried(request)}<button type="submit">${words[locale].stop}</button></form>`
}
<p><a href="/simulator/channels">${say.channels}</a></p>`;
  return page(shown, say.posted, body);
}

export function signInPage(shown: Shown & { typed?: string }): string {
  const { locale, request = '', typed = '' } = shown;
  const say = says[locale];
  const body = html`<form method="post" action="/accounts/sign-in">${carried(request)}
${userName(locale, typed)}
${fieldPart({ name: 'password', label: say.password, kind: 'password', autocomplete: 'current-password' })}
<button type="submit">${words[locale].next}</button>
</form>
<p><a href="/accounts/new?request=${request}">${words[locale].ownNew}</a></p>`;
  return page(shown, say.signIn, body);
}

/** The first time: the code of the letter. `handle`: of the person who has given the right password. */
export function firstPage(shown: Shown & { handle: string }): string {
  const { locale, handle } = shown;
  const say = says[locale];
  const body = html`<form method="post" action="/accounts/first"><input type="hidden" name="handle" value="${handle}">
${fieldPart({ name: 'code', label: say.code, hint: say.codeHint, kind: 'code', autocomplete: 'one-time-code' })}
<button type="submit">${words[locale].next}</button>
</form>
${sideForm(`/accounts/first/stop?handle=${handle}`, words[locale].stop)}
<p><a href="/simulator/channels">${say.channels}</a></p>`;
  return page(shown, say.first, body);
}
