// `/account`: people see which accounts are theirs and why, who knows them by what, and every use; they take an account out, take a copy, or have
// everything forgotten. It must never do any of that for a session that is weaker than what it would undo.
import express, { type Request, type Response, type Router } from 'express';
import { atLeast, identityAtLeast, type Level, nothing } from '../assurance/level.ts';
import { HubError } from '../errors.ts';
import { isFresh } from '../signin/time.ts';
import type { Account } from '../store/account-contracts.ts';
import type { Here } from '../views/own-pages.ts';
import { actingHome, askToEnd, endActing, showActing, useCode } from './acting.ts';
import type { AccountOptions, Exchange, Handler } from './contract.ts';
import { canBeUnlinked, copyOf, shownAccount, shownKnownBy, shownUse } from './show.ts';
import { askToStop, checkCode, claimVouch, showVouch, stopVouch, vouchHome } from './vouch.ts';

const home = '/account';
/** Address of the form by which somebody gets more time on these pages. */
export const moreTimeForm = `${home}/more-time`;
/** Uses on a page, and in a copy. */
const shownUses = 200;
const copiedUses = 10_000;

export function createAccountRoutes(options: AccountOptions): Router {
  const router = express.Router();
  const form = express.urlencoded({ extended: false, limit: '8kb', parameterLimit: 5 });
  const signedIn = (handler: Handler) => (request: Request, response: Response) =>
    options.gathered(async () => {
      const here = await options.pages.here({ request, response });
      if (here) await handler({ request, response, here }, options);
      else start({ request, response }, options);
    });
  router.get(home, signedIn(overview));
  router.get(`${home}/uses`, signedIn(uses));
  router.get(`${home}/unlink/:id`, signedIn(askToUnlink));
  router.post(`${home}/unlink/:id`, form, signedIn(unlink));
  router.get(actingHome, signedIn(showActing));
  router.post(`${actingHome}/code`, form, signedIn(useCode));
  router.get(`${actingHome}/end/:id`, signedIn(askToEnd));
  router.post(`${actingHome}/end/:id`, form, signedIn(endActing));
  router.get(vouchHome, signedIn(showVouch));
  router.post(`${vouchHome}/code`, form, signedIn(checkCode));
  router.post(`${vouchHome}/claim`, form, signedIn(claimVouch));
  router.get(`${vouchHome}/stop/:id`, signedIn(askToStop));
  router.post(`${vouchHome}/stop/:id`, form, signedIn(stopVouch));
  router.post(moreTimeForm, form, signedIn(moreTime));
  router.post(`${home}/download`, form, signedIn(download));
  router.get(`${home}/delete`, signedIn(askToErase));
  router.post(`${home}/delete`, form, signedIn(erase));
  router.post(`${home}/sign-out`, form, signedIn(leave));
  return router;
}

function start(at: Exchange, { pages }: AccountOptions): void {
  pages.show(at, { page: 'account-start', signIn: pages.signInPath(at) });
}

/** Names an account in addresses, for one session only. */
const nameOf = ({ account }: Account, { session }: Here, { vault }: AccountOptions): string =>
  vault.token('account-page', `${session}:${account}`);

const personOf = ({ authentication }: Here): string => authentication.person;

const overview: Handler = async (at, options) => {
  const { here, request } = at;
  const { pages, about, naming } = options;
  const accounts = await about.accounts(personOf(here));
  const knownBy = await about.knownBy(personOf(here));
  const shown = accounts.map((account) =>
    shownAccount(account, {
      naming,
      here: account.account === here.authentication.account,
      unlink: canBeUnlinked(account, accounts) ? `${home}/unlink/${nameOf(account, here, options)}` : undefined,
    }),
  );
  pages.show(at, {
    page: 'account',
    accounts: shown,
    // Whoever finds the device unattended must not become the person who left it.
    ...(isFresh(here.authentication, Date.now() / 1000)
      ? { add: pages.signInPath(at, { join: true }) }
      : { signIn: pages.signInPath(at, { maxAge: 0 }) }),
    knownBy: knownBy.map((one) => shownKnownBy(one, naming)),
    uses: `${home}/uses`,
    acting: actingHome,
    vouch: vouchHome,
    download: pages.form(`${home}/download`, here),
    remove: `${home}/delete`,
    leave: pages.form(`${home}/sign-out`, here),
    unlinked: request.query.done === 'unlinked',
  });
};

const uses: Handler = async (at, { pages, about, naming }) => {
  const lines = await about.uses(personOf(at.here), shownUses + 1);
  const shown = lines.slice(0, shownUses).flatMap((line) => shownUse(line, naming) ?? []);
  pages.show(at, { page: 'account-uses', uses: shown, more: lines.length > shownUses, back: home });
};

/** The account that an address names, where it can be taken out. @throws HubError `not_found` */
async function namedAccount({ request, here }: Exchange & { here: Here }, options: AccountOptions): Promise<Account> {
  const accounts = await options.about.accounts(personOf(here));
  const account = accounts.find((one) => nameOf(one, here, options) === request.params.id);
  if (!account || !canBeUnlinked(account, accounts)) throw new HubError('not_found');
  return account;
}

const askToUnlink: Handler = async (at, options) => {
  const { pages, acr, naming, isHeld } = options;
  const account = await namedAccount(at, options);
  const { level } = account.link;
  const held = isHeld(personOf(at.here));
  const provider = naming.providers.get(account.provider ?? '');
  pages.show(at, {
    page: 'account-unlink',
    ...(provider && { name: provider.name }),
    here: account.account === at.here.authentication.account,
    ...(!held && atLeast(at.here.authentication.level, level) && { form: pages.form(at.request.path, at.here) }),
    held,
    // A wish alone would be content with the session as it is.
    signIn: pages.signInPath(at, { acr: acr.uriOf(level), maxAge: 0 }),
    back: home,
  });
};

const unlink: Handler = async (at, options) => {
  const { pages, moves, sectors, isHeld, trail } = options;
  pages.fields(at, at.here);
  const account = await namedAccount(at, options);
  const person = personOf(at.here);
  await options.allow('changes', person);
  const mayUnlink = !isHeld(person) && atLeast(at.here.authentication.level, account.link.level);
  if (!mayUnlink) return pages.redirect(at, at.request.path);
  const parted = await moves.part({ account: account.account, from: person, sectors });
  if (!parted) throw new HubError('changed_meanwhile');
  const words = { provider: account.provider ?? 'unknown', by: 'person', subjects: parted.changes.length };
  await trail({ event: 'person.parted', person, account: account.account, words });
  pages.redirect(at, `${home}?done=unlinked`);
};

const download: Handler = async (at, { pages, about, vouches, allow, trail }) => {
  pages.fields(at, at.here);
  const person = personOf(at.here);
  await allow('copies', person);
  const accounts = await Promise.all(
    (await about.accounts(person)).map(async (account) => ({
      account,
      compared: await about.compared(account.account),
      checks: await vouches.ofAccount(account.account),
    })),
  );
  const lines = await about.uses(person, copiedUses + 1);
  const kept = { accounts, knownBy: await about.knownBy(person), uses: lines.slice(0, copiedUses) };
  const copy = copyOf({ ...kept, more: lines.length > copiedUses }, Date.now());
  await trail({ event: 'person.downloaded', person });
  pages.file(at, 'gatehouse-account.json', copy);
};

/** The level of the account that has proven most of who its person is. */
const strongest = (accounts: readonly Account[]): Level =>
  accounts
    .map(({ link }) => link.level)
    .reduce((best, level) => (identityAtLeast(best.identity, level.identity) ? best : level), nothing);

/** Whether the session is strong and new enough to forget everything by. */
function mayErase({ authentication }: Here, needed: Level): boolean {
  return isFresh(authentication, Date.now() / 1000) && atLeast(authentication.level, needed);
}

const askToErase: Handler = async (at, { pages, about, acr, isHeld }) => {
  const needed = strongest(await about.accounts(personOf(at.here)));
  const held = isHeld(personOf(at.here));
  pages.show(at, {
    page: 'account-delete',
    ...(!held && mayErase(at.here, needed) && { form: pages.form(`${home}/delete`, at.here) }),
    signIn: pages.signInPath(at, { acr: acr.uriOf(needed), maxAge: 0 }),
    held,
    back: home,
  });
};

const erase: Handler = async (at, options) => {
  const { pages, about, moves, sectors, isHeld, trail } = options;
  pages.fields(at, at.here);
  const person = personOf(at.here);
  await options.allow('changes', person);
  const accounts = await about.accounts(person);
  if (isHeld(person) || !mayErase(at.here, strongest(accounts))) return pages.redirect(at, `${home}/delete`);
  // First, while services still know by which subject to be told that the person has left.
  await at.here.leave();
  const changes = await moves.erase(person, sectors);
  const words = { by: 'person', accounts: accounts.length, subjects: changes.length };
  await trail({ event: 'person.erased', person, words });
  pages.show({ request: at.request, response: at.response }, { page: 'account-deleted' });
};

/** Back to the page that it was asked for on. */
const moreTime: Handler = async (at, { pages }) => {
  const { back = home } = pages.fields(at, at.here);
  await pages.moreTime(at.here);
  pages.redirect(at, /^\/account(?:\/[\w-]+)*$/.test(back) ? back : home);
};

const leave: Handler = async (at, { pages }) => {
  pages.fields(at, at.here);
  await at.here.leave();
  pages.show({ request: at.request, response: at.response }, { page: 'account-left', again: home });
};
