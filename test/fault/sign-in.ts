// One person signs in while things break. They do what a person would: load a page again that did not come, press a button again, and stop where
// a page says that it is over. What becomes of it has one of four names. It must never be kinder than a person can be expected to be.
import { type Answer, type Browser, createBrowser, type createDriver } from '../support/processes/driver.ts';
import { formOf } from '../support/processes/forms.ts';
import { service as client } from '../support/processes/settings.ts';
import type { Person } from './people.ts';
import { journeyHeader } from './proxy.ts';
import { type Asking, comeAgain, insist, type Service, type Tokens } from './service.ts';

/** Somebody came in, and the service knows who. */
export interface Completed {
  kind: 'completed';
  tokens: Tokens;
  sub: string;
  /** What userinfo said. */
  claims: Readonly<Record<string, unknown>>;
  /** When the service asked for the tokens, by this process's clock in milliseconds. */
  at: number;
}

/** How a sign-in ended: with tokens; at a page that says why, or with the service being told why; or in any other way. */
export type Ending = Completed | { kind: 'told'; how: string } | { kind: 'lost'; how: string };

export interface Attempt {
  person: Person;
  journey: string;
  browser: Browser;
  ending: Ending;
  /** Pages of the hub on the way, with a status of an error, that do not help anybody. */
  useless: readonly string[];
  /** How often the person had to ask again, because nothing came or they were told to. */
  again: number;
}

export interface Visiting {
  driver: ReturnType<typeof createDriver>;
  issuer: string;
  service: Service;
  /** The provider is being switched off: tokens end in between, and services are told. */
  switching?: true;
}

const mostPages = 40;
let journeys = 0;

/** A page of the hub that says what happened, what to do next and a reference number. Neither a 500 nor JSON is one. */
export function isUseful({ status, body }: Answer): boolean {
  const [, said = ''] = body.split('<h1');
  // What happened, what to do next, and the number.
  const says = said.match(/<p[^>]*>[^<]/g) ?? [];
  return (
    status !== 500 && body.includes('data-page="error"') && says.length >= 3 && /\b[A-Z0-9]{4}-[A-Z0-9]{4}\b/.test(said)
  );
}

/** A few words of an answer, for whoever reads what went wrong. */
function inWords({ url, status, body }: Answer): string {
  const text = body
    .replace(/<(style|script)[\s\S]*?<\/\1>|<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .slice(0, 160);
  return `${status} from ${url.split('?')[0]}: ${text.trim()}`;
}

/** One sign-in, in a new browser or in one that was here before. Never rejects. */
export async function signIn(person: Person, visiting: Visiting, before?: Browser): Promise<Attempt> {
  const journey = `${person.id}/${journeys++}`;
  const browser =
    before ?? createBrowser(visiting.driver, visiting.issuer, { [journeyHeader]: journey, accept: 'text/html' });
  const useless: string[] = [];
  let again = 0;
  const see = (answer: Answer) => {
    if (comeAgain.includes(answer.status)) again += 1;
    const ours = answer.url.startsWith(visiting.issuer);
    if (ours && answer.status >= 400 && answer.status !== 502 && !isUseful(answer)) useless.push(inWords(answer));
  };
  const ending = await walk({ person, journey, browser, see }, visiting).catch(
    (error): Ending => ({ kind: 'lost', how: String(error) }),
  );
  return { person, journey, browser, ending, useless, again };
}

type Walk = Pick<Attempt, 'person' | 'journey' | 'browser'> & { see(answer: Answer): void };

async function walk(going: Walk, visiting: Visiting): Promise<Ending> {
  const { person, browser, see } = going;
  const asking = visiting.service.ask();
  let next: { url: string; form?: Record<string, string> } = { url: asking.url };
  for (let pages = 0; pages < mostPages; pages += 1) {
    const { url, form } = next;
    const answer = await insist(() => browser.ask(url, form), see);
    const { onwards } = answer;
    if (onwards?.startsWith(client.redirectUri)) return answered(new URL(onwards), { ...going, asking }, visiting);
    const shown = onwards ? undefined : formOf(answer, { account: 'central', persona: person.id });
    if (onwards) next = { url: onwards };
    else if (shown) next = { url: shown.action, form: shown.fields };
    else return stopped(answer);
  }
  return { kind: 'lost', how: 'round in circles' };
}

/** Nothing to go on with. Whoever has only been told to come again, until their patience was over, is lost. */
function stopped(answer: Answer): Ending {
  const says = isUseful(answer) || (answer.status === 200 && /data-page="(choice|stopped)"/.test(answer.body));
  if (!says || comeAgain.includes(answer.status)) return { kind: 'lost', how: inWords(answer) };
  return { kind: 'told', how: /<h1[^>]*>([^<]+)/.exec(answer.body)?.[1]?.trim() ?? inWords(answer) };
}

async function answered(
  to: URL,
  going: Walk & { asking: Asking },
  { service, issuer, switching }: Visiting,
): Promise<Ending> {
  const { journey, asking } = going;
  const { searchParams: said } = to;
  if (said.get('state') !== asking.state || said.get('iss') !== issuer)
    return { kind: 'lost', how: `not an answer to the request: ${to.search}` };
  const error = said.get('error');
  if (error) return { kind: 'told', how: `the service: ${error}` };
  const at = performance.now();
  const answer = await service.redeem(journey, asking, said.get('code') ?? '');
  const read = JSON.parse(answer.body) as Tokens & { error?: string };
  // A code whose first answer never came is spent, and the service is told so: it asks the person to sign in again.
  if (answer.status === 400 && read.error) return { kind: 'told', how: `the service: ${read.error}` };
  if (answer.status !== 200) return { kind: 'lost', how: inWords(answer) };
  const sub = await service.verified(read.id_token, asking.nonce);
  const userinfo = await service.userinfo(journey, read.access_token);
  if (userinfo.status === 401 && switching) return { kind: 'told', how: 'the service: invalid_token' };
  if (userinfo.status !== 200) return { kind: 'lost', how: `tokens, and then ${inWords(userinfo)}` };
  return { kind: 'completed', tokens: read, sub, claims: JSON.parse(userinfo.body), at };
}
