// How a tab goes on: the next natural thing on whatever page it shows, with the person who sits there.
import type { Level } from '../../../src/assurance/level.ts';
import type { Page } from '../../support/http.ts';
import { pageOf } from '../../support/relying-party.ts';
import { checkPage, shownOn } from './checks.ts';
import type { Person, Provider } from './people.ts';
import { redeem } from './redeeming.ts';
import { Broken, type Code, type Hand, type Journey, pairOf, type Scene, type Tab, type Wish } from './scene.ts';
import { offline, scopeOf, wishes } from './wishes.ts';
import type { World } from './world.ts';

type Starting = World['parties'][number] & { pick: number; wish?: Wish };

/** A service asks in a new tab. */
export async function start(
  scene: Scene,
  hand: Hand,
  { id, service, party, pick, wish: given }: Starting,
): Promise<Tab | undefined> {
  const all = service.refreshTokens ? [...wishes, offline, offline, offline] : wishes;
  const wish = given ?? all[pick % all.length] ?? offline;
  scene.begun += 1;
  // A pushed request is refused there and then where the hub cannot take it.
  const asking = await party
    .ask({ ...wish.parameters, scope: scopeOf(service, wish) }, wish.way)
    .catch((error: unknown) => {
      if (!scene.failing) throw error;
    });
  if (!asking) return undefined;
  const journey = begunAnew({ owner: hand, id, service, party, wish, asking }, hand);
  const first = await hand.browser.get(asking.url.href);
  const tab: Tab = { journey, page: first, past: [] };
  await see(scene, hand, tab, first);
  return tab;
}

/** A journey on whose way nothing has happened yet. */
export const begunAnew = (
  { owner, id, service, party, wish, asking }: Pick<Journey, 'owner' | 'id' | 'service' | 'party' | 'wish' | 'asking'>,
  { carries }: Hand,
): Journey => ({
  ...{ owner, id, service, party, wish, asking },
  provedHere: new Set(),
  agreed: new Set(),
  refused: false,
  ...(carries?.service === id && { carries }),
});

/** Whether a page is a provider's answer on its way to the hub. */
export const isReply = (scene: Scene, { location, forms }: Page): boolean =>
  location ? isCallback(scene, new URL(location)) : forms.some(({ fields }) => 'SAMLResponse' in fields);

const isCallback = (scene: Scene, url: URL): boolean =>
  url.origin === scene.world.house.issuer && url.pathname.startsWith('/callback/');

/** Follows up to the next page, to a provider's answer or to the service; looks at it, and keeps what came. It may be on the way of an earlier journey, or a new one. */
export async function see(scene: Scene, hand: Hand, tab: Tab, page: Page, journey = tab.journey): Promise<void> {
  const { party } = journey;
  const next = await hand.browser.follow(page, (url) => url.port === '1' || isCallback(scene, url));
  checkPage(scene, hand, next);
  tab.past.push({ page: tab.page, journey: tab.journey });
  Object.assign(tab, { page: next, journey });
  if (isReply(scene, next)) scene.replies.push({ page: next, journey });
  const code = /data-resume-code>([^<]+)</.exec(next.body)?.[1];
  if (code && !scene.resumes.some((one) => one.code === code))
    scene.resumes.push({ code, service: journey.id, spent: false });
  const url = next.location ? new URL(next.location) : undefined;
  if (url && party.isHere(url)) arrived(scene, hand, { tab, url });
}

/** A browser is back at the service. */
function arrived(scene: Scene, hand: Hand, { tab, url }: { tab: Tab; url: URL }): void {
  const { journey } = tab;
  const error = url.searchParams.get('error');
  scene.met(error ? `answer: ${error}` : 'answer: code');
  if (error || scene.codes.some((one) => one.url.href === url.href)) return;
  if (journey.wish.silent && hand.signedIn === false)
    throw new Broken(`${hand.name} is signed out, and got a code silently`);
  const carried = journey.carries && journey.provedHere.size === 0 && hand.signedIn === false && !scene.failed;
  if (carried && journey.carries) {
    journey.carries.spent = true;
    scene.met('resume: carried');
  }
  hand.signedIn = true;
  const code: Code = { journey, hand, url, uses: 0, won: false, fresh: true };
  scene.codes.push(code);
}

interface Answering {
  tab: Tab;
  person: Person;
  fault?: string;
}

/** Faults after which what the provider says still holds, or may: the first assertion that is to be a used one has been used by nobody. */
const harmless: readonly string[] = ['higher-level', 'no-level', 'not-verified', 'old-authentication', 'replayed'];

/** Somebody signs in on a provider's page, or it goes wrong there. */
export async function answerAtProvider(scene: Scene, hand: Hand, { tab, person, fault }: Answering): Promise<void> {
  if (!tab.page.forms.some(({ action }) => action.includes('/simulator/continue'))) return;
  const provider = providerAt(scene, tab.page);
  const level = provider && person.proves.get(provider);
  if (level && (!fault || harmless.includes(fault)))
    prove(scene, { hand, tab, person, old: fault === 'old-authentication' }, level);
  if (level && fault === 'lower-level')
    prove(scene, { hand, tab, person }, { identity: 'low', authenticator: 'medium' });
  const fields = { persona: person.id, ...(fault && { x_fault: fault }) };
  await see(scene, hand, tab, await hand.browser.submit(tab.page, fields, '/simulator/continue'));
}

function prove(
  scene: Scene,
  { hand, tab, person, old }: { hand: Hand; tab: Tab; person: Person; old?: boolean },
  level: Level,
): void {
  scene.met('answered at a provider');
  hand.proved.set(person.id, [...(hand.proved.get(person.id) ?? []), level]);
  if (hand === tab.journey.owner && !old) tab.journey.provedHere.add(person.id);
}

function providerAt({ world }: Scene, { url }: Page): Provider | undefined {
  const { origin } = new URL(url);
  const { central, nhs, local, scotland } = world.house.simulators;
  const found = Object.entries({ central, nhs, local, scotland }).find(([, simulator]) => simulator.url === origin);
  return found?.[0] as Provider | undefined;
}

/** The browser brings a provider's answer to the hub. */
export async function deliver(scene: Scene, hand: Hand, tab: Tab): Promise<void> {
  const { location, forms } = tab.page;
  const form = forms.find(({ fields }) => 'SAMLResponse' in fields);
  if (location) await see(scene, hand, tab, await hand.browser.get(location));
  else if (form) await see(scene, hand, tab, await hand.browser.submit(tab.page, {}, form.action));
}

/** What a person does on the pages of the hub: the form, by the end of its action, and its fields. */
function deedOn(
  scene: Scene,
  hand: Hand,
  { tab, pick }: { tab: Tab; pick: number },
): { form: string; fields?: Record<string, string> } | undefined {
  const { page } = tab;
  switch (pageOf(page)) {
    case 'choice': {
      const theirs = [...hand.own.proves.keys()];
      return { form: '/choice', fields: { provider: theirs[pick % theirs.length] ?? 'central' } };
    }
    case 'question':
      return { form: '/question', fields: { way: ['without', 'other', 'answer'][pick % 3] ?? '' } };
    case 'question-answer':
      return { form: '/question', fields: { answer: '99900000' } };
    case 'question-answered':
      return { form: '/question' };
    case 'question-join': {
      const yes = pick % 2 === 0;
      const proved = [...hand.proved.keys()];
      if (yes) for (const one of proved) for (const other of proved) scene.joined.add(pairOf(one, other));
      return { form: '/question', fields: { join: yes ? 'yes' : 'no' } };
    }
    case 'different-person':
      return { form: '/different-person' };
    case 'share': {
      const person = shownOn(scene, page);
      if (!person) throw new Broken(`a share page about nobody: ${page.text}`);
      tab.journey.agreed.add(person.id);
      scene.agreements.add(`${person.id} ${tab.journey.id}`);
      return { form: '/share' };
    }
    case 'stopped':
    case 'waiting':
      return { form: '/cancel' };
    default:
      return undefined;
  }
}

/** Goes one page on; does nothing where there is no way on. */
export async function goOn(scene: Scene, hand: Hand, tab: Tab, pick = 0): Promise<void> {
  const { page } = tab;
  const samlRequest = page.forms.find(({ fields }) => 'SAMLRequest' in fields);
  const code = scene.codes.find((one) => one.url.href === page.location);
  if (code) return code.uses === 0 ? redeem(scene, code) : undefined;
  if (isReply(scene, page)) return deliver(scene, hand, tab);
  if (page.forms.some(({ action }) => action.includes('/simulator/continue')))
    return answerAtProvider(scene, hand, { tab, person: hand.own });
  if (samlRequest) return see(scene, hand, tab, await hand.browser.submit(page, {}, samlRequest.action));
  const deed = deedOn(scene, hand, { tab, pick });
  const form = deed && page.forms.find(({ action }) => action.endsWith(deed.form));
  if (deed && form)
    await see(scene, hand, tab, await hand.browser.submit({ ...page, forms: [form] }, deed.fields ?? {}));
}
