// The dispatcher: it holds the one ordered list of steps, finds the first that is still needed, lets it do its part and looks again.
// Pure of the web: server/sign-in-routes.ts brings the browser. It must never skip a step.
import { HubError } from '../errors.ts';
import type { SignIn } from './record.ts';
import type { Journey, Refusal, Step, Turn } from './step.ts';

/** Cannot happen more often in one request unless two steps undo each other. */
const mostTurns = 12;

/** Where a sign-in has come to: something for the browser. */
export interface Stand {
  turn: Exclude<Turn, { turn: 'on' }>;
  /** The journey with its newest record. */
  journey: Journey;
  /** The step that is waiting, or that said so. */
  step: Step;
}

/** The step that a sign-in is at. @throws HubError `internal` when the list lacks a last step that is always needed */
export function stepOf(signIn: SignIn, steps: readonly Step[]): Step {
  const step = steps.find((candidate) => candidate.needed(signIn));
  if (!step) throw new HubError('internal', { detail: 'no step is needed' });
  return step;
}

/** Lets the steps do their parts until one has something for the browser. */
export async function run(journey: Journey, steps: readonly Step[]): Promise<Stand> {
  const step = stepOf(journey.signIn, steps);
  return follow(await step.enter(journey), { journey, step }, steps);
}

/** Takes a form for the step that is waiting; undefined when it has no form. */
export async function submit(
  journey: Journey,
  steps: readonly Step[],
  fields: Readonly<Record<string, string>>,
): Promise<Stand | undefined> {
  const step = stepOf(journey.signIn, steps);
  if (!step.submit) return undefined;
  return follow(await step.submit(journey, fields), { journey, step }, steps);
}

async function follow(first: Turn, from: { journey: Journey; step: Step }, steps: readonly Step[]): Promise<Stand> {
  let turn = first;
  let { journey, step } = from;
  for (let turns = 0; turn.turn === 'on'; turns++) {
    if (turns > mostTurns) throw new HubError('internal', { detail: 'the steps go round in circles' });
    journey = { ...journey, signIn: turn.signIn };
    step = stepOf(journey.signIn, steps);
    turn = await step.enter(journey);
  }
  return { turn, journey, step };
}

/** What the service is told when the person gives up: that they turned back, or that there was no way on. */
export async function refusalOf(journey: Journey, steps: readonly Step[]): Promise<Refusal> {
  const step = stepOf(journey.signIn, steps);
  const turn = await step.enter(journey);
  if (turn.turn !== 'show') return 'access_denied';
  if (turn.page.page === 'matcher-unavailable') return 'temporarily_unavailable';
  if (turn.page.page === 'waiting' && turn.page.why !== 'person') return 'unmet_authentication_requirements';
  if (turn.page.page !== 'stopped') return 'access_denied';
  return turn.page.allUnavailable ? 'temporarily_unavailable' : 'unmet_authentication_requirements';
}
