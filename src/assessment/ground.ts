// Looks at the ground before anybody walks: a hub that answers, providers that are simulators, services that have a page to start from.
// It must never send an invented person to a provider that is not simulated.
import type { IdentityProvider } from '../config/schema/identity-providers.ts';
import type { Service } from '../config/schema/services.ts';
import { HubError } from '../errors.ts';
import { type Field, providersOf, servicesOf } from './field.ts';
import type { Origins } from './read-page.ts';
import { createBrowser, type Page } from './visitor/http.ts';

export interface Ground {
  origins: Origins;
  /** Address of each service's own page. */
  starts: ReadonlyMap<string, string>;
}

const wrong = (detail: string, cause?: unknown) => new HubError('configuration', { detail, cause });
const howTo = 'Start the hub with its simulators (npm start), or let the assessment start one of its own (--own).';

/** @throws HubError `configuration` with what is missing, and how to mend it */
export async function lookAround(field: Field): Promise<Ground> {
  await hubAnswers(field.issuer);
  await Promise.all(providersOf(field).map(isSimulated));
  const starts = new Map(await Promise.all(servicesOf(field).map(startOf)));
  const services = [...new Set([...starts.values()].map((url) => new URL(url).origin))];
  return { origins: { hub: new URL(field.issuer).origin, services }, starts };
}

/** The answer of an address; undefined where there is none. */
const answerOf = (url: string): Promise<Page | undefined> =>
  createBrowser()
    .get(url)
    .catch(() => undefined);

async function hubAnswers(issuer: string): Promise<void> {
  const answer = await answerOf(`${issuer}/health/ready`);
  if (answer?.status !== 200) throw wrong(`No hub answers at ${issuer}. ${howTo}`);
}

const loopback = ['localhost', '127.0.0.1', '[::1]'];

/** Where a provider's pages are. */
function addressOf(provider: IdentityProvider): string {
  if (provider.protocol === 'oidc') return provider.issuer;
  return 'url' in provider.metadata ? provider.metadata.url : provider.entityId;
}

/** On this machine, and with the sheet that all simulators' pages have. */
async function isSimulated(provider: IdentityProvider): Promise<void> {
  const { id } = provider;
  const address = addressOf(provider);
  if (!URL.canParse(address) || !loopback.includes(new URL(address).hostname))
    throw wrong(`${id} is not simulated: it is at ${address}. Invented people are sent to simulators only.`);
  const answer = await answerOf(new URL('/simulator/style.css', address).href);
  if (answer?.status !== 200 || !answer.headers['content-type']?.startsWith('text/css'))
    throw wrong(`No simulator answers for ${id} at ${new URL(address).origin}. ${howTo}`);
}

/** The page of a service, from the front page of whoever runs it. */
async function startOf({ id, name, home }: Service): Promise<[string, string]> {
  const page = await createBrowser()
    .visit(home)
    .catch((cause: unknown) => {
      throw wrong(`Nothing answers at ${home}, the home of ${id}. ${howTo}`, cause);
    });
  const link = page.links.find(({ text }) => Object.values(name).includes(text));
  if (!link) throw wrong(`${home} has no link to ${id}: services are assessed from a page that links to them by name.`);
  return [id, new URL(link.href, page.url).href];
}
