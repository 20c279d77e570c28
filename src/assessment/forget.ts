// Has the hub forget a person, at their own page, so that no journey begins where another one ended.
// It must never leave somebody remembered in silence: what could not be undone ends the assessment.
import { HubError } from '../errors.ts';
import { read } from './read-page.ts';
import { signInFrom, type Walker } from './walk.ts';

/** Signing in again at the level that deleting wants, at most so often. */
const mostTries = 3;

/**
 * Deletes whatever the hub keeps of the walker's person under their account, signing in where the browser is not signed in.
 * @throws HubError `configuration` where the page does not let it
 */
export async function forget(walker: Walker): Promise<void> {
  const { browser, origins } = walker;
  const own = (path: string) => new URL(path, origins.hub).href;
  let last = '';
  for (let tries = 0; tries < mostTries; tries += 1) {
    const page = await browser.visit(own('/account/delete'));
    if (page.forms.some(({ action }) => action === '/account/delete')) {
      const done = await browser.follow(await browser.submit(page, {}, '/account/delete'));
      if (read(done, origins).name === 'account-deleted') return;
      last = read(done, origins).heading;
      continue;
    }
    const walked = await signInFrom(walker, page);
    last = (walked?.at ?? read(page, origins)).heading;
    if (!walked) break;
  }
  const detail = `The hub does not forget ${walker.persona.id} (${walker.provider}); it stopped at "${last}". Is the person held or blocked?`;
  throw new HubError('configuration', { detail });
}
