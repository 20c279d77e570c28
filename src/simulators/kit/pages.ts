// The pages of a simulated provider. They work without JavaScript, and each says that it is a simulation.
// A page must never show a token, a code or a key.
import type { Response } from 'express';
import type { Authorization, House, PersonRow } from './dialect.ts';
import { faults, faultWords, noTrouble } from './faults.ts';
import type { Markup } from './html.ts';
import { html } from './html.ts';
import { Refusal } from './refusal.ts';
import { words } from './words.ts';

interface Frame {
  title: string;
  body: Markup;
  locale?: 'en' | 'cy';
}

/** A whole page of the provider of that name. */
export function frame(provider: string, { title, body, locale = 'en' }: Frame): string {
  const page = html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – ${provider}</title>
<link rel="stylesheet" href="/simulator/style.css">
</head>
<body>
<header><p lang="en">${provider}</p></header>
<aside class="note" aria-label="${words[locale].notice}"><p>${words[locale].notice}</p></aside>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`;
  return page.html;
}

interface Choice {
  handle: string;
  authorization: Authorization;
  nobodyChosen?: boolean;
}

/** Everyone who has an account here, what they can prove, and what could go wrong. */
export function choosePage(house: House, { handle, authorization, nobodyChosen }: Choice): string {
  const { locale, levels, scopes } = authorization;
  const say = words[locale];
  const waiting = house.desk.peek().fault;
  const body = html`${nobodyChosen ? html`<div class="problem" role="alert"><p><a href="#people">${say.nobody}</a></p></div>` : undefined}
<p>${say.asked}: <strong>${[...levels, ...scopes].join(', ')}</strong></p>
<form method="post" action="/simulator/continue">
<input type="hidden" name="request" value="${handle}">
<fieldset id="people" tabindex="-1">
<legend>${say.choose}</legend>
${house.dialect.people.map((person) => personChoice(person, { proves: say.proves, short: reaches(house, authorization, person.id) ? '' : say.short }))}
</fieldset>
${levels.length > 0 ? levelField(levels, say) : undefined}
<details class="faults"${waiting === 'none' ? undefined : html` open`}>
<summary>${say.wrong}</summary>
${waiting === 'none' ? undefined : html`<p lang="en">Ordered by request: ${faultWords[waiting]}.</p>`}
<fieldset lang="en">
<legend>What goes wrong</legend>
${faults.map((fault) => faultChoice(fault))}
</fieldset>
</details>
<button type="submit">${say.next}</button>
</form>`;
  return frame(house.dialect.title, { title: say.title, body, locale });
}

/** Whether the sign-in of this person would give what was asked for. */
function reaches(house: House, authorization: Authorization, personaId: string): boolean {
  try {
    return house.dialect.judge({ authorization, personaId, level: undefined, trouble: noTrouble }).proven;
  } catch (problem) {
    if (problem instanceof Refusal) return false;
    throw problem;
  }
}

const personChoice = (person: PersonRow, say: { proves: string; short: string }): Markup => html`<div class="choice">
<input type="radio" name="persona" id="persona-${person.id}" value="${person.id}" aria-describedby="about-${person.id}">
<div><label for="persona-${person.id}">${person.name}</label>
<p class="hint" id="about-${person.id}"><span lang="en">${person.about}</span> ${say.proves}: <span lang="en">${person.proves}</span>. ${say.short}</p></div>
</div>
`;

const levelField = (levels: readonly string[], say: { level: string; best: string }): Markup => html`<div class="field">
<label for="level">${say.level}</label>
<select id="level" name="level"><option value="">${say.best}</option>${levels.map((level) => html`<option>${level}</option>`)}</select>
</div>
`;

const faultChoice = (fault: keyof typeof faultWords): Markup => html`<div class="choice">
<input type="radio" name="x_fault" id="fault-${fault}" value="${fault}"${fault === 'none' ? html` checked` : undefined}>
<label for="fault-${fault}">${faultWords[fault]}</label>
</div>
`;

/** What this provider is, whom it knows, and how to use it. */
export function homePage(house: House): string {
  const { dialect } = house;
  const body = html`<p>${dialect.about}</p>
<p>Nobody signs in from here: start at a service, and choose this provider.
Its address book for machines is <a href="/.well-known/openid-configuration">the discovery document</a>.</p>
<h2>Who has an account here</h2>
<dl>
${dialect.people.map(
  ({ name, about, proves }) => html`<dt>${name}</dt><dd>${about} Can prove here: ${proves}.</dd>
`,
)}
</dl>
<h2>Making it go wrong</h2>
<p>Choose it on the page that lists the people, or order it for the next sign-in with <code>POST /simulator/fault</code> and JSON such as
<code>{"fault":"wrong-nonce"}</code>; <code>"sticky":true</code> makes it last until <code>{"fault":"none"}</code>.</p>`;
  return frame(house.dialect.title, { title: dialect.title, body });
}

export const signedOutPage = (house: House): string =>
  frame(house.dialect.title, {
    title: 'You are signed out',
    body: html`<p>The service did not say where to go next.</p>`,
  });

/** Shows why a request was refused, to the person, because there is no safe place to send them. */
export function sendRefusalPage(response: Response, house: House, { error, message, status }: Refusal): void {
  const body = html`<p>${message}</p><p>For the people who run the service: <code>${error}</code></p>`;
  response.status(status).send(frame(house.dialect.title, { title: 'This request was refused', body }));
}
