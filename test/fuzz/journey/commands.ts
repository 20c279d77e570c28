// What people and services do, as a run has it. Each command does one thing and looks at what came of it; whether that may be is in checks.ts.
// One that makes no sense where a tab stands does nothing: shrinking stays possible.
import { pass } from '../../support/clock.ts';
import type { Page } from '../../support/http.ts';
import { pageOf } from '../../support/relying-party.ts';
import { withStoreFault } from '../../support/store-faults.ts';
import { checkPage } from './checks.ts';
import { openIdFaults, samlFaults } from './faults.ts';
import { answerAtProvider, begunAnew, deliver, goOn, see, start } from './going-on.ts';
import { redeem, refresh } from './redeeming.ts';
import { Broken, type Hand, type Scene, type Shown, type Tab, type Wish } from './scene.ts';
import type { Command, Step } from './steps.ts';
import { fresh, offline, silent } from './wishes.ts';

/** Where a step is done. */
export interface At {
  scene: Scene;
  hand: Hand;
  tab: Tab | undefined;
  step: Step;
}

export const pick = <T>(from: readonly T[], number: number): T | undefined => from[number % from.length];

const tabsOf = (hand: Hand): Tab[] => hand.tabs.filter((tab) => tab !== undefined);
const others = ({ scene, hand }: At): Hand[] => scene.hands.filter((one) => one !== hand);

/** A page of a tab is loaded, and the tab is there then. The address of the service's request begins another sign-in. */
async function load({ scene, hand, tab }: At, shown: Shown | undefined): Promise<void> {
  if (!tab || !shown) return;
  const { page, journey } = shown;
  const isNew = page.url === journey.asking.url.href;
  if (isNew) scene.begun += 1;
  await see(scene, hand, tab, await hand.browser.get(page.url), isNew ? begunAnew(journey, hand) : journey);
}

async function oldForm({ scene, hand, tab, step }: At): Promise<void> {
  const { issuer } = scene.world.house;
  const past = tab?.past.filter(({ page }) => page.forms.length > 0 && page.url.startsWith(issuer)) ?? [];
  const shown = pick(past, step.pick);
  const form = shown && pick(shown.page.forms, step.pick >> 3);
  if (!tab || !shown || !form) return;
  const { page, journey } = shown;
  const choice = pick(form.choices, step.pick >> 5);
  const fields = choice ? { [choice.name]: choice.value } : {};
  // An old "yes" is a yes: it may still be counted.
  if (pageOf(page) === 'share' && form.action.endsWith('/share')) {
    Object.assign(tab, shown);
    await goOn(scene, hand, tab);
  } else
    await see(scene, hand, tab, await hand.browser.submit({ ...page, forms: [form] }, fields, form.action), journey);
}

/** The tab, or a new one, gone on with until it stands where `there` says; undefined where it never does. */
async function led(
  { scene, hand, tab, step }: At,
  there: (page: Page) => boolean,
  wish?: Wish,
): Promise<Tab | undefined> {
  const now =
    tab && !wish
      ? tab
      : await start(scene, hand, { ...serviceOf(scene, step), pick: step.pick >> 2, ...(wish && { wish }) });
  hand.tabs[step.tab] = now;
  for (let pages = 0; now && !there(now.page) && pages < 7; pages += 1) await goOn(scene, hand, now, step.pick);
  return now && there(now.page) ? now : undefined;
}

const isSimulator = ({ forms }: Page): boolean => forms.some(({ action }) => action.includes('/simulator/continue'));

async function answerAs(at: At): Promise<void> {
  const { scene, hand, step } = at;
  const person = pick(scene.cast, step.pick);
  const there = await led(at, isSimulator);
  if (there && person) await answerAtProvider(scene, hand, { tab: there, person });
}

async function failAtProvider(at: At, named?: string): Promise<void> {
  const { scene, hand, step } = at;
  const there = await led(at, isSimulator);
  if (!there) return;
  const isSaml = new URL(there.page.url).origin === scene.world.house.simulators.local.url;
  const fault = named ?? pick(isSaml ? samlFaults : openIdFaults, step.pick) ?? 'cancelled';
  await answerAtProvider(scene, hand, { tab: there, person: hand.own, fault });
}

/** The same answer of a provider comes twice, or in a browser that did not ask. */
async function again(at: At, elsewhere: boolean): Promise<void> {
  const { scene, hand, step } = at;
  const theirs = scene.replies.filter(({ journey }) => (journey.owner === hand) !== elsewhere);
  const reply = pick(theirs, step.pick);
  if (!reply) return;
  const copy: Tab = { ...reply, past: [] };
  await deliver(scene, hand, copy);
  // Somebody else's sign-in goes nowhere in this browser, however often it is tried.
  if (elsewhere) for (let tries = 0; tries < 2; tries += 1) await goOn(scene, hand, copy);
}

/** Somebody opens the address at which another browser's tab stands: the hub's page, or the provider's. */
async function openTheirs(at: At, there: boolean): Promise<void> {
  const { scene, hand, step } = at;
  const { issuer } = scene.world.house;
  const stands = others(at)
    .flatMap(tabsOf)
    // The address of a service's request is anybody's: it begins a sign-in of its own.
    .filter(
      ({ page }) =>
        !page.location && (there ? !page.url.startsWith(issuer) : page.url.startsWith(`${issuer}/sign-in/`)),
    );
  const theirs = pick(stands, step.pick);
  if (!theirs) return;
  const copy: Tab = { journey: theirs.journey, page: theirs.page, past: [] };
  await see(scene, hand, copy, await hand.browser.get(theirs.page.url));
  // They are who they are: their own sign-in at the provider must not become the other browser's.
  for (let pages = 0; pages < 3; pages += 1) await goOn(scene, hand, copy);
}

async function doNotShare(at: At): Promise<void> {
  const { scene, hand } = at;
  const there = await led(at, (page) => pageOf(page) === 'share');
  if (!there) return;
  there.journey.refused = true;
  await see(scene, hand, there, await hand.browser.submit(there.page, {}, '/cancel'));
}

/** A refresh token is used; where there is none yet, a service gets one. */
async function refreshOne(at: At, used: boolean): Promise<void> {
  const { scene, hand, step } = at;
  const held = pick(
    scene.refreshes.filter(({ uses }) => uses > 0 === used),
    step.pick,
  );
  if (held)
    return Promise.all([refresh(scene, held), ...(step.pick % 4 === 0 ? [refresh(scene, held)] : [])]).then(
      () => undefined,
    );
  const permits = scene.world.parties.find(({ service }) => service.refreshTokens);
  if (used || !permits) return;
  const tab = await start(scene, hand, { ...permits, pick: 0, wish: offline });
  hand.tabs[step.tab] = tab;
  for (let pages = 0; tab && pages < 7; pages += 1) await goOn(scene, hand, tab, step.pick);
}

async function signOut({ scene, hand, step }: At): Promise<void> {
  const hint = scene.idTokens.filter((one) => one.hand === hand).at(-1);
  const url = new URL('/sign-out', scene.world.house.issuer);
  if (hint && step.pick % 2) url.searchParams.set('id_token_hint', hint.token);
  const page = await hand.browser.visit(url.href);
  checkPage(scene, hand, page);
  if (pageOf(page) !== 'sign-out') return;
  const end = await hand.browser.follow(
    await hand.browser.submit(page, { logout: 'yes' }, '/sign-out/confirm'),
    ({ port }) => port === '1',
  );
  checkPage(scene, hand, end);
  scene.met('signed out');
  hand.signedIn = scene.failing ? undefined : false;
}

async function resume({ scene, hand, step }: At): Promise<void> {
  const known = pick(scene.resumes, step.pick);
  if (!known) return;
  const form = await hand.browser.visit(`${scene.world.house.issuer}/resume`);
  checkPage(scene, hand, form);
  if (pageOf(form) !== 'resume') return;
  const page = await hand.browser.follow(await hand.browser.submit(form, { code: known.code }, '/resume'));
  checkPage(scene, hand, page);
  const said = /data-resumed="(\w+)"/.exec(page.body)?.[1];
  scene.met(`resume: ${said ?? 'unknown code'}`);
  if (said && known.spent) throw new Broken('a resume code worked twice');
  if (!said) return;
  hand.carries = known;
  const service = scene.world.parties.find(({ id }) => id === known.service);
  if (service) hand.tabs[0] = await start(scene, hand, { ...service, pick: 0 });
}

const moments = [20, 70, 1000, 3700, 3700, 10_000, 90_000, 8 * 86_400];

/** One statement or commit fails while a tab goes on; afterwards all is well again. */
async function storeFails({ scene, hand, tab, step }: At): Promise<void> {
  const at = 1 + ((step.pick >> 1) % 16);
  scene.failing = true;
  scene.failed = true;
  const fault = { of: step.pick % 2 ? 'commit' : 'statement', at: step.pick % 2 ? 1 + (at % 3) : at } as const;
  const { met } = await withStoreFault(fault, async () => {
    const over = !tab || tab.page.location !== undefined || pageOf(tab.page) === 'error';
    const now = over ? await start(scene, hand, { ...serviceOf(scene, step), pick: step.pick }) : tab;
    hand.tabs[step.tab] = now;
    for (let pages = 0; now && pages < 4; pages += 1) await goOn(scene, hand, now);
  });
  scene.failing = false;
  for (const one of scene.hands) one.signedIn = undefined;
  if (met) scene.met(`store failed: ${fault.of}`);
}

const serviceOf = ({ world }: Scene, step: Step) => {
  const service = pick(world.parties, step.pick);
  if (!service) throw new Error('no services');
  return service;
};

const deeds: Record<Command, (at: At) => Promise<unknown>> = {
  async 'go on'({ scene, hand, tab, step }) {
    const now = tab ?? (await start(scene, hand, { ...serviceOf(scene, step), pick: step.pick }));
    hand.tabs[step.tab] = now;
    for (let pages = 0; now && pages < 1 + (step.pick % 7); pages += 1) await goOn(scene, hand, now, step.pick);
  },
  async start({ scene, hand, step }) {
    hand.tabs[step.tab] = await start(scene, hand, { ...serviceOf(scene, step), pick: step.pick >> 2 });
  },
  async 'start silently'({ scene, hand, step }) {
    hand.tabs[step.tab] = await start(scene, hand, { ...serviceOf(scene, step), pick: 0, wish: silent });
  },
  reload: (at) => load(at, at.tab),
  'old page': (at) => load(at, pick(at.tab?.past ?? [], at.step.pick)),
  'old form': oldForm,
  'sign in anew': (at) => led(at, ({ location }) => location !== undefined && new URL(location).port === '1', fresh),
  'answer as anybody': answerAs,
  'deny at the provider': (at) => failAtProvider(at, 'cancelled'),
  'pend at the provider': (at) => failAtProvider(at, 'pending'),
  'fault at the provider': (at) => failAtProvider(at),
  'deliver again': (at) => again(at, false),
  'deliver elsewhere': (at) => again(at, true),
  'open elsewhere': (at) => openTheirs(at, false),
  'provider page elsewhere': (at) => openTheirs(at, true),
  'do not share': doNotShare,
  async 'redeem again'({ scene, step }) {
    const code = pick(scene.codes, step.pick);
    // One that nobody has redeemed yet: twice at the same moment.
    if (code) await Promise.all([redeem(scene, code), ...(code.uses === 1 ? [redeem(scene, code)] : [])]);
  },
  refresh: (at) => refreshOne(at, false),
  'refresh again': (at) => refreshOne(at, true),
  'sign out': signOut,
  resume,
  async 'time passes'({ scene, step }) {
    pass(pick(moments, step.pick) ?? 0);
    for (const hand of scene.hands) hand.signedIn ||= undefined;
  },
  'store fails': storeFails,
  restart: ({ scene }) => scene.world.house.restart(),
};

/** Does one step. Rejects with what does not hold. */
export async function perform(scene: Scene, step: Step): Promise<void> {
  const hand = pick(scene.hands, step.who);
  if (!hand) return;
  scene.met(`> ${step.do}`);
  await deeds[step.do]({ scene, hand, tab: hand.tabs[step.tab], step });
  for (const code of scene.codes) code.fresh = false;
}
