// What goes by the simulated post and happens at the simulated desk: for those who try it out, who may also put the clock forward. In
// English. A letter's code must never be shown before the letter has come.
import { Router } from 'express';
import { html, type Markup } from '../../kit/html.ts';
import { frame } from '../../kit/pages.ts';
import { readParameters } from '../../kit/parameters.ts';
import type { House } from '../house.ts';
import { title } from '../pages.ts';
import { politely } from '../polite.ts';
import { dayIn } from '../words.ts';
import { inGroups } from './codes.ts';
import { type DeskCall, day, type Letter, minute, type Office } from './office.ts';
import { cardPart } from './pages.ts';
import { says } from './words.ts';

const skips = [
  { label: '20 minutes', seconds: 20 * minute },
  { label: '3 days', seconds: 3 * day },
  { label: '21 days', seconds: 21 * day },
];

export function channelRoutes({ office }: House): Router {
  const router = Router();
  router.get('/', (_request, response) => void response.send(channelsPage(office)));
  router.post('/time', (request, response) => {
    const { seconds } = request.body ?? {};
    office.pass(skips.find((skip) => String(skip.seconds) === String(seconds))?.seconds ?? 0);
    response.redirect(303, '/simulator/channels');
  });
  router.post(
    '/desk',
    politely((request, response) => {
      const { account = '' } = readParameters(request.body);
      office.give(account);
      response.redirect(303, '/simulator/channels');
    }),
  );
  return router;
}

function channelsPage(office: Office): string {
  const letters = office.letters();
  const calls = office.calls();
  const body = html`<p>Here you see what a person would get by post, and what happens at the council’s desk. It is ${dayIn('en', office.now())} here.</p>
<h2>Letters</h2>
${letters.length === 0 ? html`<p>Nobody has asked for a letter.</p>` : letters.map((letter) => letterPart(office, letter))}
<h2>The officer’s desk</h2>
${calls.length === 0 ? html`<p>Nobody is to come.</p>` : calls.map(callPart)}
<h2>Let time pass</h2>
<p>This moves the clock of codes and letters in this simulator only. It cannot be moved back.</p>
<form method="post" action="/simulator/channels/time" class="buttons">
${skips.map(({ label, seconds }) => html`<button type="submit" class="quiet" name="seconds" value="${seconds}">${label}</button>`)}
</form>`;
  return frame(title, { title: 'Simulated post and desk', body });
}

function letterPart(office: Office, { account, kind, locale, issued, orderedAt, arrivesAt }: Letter): Markup {
  const has = arrivesAt <= office.now();
  const isOld = issued.until <= office.now();
  return html`<section class="channel" data-letter="${account.id}"><h3>To ${account.name}</h3>
<p>${account.means.address.map((line, index) => html`${index === 0 ? undefined : html`<br>`}${line}`)}</p>
<p>Posted on ${dayIn('en', orderedAt)}. ${has ? '' : `It comes on ${dayIn('en', arrivesAt)}.`} ${isOld ? 'Its code is too old.' : ''}</p>
${
  has
    ? html`<p lang="${locale}">${says[locale].letterSays} <strong data-code>${inGroups(issued.code)}</strong></p>
${kind === 'first' ? html`<div lang="${locale}">${cardPart(office.cards, { account: account.id, locale })}</div>` : undefined}`
    : undefined
}</section>
`;
}

const callPart = ({ account, locale, issued }: DeskCall): Markup =>
  html`<section class="channel" data-call="${account.id}"><h3>${account.name}</h3>
${
  issued
    ? html`<p lang="${locale}">${says[locale].officerSays} <strong data-code>${inGroups(issued.code)}</strong></p>`
    : html`<form method="post" action="/simulator/channels/desk"><input type="hidden" name="account" value="${account.id}">
<p>Wants a code to sign in.</p><button type="submit" class="quiet">The officer has seen ${account.name}, and gives a code</button></form>`
}</section>
`;
