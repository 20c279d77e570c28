// The promises of the hub, each as a question to one answer of it. Whoever breaks one is told which.
import { createAcr } from '../../../src/assurance/acr.ts';
import { atLeast, join, type Level } from '../../../src/assurance/level.ts';
import { fdcSubject, uuidSubject } from '../../../src/simulators/kit/subject.ts';
import type { Page } from '../../support/http.ts';
import { pageOf } from '../../support/relying-party.ts';
import type { Person } from './people.ts';
import { Broken, type Hand, type Journey, pairOf, type Scene } from './scene.ts';

const reference = /[B-DF-HJ-NP-TV-XZ2-9]{4}-[B-DF-HJ-NP-TV-XZ2-9]{4}/;
const none: Level = { identity: 'none', authenticator: 'none' };

/** Every answer of the hub is a page, with a reference where something is wrong, and nobody reads of somebody whom they did not prove to be. */
export function checkPage(scene: Scene, hand: Hand, page: Page): void {
  if (new URL(page.url).origin !== scene.world.house.issuer) return;
  const where = `${page.status} from ${new URL(page.url).pathname}`;
  const kind = pageOf(page);
  scene.met(`page: ${page.location ? 'onwards' : (kind ?? 'none')}`);
  if (page.status >= 500 && !(page.status === 503 && scene.failing)) throw new Broken(`${where}: ${page.text}`);
  if (page.status >= 400 && (kind !== 'error' || !reference.test(page.text)))
    throw new Broken(`${where} without a reference`);
  for (const person of scene.cast) {
    const shown = page.body.includes(person.email) || page.body.includes(nameOf(person));
    if (shown && !hand.proved.has(person.id)) throw new Broken(`${where} shows ${person.id} to ${hand.name}`);
  }
}

/** A given name, which nobody else has. */
const nameOf = ({ id }: Person): string => id.replace(/^./, (first) => first.toUpperCase()).replace('-', ' ');

/** Whom a share page is about. */
export const shownOn = (scene: Scene, page: Page): Person | undefined =>
  scene.cast.find((person) => page.body.includes(person.email) || page.body.includes(nameOf(person)));

export interface Release {
  sub: string;
  acr: string;
  vot: string | undefined;
  claims: Record<string, unknown>;
}

/** What a service got is of somebody who signed in in this very browser, agreed, and reached that level. Returns who it is. */
export function checkRelease(
  scene: Scene,
  { hand, journey }: { hand: Hand; journey: Journey },
  { sub, acr, vot, claims }: Release,
): Person {
  const { house } = scene.world;
  const fail = (what: string): never => {
    throw new Broken(`${journey.id} got ${what} (${JSON.stringify({ sub, acr, vot, ...claims })})`);
  };
  const person =
    scene.cast.find(({ email, id }) => claims.email === email || claims.given_name === nameOf({ id } as Person)) ??
    fail('nobody who is known');
  if (hand !== journey.owner) fail(`a code by ${hand.name}, and had asked ${journey.owner.name}`);
  const proved = hand.proved.get(person.id) ?? fail(`${person.id}, as whom ${hand.name} never signed in`);
  if (journey.wish.fresh && !journey.provedHere.has(person.id)) fail('somebody who did not sign in anew');
  checkSubject(scene, { organisation: journey.service.organisation, sub }, person);
  const { levelOf } = createAcr(house.issuer, house.config.assurance);
  const level = levelOf(acr) ?? fail('a level that nobody knows');
  // `acr` is the name that was asked for, `vot` the greatest vector of what was reached.
  const reached = join(level, levelOf(vot ?? '') ?? level);
  if (!atLeast(proved.reduce(join, none), reached)) fail('a level that was not reached');
  for (const least of [journey.service.minimumLevel, journey.wish.required ?? none])
    if (!atLeast(reached, least)) fail(`less than ${JSON.stringify(least)}`);
  const agreed =
    journey.agreed.has(person.id) || (!journey.wish.askAgain && scene.agreements.has(`${person.id} ${journey.id}`));
  if (!agreed) fail('what nobody agreed to');
  if (journey.refused) fail('what was refused');
  return person;
}

function checkSubject(
  scene: Scene,
  { organisation, sub }: { organisation: string; sub: string },
  person: Person,
): void {
  const whose = scene.subjects.get(`${organisation} ${sub}`);
  if (whose !== undefined && whose !== person.id && !scene.joined.has(pairOf(whose, person.id)))
    throw new Broken(`${sub} is ${whose}’s and ${person.id}’s`);
  if (whose === undefined) scene.subjects.set(`${organisation} ${sub}`, person.id);
  const theirs = [...scene.subjects].filter(([key, id]) => key.startsWith(`${organisation} `) && id === person.id);
  if (theirs.length > person.proves.size) throw new Broken(`${person.id} has more subjects than accounts`);
}

const subjectAt = { central: fdcSubject, nhs: uuidSubject, scotland: uuidSubject };

/** Nobody became one person with somebody else, unless one browser proved both and said so. */
export async function checkPeople(scene: Scene): Promise<void> {
  const { hub, config } = scene.world.house;
  const owners = new Map<string, Person>();
  for (const person of scene.cast) {
    for (const provider of ['central', 'nhs', 'scotland'] as const) {
      const record = config.providers.get(provider);
      if (record?.protocol !== 'oidc' || !person.proves.has(provider)) continue;
      const account = { issuer: record.issuer, subject: subjectAt[provider](provider, person.id) };
      const found = await hub.store.people.find(hub.store.people.accountOf(account));
      if (!found) continue;
      scene.met('account: known');
      const other = owners.get(found.person) ?? person;
      if (other !== person && !scene.joined.has(pairOf(other.id, person.id)))
        throw new Broken(`${other.id} and ${person.id} became one`);
      owners.set(found.person, person);
    }
  }
}
