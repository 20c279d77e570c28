// The register's pages. They work without JavaScript, and each says that it is a simulation.
// A page must never show a key, nor post anywhere but to an address that a service provider registered.
import { randomBytes } from 'node:crypto';
import type { Response } from 'express';
import { html, type Markup } from '../kit/html.ts';
import { frame } from '../kit/pages.ts';
import type { Refusal } from '../kit/refusal.ts';
import { words } from '../kit/words.ts';
import { faults, faultWords, type LocalFault } from './faults.ts';
import { type Account, levels } from './people.ts';
import { type Locale, words as own } from './words.ts';

export const title = 'Exampleton accounts, simulated';

export interface Choice {
  handle: string;
  accounts: readonly Account[];
  /** Levels that the service accepts. */
  asked: readonly string[];
  /** What somebody ordered for the next sign-in. */
  waiting: LocalFault;
  locale: 'en' | 'cy';
  nobodyChosen?: boolean;
}

/** Everyone who has an account here, what they can prove, and what could go wrong. */
export function choosePage({ handle, accounts, asked, waiting, locale, nobodyChosen }: Choice): string {
  const say = words[locale];
  const body = html`${nobodyChosen ? html`<div class="problem" role="alert"><p><a href="#people">${say.nobody}</a></p></div>` : undefined}
<p>${say.asked}: <strong lang="en">${asked.join(', ')}</strong></p>
<form method="post" action="/simulator/continue">
<input type="hidden" name="request" value="${handle}">
<fieldset id="people" tabindex="-1">
<legend>${say.choose}</legend>
${accounts.map(
  ({ id, name, about, reaches }) => html`<div class="choice">
<input type="radio" name="persona" id="persona-${id}" value="${id}" aria-describedby="about-${id}">
<div><label for="persona-${id}">${name}</label>
<p class="hint" id="about-${id}"><span lang="en">${about}</span> ${say.proves}: <span lang="en">${reaches.join(', ')}</span>. ${reaches.some((level) => asked.includes(level)) ? '' : say.short}</p></div>
</div>
`,
)}
</fieldset>
<div class="field">
<label for="level">${say.level}</label>
<select id="level" name="level"><option value="">${say.best}</option>${levels.map((level) => html`<option>${level}</option>`)}</select>
</div>
${asked.includes('second-factor') ? secondField(locale) : undefined}
<details class="faults"${waiting === 'none' ? undefined : html` open`}>
<summary>${say.wrong}</summary>
${waiting === 'none' ? undefined : html`<p lang="en">Ordered by request: ${faultWords[waiting]}.</p>`}
<fieldset lang="en">
<legend>What goes wrong</legend>
${faults.map(
  (fault) => html`<div class="choice">
<input type="radio" name="x_fault" id="fault-${fault}" value="${fault}"${fault === 'none' ? html` checked` : undefined}>
<label for="fault-${fault}">${faultWords[fault]}</label>
</div>
`,
)}
</fieldset>
</details>
<button type="submit">${say.next}</button>
</form>
<h2>${own[locale].own}</h2>
<p><a href="/accounts/sign-in?request=${handle}">${own[locale].ownSignIn}</a></p>
<p><a href="/accounts/new?request=${handle}">${own[locale].ownNew}</a></p>`;
  return frame(title, { title: say.title, body, locale });
}

/** The second step is done for the person, unless somebody wants to see it. */
const secondField = (locale: Locale): Markup => html`<div class="field">
<label for="second">${own[locale].second}</label>
<select id="second" name="second"><option value="">${own[locale].done}</option><option value="walk">${own[locale].walk}</option></select>
</div>`;

export interface Posting {
  action: string;
  fields: Readonly<Record<string, string>>;
  locale: 'en' | 'cy';
}

/** Sends a page that posts itself on to the service provider, or with its button. */
export function sendPosting(response: Response, { action, fields, locale }: Posting): void {
  const nonce = randomBytes(16).toString('base64');
  // Browsers apply form-action to the redirects after the form too, and where those lead is not known here.
  response.set(
    'content-security-policy',
    `default-src 'none'; style-src 'self'; script-src 'nonce-${nonce}'; form-action *; base-uri 'none'; frame-ancestors 'none'`,
  );
  const say = words[locale];
  const body = html`<form method="post" action="${action}">
${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<button type="submit">${say.next}</button>
</form>
<script nonce="${nonce}">document.forms[0].submit()</script>`;
  response.set('cache-control', 'no-store').send(frame(title, { title: say.title, body, locale }));
}

/** What this register is, whom it knows, and how to use it. */
export function homePage(accounts: readonly Account[]): string {
  const body = html`<p>This stands in for the account register of a council. It speaks SAML 2.0.</p>
<p>Nobody signs in from here: start at a service, and choose this provider.
Its address book for machines is <a href="/metadata">its metadata</a>.</p>
<h2>Who has an account here</h2>
<dl>
${accounts.map(
  ({ name, about, reaches }) => html`<dt>${name}</dt><dd>${about} Can prove here: ${reaches.join(', ')}.</dd>
`,
)}
</dl>
<h2>The second step</h2>
<p>Where a service wants a second factor, the page that lists the people has a choice, <em>Walk through the second step</em>. It leads
through every way there is: an app, a text message, a phone call, a printed card, a hardware key, a letter, and an officer’s desk.
<a href="/simulator/channels">Letters and the desk</a> are on a page of their own, where you can also let days pass.</p>
<h2>An account without an identity</h2>
<p>Anybody, a child too, can <a href="/accounts/new">create an account with a user name and a code from a letter</a>. It has no name, no
birth date and no e-mail address. These accounts are forgotten when the simulator stops.</p>
<h2>Making it go wrong</h2>
<p>Choose it on the page that lists the people, or order it for the next sign-in with <code>POST /simulator/fault</code> and JSON such as
<code>{"fault":"expired"}</code>; <code>"sticky":true</code> makes it last until <code>{"fault":"none"}</code>.</p>`;
  return frame(title, { title, body });
}

/** Shows why a request was refused, to the person, because there is no safe place to send them. */
export function sendRefusalPage(response: Response, { error, message, status }: Refusal): void {
  const body = html`<p>${message}</p><p>For the people who run the service: <code>${error}</code></p>`;
  response.status(status).send(frame(title, { title: 'This request was refused', body }));
}

export const signedOutPage = (): string =>
  frame(title, { title: 'You are signed out', body: html`<p>The service did not say where to go next.</p>` });
