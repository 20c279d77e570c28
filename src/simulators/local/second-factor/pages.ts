// The pages of the second step: every way, and one page for each. They work without JavaScript, and a person helps on each of them.
// A page must never show a code but in a box that says that it is simulated.
import { html, type Markup } from '../../kit/html.ts';
import { frame } from '../../kit/pages.ts';
import { title } from '../pages.ts';
import { channelPart, fieldPart, helpPart, problemPart, sideForm } from '../parts.ts';
import { dayIn, type Locale, words } from '../words.ts';
import type { Cards } from './card.ts';
import { inGroups } from './codes.ts';
import type { Office, Visit } from './office.ts';
import { issuedIn, obstacleFor } from './step.ts';
import { type WayName, wayNames } from './ways.ts';
import { says } from './words.ts';

/** A visit as a page shows it: where its forms go, and what is wrong. */
export interface Shown {
  office: Office;
  /** Path of the visit. */
  path: string;
  visit: Visit;
  problem?: string;
}

/** Last digits of the telephone that a way goes to. */
const endOf = ({ account: { means } }: Visit, way: WayName): string =>
  ((way === 'voice' ? means.landline : means.mobile) ?? '').slice(-3);

/** Every way in the same order, those that cannot be taken too, with what to do. */
export function waysPage({ office, path, visit, problem }: Shown): string {
  const { locale } = visit.login;
  const say = says[locale];
  const body = html`${problemPart(problem, 'ways')}
<p>${say.why}</p>
<form method="post" action="${path}">
<fieldset id="ways" tabindex="-1">
<legend>${say.choose}</legend>
${wayNames.map((way) => wayPart({ office, path, visit }, way))}
</fieldset>
<button type="submit">${words[locale].next}</button>
</form>
${sideForm(`${path}/cancel`, words[locale].cancel)}
${helpPart(locale)}`;
  return frame(title, { title: say.heading, body, locale });
}

function wayPart({ office, visit }: Shown, way: WayName): Markup {
  const { locale } = visit.login;
  const say = says[locale];
  const obstacle = obstacleFor(office, visit, way);
  const letter = way === 'letter' ? office.letterOf(visit.account.id) : undefined;
  const about = letter ? say.onItsWay(dayIn(locale, letter.orderedAt)) : say.about[way](endOf(visit, way));
  if (obstacle)
    return html`<div class="choice missing" data-way="${way}" data-obstacle="${obstacle}"><div><p class="name">${say.way[way]}</p>
<p class="hint">${say.cannot} ${say.obstacle[obstacle]}</p></div></div>
`;
  return html`<div class="choice" data-way="${way}">
<input type="radio" name="way" id="way-${way}" value="${way}" aria-describedby="about-${way}">
<div><label for="way-${way}">${say.way[way]}</label>
<p class="hint" id="about-${way}">${about}</p></div>
</div>
`;
}

/** The page of the way that was chosen: what to do, the code, and what came by the simulated channel. */
export function codePage(shown: Shown): string {
  const { office, path, visit, problem } = shown;
  const { locale } = visit.login;
  const { way = 'desk' } = visit;
  const say = says[locale];
  const again = say.again[way];
  const body = html`${problemPart(problem, 'code')}
${todoPart(shown, way)}
${way === 'letter' && !office.letterOf(visit.account.id) ? orderPart(shown) : typePart(shown, way)}
${again === undefined ? undefined : sideForm(`${path}/again`, again)}
${laterPart(shown, way)}
<p><a href="${path}">${say.other}</a></p>
${helpPart(locale)}`;
  return frame(title, { title: say.way[way], body, locale });
}

function todoPart({ office, visit }: Shown, way: WayName): Markup {
  const { locale } = visit.login;
  const say = says[locale];
  if (way === 'card') return html`<p>${visit.square && say.square(visit.square.row, visit.square.number)}</p>`;
  const letter = way === 'letter' ? office.letterOf(visit.account.id) : undefined;
  if (letter)
    return html`<p>${say.letterSent(dayIn(locale, letter.orderedAt), dayIn(locale, letter.issued.until))} ${say.todo.letter('')}</p>`;
  return way === 'letter' ? html`` : html`<p>${say.todo[way](endOf(visit, way))}</p>`;
}

/** Before a letter is ordered. */
function orderPart({ path, visit }: Shown): Markup {
  const { locale } = visit.login;
  const say = says[locale];
  return html`<p>${say.orderTo}</p>
<p>${visit.account.means.address.map((line, index) => html`${index === 0 ? undefined : html`<br>`}${line}`)}</p>
<p>${say.orderTimes}</p>
<form method="post" action="${path}/order"><button type="submit" id="code">${say.order}</button></form>`;
}

function typePart(shown: Shown, way: WayName): Markup {
  const { office, path, visit } = shown;
  const { locale } = visit.login;
  const say = says[locale];
  const code = issuedIn(office, visit)?.code ?? '';
  if (way === 'key')
    return channelPart(
      locale,
      html`<p>${say.channel.key}</p>
<form method="post" action="${path}/code" class="buttons">
<button type="submit" id="code" name="code" value="${code}">${say.pressKey}</button>
<button type="submit" class="quiet" name="code" value="${code === '000000' ? '111111' : '000000'}">${say.wrongKey}</button>
</form>`,
    );
  return html`<form method="post" action="${path}/code">
${fieldPart({ name: 'code', label: say.code, hint: say.codeHint, kind: 'code', autocomplete: 'one-time-code' })}
<button type="submit">${words[locale].next}</button>
</form>
${channelPart(locale, html`${heldPart(shown, way)}<p><a href="/simulator/channels">${say.seeChannels}</a></p>`)}`;
}

/** What the person would hold, read or hear. */
function heldPart({ office, visit }: Shown, way: WayName): Markup {
  const { locale } = visit.login;
  const say = says[locale];
  const issued = issuedIn(office, visit);
  const code = issued && html`<strong data-code>${inGroups(issued.code)}</strong>`;
  switch (way) {
    case 'card':
      return cardPart(office.cards, { account: visit.account.id, locale });
    case 'letter': {
      const letter = office.letterOf(visit.account.id);
      return letter && letter.arrivesAt > office.now()
        ? html`<p>${say.letterComes(dayIn(locale, letter.arrivesAt))}</p>`
        : html`<p>${say.letterSays} ${code}</p>`;
    }
    case 'desk':
      return code ? html`<p>${say.officerSays} ${code}</p>` : html`<p>${say.officerWaits}</p>`;
    default:
      return html`<p>${say.channel[way]} ${code}</p>`;
  }
}

/** A code card as it is printed. */
export function cardPart(cards: Cards, { account, locale }: { account: string; locale: Locale }): Markup {
  const say = says[locale];
  return html`<table><caption>${say.cardShows}</caption>
<thead><tr><th scope="col">${say.cardRow}</th>${cards.numbers.map((number) => html`<th scope="col">${number}</th>`)}</tr></thead>
<tbody>${cards.printed(account).map(
    ({ row, codes }) =>
      html`<tr><th scope="row">${row}</th>${codes.map((one, index) => html`<td data-square="${row}${index + 1}">${inGroups(one)}</td>`)}</tr>
`,
  )}</tbody></table>`;
}

/** Letters and desks take days: the person may stop, and have another letter. */
function laterPart({ office, path, visit }: Shown, way: WayName): Markup | undefined {
  const { locale } = visit.login;
  const ordered = way === 'letter' && office.letterOf(visit.account.id) !== undefined;
  if (way !== 'desk' && !ordered) return undefined;
  return html`${sideForm(`${path}/stop`, words[locale].stop)}
${ordered ? sideForm(`${path}/order`, says[locale].orderAgain) : undefined}`;
}
