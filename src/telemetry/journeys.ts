// The way of sign-ins in figures: how many come how far, with which provider, and what they end in. Read from what the audit trail hears,
// and from the steps themselves. It must never change what a step does.
import type { FailedOutcome } from '../connectors/contract.ts';
import type { Refusal, Step, Turn } from '../signin/step.ts';
import { type Happening, type Recorder, trailEvents } from '../trail/events.ts';
import { type Figures, type Known, oneOf } from './figures.ts';
import { inSpan } from './spans.ts';

const failures = {
  cancelled: true,
  'no-context': true,
  'not-verified': true,
  pending: true,
  'uplift-failed': true,
  fraud: true,
  rejected: true,
  unavailable: true,
  invalid: true,
} satisfies Record<FailedOutcome, true>;
const refusals = {
  access_denied: true,
  unmet_authentication_requirements: true,
  temporarily_unavailable: true,
} satisfies Record<Refusal, true>;
const turns = { on: true, show: true, leave: true } satisfies Record<Turn['turn'], true>;

/** What a sign-in comes to, by the trail's word for it. */
const states: Partial<Record<Happening['event'], string>> = {
  'sign-in.started': 'started',
  'sign-in.paused': 'paused',
  'sign-in.resumed': 'resumed',
  'sign-in.finished': 'finished',
};

const wordOf = ({ words }: Happening, name: string): string => String(words?.[name] ?? '');

/** Counts what the trail hears, and passes it on. `provider`: the ids of the configuration. */
export function createCounted(figures: Figures, provider: Known): (trail: Recorder) => Recorder {
  const event = figures.counter({
    name: 'gatehouse_events_total',
    help: 'What the audit trail was told',
    labels: { event: oneOf(trailEvents) },
  });
  const signIn = figures.counter({
    name: 'gatehouse_sign_ins_total',
    help: 'Sign-ins that were started, paused, resumed or finished, or what the service was told when the person gave up',
    labels: { outcome: oneOf([...Object.values(states), ...Object.keys(refusals)]) },
  });
  const visit = figures.counter({
    name: 'gatehouse_provider_visits_total',
    help: 'People who were sent to a provider (chosen), and how they came back',
    labels: { provider, outcome: oneOf(['chosen', 'authenticated', ...Object.keys(failures)]) },
  });
  const count = (happening: Happening): void => {
    event({ event: happening.event });
    const state = states[happening.event];
    if (state !== undefined) signIn({ outcome: state });
    if (happening.event === 'sign-in.gave-up') signIn({ outcome: wordOf(happening, 'refusal') });
    if (happening.event === 'provider.chosen') visit({ provider: wordOf(happening, 'provider'), outcome: 'chosen' });
    if (happening.event === 'provider.answered' || happening.event === 'provider.refused-answer')
      visit({ provider: wordOf(happening, 'provider'), outcome: wordOf(happening, 'outcome') });
  };
  return (trail) =>
    async (...happenings) => {
      await trail(...happenings);
      for (const happening of happenings) count(happening);
    };
}

/** The same steps, timed and traced. */
export function createTimedSteps(figures: Figures): (steps: readonly Step[]) => Step[] {
  return (steps) => {
    const took = figures.histogram({
      name: 'gatehouse_step_seconds',
      help: 'What a step of a sign-in took, and what it did: on to the next step, show a page, leave for a provider or the service',
      labels: { step: oneOf(steps.map(({ name }) => name)), turn: oneOf([...Object.keys(turns), 'error']) },
      buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
    });
    const whole = figures.histogram({
      name: 'gatehouse_sign_in_seconds',
      help: 'From the request of a service to its answer, the time that people take on pages and at providers included',
      labels: {},
      buckets: [2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600],
    });
    const last = steps.at(-1)?.name;
    const timed = (name: string, work: () => Promise<Turn>): Promise<Turn> =>
      inSpan(`step ${name}`, {}, async (span) => {
        const started = performance.now();
        let turn = 'error';
        try {
          const done = await work();
          turn = done.turn;
          return done;
        } finally {
          span.setAttribute('gatehouse.turn', turn);
          took({ step: name, turn }, (performance.now() - started) / 1000);
        }
      });
    return steps.map((step) => {
      const { name, submit } = step;
      return {
        ...step,
        async enter(journey) {
          const turn = await timed(name, () => step.enter(journey));
          const { time } = journey.signIn;
          if (name === last && turn.turn === 'leave' && time) whole({}, Math.max(0, Date.now() / 1000 - time.began));
          return turn;
        },
        ...(submit && { submit: (journey, fields) => timed(name, () => submit.call(step, journey, fields)) }),
      };
    });
  };
}
