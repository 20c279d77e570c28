// The assessment: every scenario at every service by every account, one attempt after the other, and what came of it as a report.
// It must never make two attempts at once: people who share a home or a birthday would meet in the hub, and the outcome would hang on chance.
import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import type { ScenarioRecord } from '../config/scenario-files.ts';
import type { Persona } from '../config/schema/personas.ts';
import type { Service } from '../config/schema/services.ts';
import { HubError } from '../errors.ts';
import { type Attempted, type Before, tryOut, type Walking } from './attempt.ts';
import { type Field, providersOf, servicesOf } from './field.ts';
import { forget } from './forget.ts';
import { lookAround } from './ground.ts';
import { officersOf } from './officers.ts';
import { cellOf } from './outcome.ts';
import { type Attempt, type Cell, type Report, reportFormat } from './report.ts';
import { createBrowser, type Page } from './visitor/http.ts';
import { signInFrom } from './walk.ts';

export interface Progress {
  done: number;
  all: number;
  /** What is next; absent at the end. */
  next?: { scenario: string; service: string; provider?: string };
}

export interface Assessing {
  field: Field;
  /** Ids; all where absent. */
  scenarios?: readonly string[] | undefined;
  version: string;
  /** Nobody has used the hub before: nobody needs to be forgotten first. */
  fresh?: boolean;
  /** Told before each attempt and at the end. What it throws ends the assessment. */
  progress(now: Progress): Promise<void> | void;
  /** Given the last page of an attempt. */
  keep?(
    attempt: Pick<Cell, 'scenario' | 'service'> & Pick<Attempt, 'provider' | 'before'>,
    page: Page,
  ): Promise<void> | void;
}

interface Planned {
  scenario: ScenarioRecord;
  persona: Persona;
  known: Persona[];
  service: string;
  providers: string[];
  /** Ways that officers open, each with the account that it is gone with. */
  opened: { provider: string; before: Before }[];
}

/**
 * Runs it against the hub at the field's issuer.
 * @throws HubError `configuration` where that cannot be done: no such scenario, no hub, a provider that is not simulated
 */
export async function assess(assessing: Assessing): Promise<Report> {
  const { field, version, progress } = assessing;
  const scenarios = chosen(assessing);
  const plan = scenarios.flatMap((scenario) => planned(scenario, field));
  const began = performance.now();
  const ground = await lookAround(field);
  const needed = plan.some(({ opened }) => opened.length > 0);
  const officers = needed ? officersOf(field, ground.origins) : undefined;
  const walking: Walking = { ground, accounts: new Map(), officers };
  const all = plan.reduce((sum, { providers, opened }) => sum + providers.length + opened.length, 0);
  if (!assessing.fresh) await forgetAll(plan, { walking, field, progress: () => progress({ done: 0, all }) });
  const cells: Cell[] = [];
  let done = 0;
  for (const one of plan) {
    cells.push(await cell(one, { walking, assessing, before: (next) => progress({ done: done++, all, next }) }));
  }
  await progress({ done: all, all });
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  return {
    format: reportFormat,
    at: Date.now(),
    version,
    issuer: field.issuer,
    seconds,
    ...named(scenarios, field),
    cells,
  };
}

function chosen({ field, scenarios }: Assessing): readonly ScenarioRecord[] {
  const known = field.scenarios.map(({ id }) => id);
  const missing = scenarios?.filter((id) => !known.includes(id)) ?? [];
  const there = known.length > 0 ? `There are: ${known.join(', ')}.` : 'There are none in the folder scenarios/.';
  if (missing.length > 0 || known.length === 0) {
    const detail = missing.length > 0 ? `There is no scenario ${missing.join(', ')}. ${there}` : there;
    throw new HubError('configuration', { detail });
  }
  return field.scenarios.filter(({ id }) => scenarios?.includes(id) ?? true);
}

function personOf({ personas }: Field, id: string): Persona {
  const found = personas.people.find((one) => one.id === id);
  if (!found) throw new HubError('configuration', { detail: `There is no persona ${id} in personas.yaml.` });
  return found;
}

function planned(scenario: ScenarioRecord, field: Field): Planned[] {
  const persona = personOf(field, scenario.persona);
  const known = (scenario.known ?? []).map((id) => personOf(field, id));
  const within = (only: readonly string[] | undefined, id: string) => only?.includes(id) ?? true;
  const providers = providersOf(field).map(({ id }) => id);
  return servicesOf(field)
    .filter(({ id }) => within(scenario.services, id))
    .map((service) => {
      const own = providers.filter((provider) => within(scenario.providers, provider));
      return {
        scenario,
        persona,
        known,
        service: service.id,
        providers: own,
        opened: openedFor(scenario, service, field),
      };
    });
}

/** Ways that officers open to a service: the account that was checked, and all of whoever may act. */
function openedFor({ before }: ScenarioRecord, { actingFor }: Service, field: Field): Planned['opened'] {
  const { checked, actor } = before ?? {};
  const byCheck = checked ? [{ provider: checked.account, before: { kind: 'checked' as const, checked } }] : [];
  if (!actor || !actingFor) return byCheck;
  const acting = {
    kind: 'actor' as const,
    actor,
    persona: personOf(field, actor.persona),
    functions: actingFor.functions,
  };
  return [...byCheck, ...providersOf(field).map(({ id }) => ({ provider: id, before: acting }))];
}

interface About {
  walking: Walking;
  assessing: Assessing;
  before(next: NonNullable<Progress['next']>): Promise<void> | void;
}

/** Sign-ins that an attempt begins, seldom more: its own, and two to be forgotten. */
const startsEach = 3;

/** Waits as long as it takes not to be over the hub's limit, after an attempt that began at a moment of `performance.now()`. */
async function keepPace({ startsPerMinute }: Field, began: number): Promise<void> {
  const left = (60_000 * startsEach) / startsPerMinute - (performance.now() - began);
  if (left > 0) await setTimeout(left);
}

async function cell(one: Planned, about: About): Promise<Cell> {
  const { scenario, persona, known, service, providers, opened } = one;
  const { walking, assessing, before } = about;
  const language = scenario.language ?? persona.language;
  const attempts: Attempt[] = [];
  const attempt = async (provider?: string, opened?: Before): Promise<Attempted> => {
    const began = performance.now();
    const tried = await tryOut(walking, { service, provider, persona, language, known, providers, before: opened });
    if (tried.page) await keepPace(assessing.field, began);
    const of = { scenario: scenario.id, service, ...tried.attempt };
    if (tried.page) await assessing.keep?.(of, tried.page);
    attempts.push(tried.attempt);
    return tried;
  };
  for (const provider of providers) {
    await before({ scenario: scenario.id, service, provider });
    await attempt(provider);
  }
  for (const way of opened) {
    await before({ scenario: scenario.id, service, provider: way.provider });
    await attempt(way.provider, way.before);
  }
  // Whoever has no account comes as far as the page that asks for one: what that page offers is their way on.
  if (attempts.every(({ outcome }) => outcome === 'no-account')) await attempt();
  return cellOf({ scenario: scenario.id, service, attempts }, persona.devices);
}

/** Everybody who could be taken for one of those who are to come: the same home, phone or birthday. */
export function alike(people: readonly Persona[], { people: all }: Field['personas']): Persona[] {
  const marks = ({ birthDate, phone, addresses }: Persona) => [birthDate, phone, ...addresses.map(({ uprn }) => uprn)];
  const wanted = new Set(people.flatMap(marks).filter((mark) => mark !== undefined));
  return all.filter((one) => marks(one).some((mark) => mark !== undefined && wanted.has(mark)));
}

/** Has the hub forget those who come, and those who are alike, whoever signed in as them before. */
async function forgetAll(
  plan: readonly Planned[],
  { walking, field, progress }: { walking: Walking; field: Field; progress(): Promise<void> | void },
): Promise<void> {
  const { ground, accounts } = walking;
  const people = plan.flatMap(({ persona, known, opened }) => [
    ...[persona, ...known],
    ...opened.flatMap(({ before }) => (before.kind === 'actor' ? before.persona : [])),
  ]);
  for (const persona of alike(people, field.personas)) {
    for (const { id: provider } of providersOf(field)) {
      await progress();
      if (accounts.get(provider)?.has(persona.id) === false) continue;
      const began = performance.now();
      const walker = { browser: createBrowser(), origins: ground.origins, persona, provider, accounts };
      await signInFrom(walker, await walker.browser.visit(new URL('/account', ground.origins.hub).href));
      if (accounts.get(provider)?.has(persona.id)) await forget(walker);
      await keepPace(field, began);
    }
  }
}

/** What the report needs to be read by itself. */
function named(
  scenarios: readonly ScenarioRecord[],
  field: Field,
): Pick<Report, 'scenarios' | 'services' | 'providers'> {
  const nameOf = <T extends { id: string; name: Report['services'][number]['name'] }>({ id, name }: T) => ({
    id,
    name,
  });
  return {
    scenarios: scenarios.map(({ id, title, about, persona, language }) => ({
      id,
      title,
      about,
      persona,
      language: language ?? personOf(field, persona).language,
    })),
    services: servicesOf(field).map(nameOf),
    providers: providersOf(field).map(nameOf),
  };
}
