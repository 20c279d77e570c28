// Sign-ins at a hub, as many as wanted, half by people who were never there and half by people who were: an answer that is not right, or a known
// person under another subject, ends the run.

import { openSite, type Site, signInWith } from '../bench/service.ts';
import { type Answer, createBrowser, createDriver, type Driver } from '../support/processes/driver.ts';
import { seeded } from '../support/seeded.ts';
import { whoIs } from './crowd.ts';

/** How one sign-in went, in milliseconds. */
export interface Took {
  whole: number;
  /** Without what the browser waited for at the provider; what the hub itself waits for there is in it, as a resident waits for that too. */
  hub: number;
}

export interface SignIns {
  /** One more. Rejects with the first thing that is wrong. */
  next(): Promise<Took>;
  /** How many people the hub has met. */
  people(): number;
  close(): Promise<void>;
}

/** Opens the hub to sign-ins, over up to so many connections at once. */
export async function openSignIns(url: string, connections: number): Promise<SignIns> {
  const driver = createDriver(connections);
  const site = await openSite(driver, url);
  const random = seeded(1);
  /** Subject of each person, by number. */
  const subjects: string[] = [];
  /** Numbers of those who have been there to the end. */
  const known: number[] = [];
  let begun = 0;
  let people = 0;
  return {
    people: () => known.length,
    close: () => driver.close(),
    async next() {
      begun += 1;
      const again = begun % 2 === 0 ? known[Math.floor(random() * known.length)] : undefined;
      const number = again ?? people++;
      const { took, subject } = await signIn(site, number);
      if (again === undefined) {
        subjects[number] = subject;
        known.push(number);
      } else if (subjects[number] !== subject) throw new Error(`person ${number} came back as another subject`);
      return took;
    },
  };
}

async function signIn(site: Site, number: number): Promise<{ took: Took; subject: string }> {
  let elsewhere = 0;
  const timed = { ...site, driver: watched(site, (ms) => (elsewhere += ms)) };
  const began = performance.now();
  const { id_token } = await signInWith(createBrowser(timed.driver, site.issuer), timed, {}, { who: whoIs(number) });
  const whole = performance.now() - began;
  const { sub } = JSON.parse(Buffer.from(id_token.split('.')[1] ?? '', 'base64url').toString());
  return { took: { whole, hub: whole - elsewhere }, subject: sub };
}

/** The driver, and how long each answer took that was not the hub's. */
function watched({ driver, issuer }: Site, elsewhere: (milliseconds: number) => void): Site['driver'] {
  const ask: Driver['ask'] = async (url, asked): Promise<Answer> => {
    if (url.startsWith(issuer)) return driver.ask(url, asked);
    const began = performance.now();
    const answer = await driver.ask(url, asked);
    elsewhere(performance.now() - began);
    return answer;
  };
  return { ...driver, ask };
}

/** So many at once, each followed by the next, until the time or the number is over. Returns how many were done, and how long that took. */
export async function closedLoop(
  signIns: SignIns,
  { atOnce, seconds = Number.POSITIVE_INFINITY, count = Number.POSITIVE_INFINITY }: ClosedLoop,
): Promise<{ done: number; seconds: number }> {
  const began = performance.now();
  const end = began + seconds * 1000;
  let begun = 0;
  const one = async () => {
    do {
      begun += 1;
      await signIns.next();
    } while (performance.now() < end && begun < count);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, one));
  return { done: begun, seconds: (performance.now() - began) / 1000 };
}

interface ClosedLoop {
  atOnce: number;
  seconds?: number;
  count?: number;
}

/** The next time between two arrivals, in means. */
export type Gaps = () => number;

/** One after another at the same distance: whoever waits, waits for the hub. */
export const evenly: Gaps = () => 1;

/** As people come who know nothing of one another (Poisson arrivals): now many, now none. Another seed, another crowd. */
export function byChance(seed: number): Gaps {
  const random = seeded(seed);
  return () => -Math.log(1 - random());
}

/**
 * Sign-ins that begin on a schedule, whatever became of those before. Each is timed from when it should have begun: where the driver or the hub stalls,
 * everybody who came meanwhile has waited.
 */
export async function openLoop(
  signIns: SignIns,
  { rate, seconds, gaps }: { rate: number; seconds: number; gaps: Gaps },
): Promise<Took[]> {
  const began = performance.now();
  const all: Promise<Took>[] = [];
  for (let at = 0; at < seconds * 1000; at += (gaps() / rate) * 1000) {
    const early = began + at - performance.now();
    if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
    const late = performance.now() - (began + at);
    const one = signIns.next().then(({ whole, hub }) => ({ whole: whole + late, hub: hub + late }));
    // What goes wrong is thrown below, once.
    one.catch(() => undefined);
    all.push(one);
  }
  return Promise.all(all);
}
