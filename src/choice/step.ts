// The step in which the person picks a provider and is sent there; also the page they come back to when it did not work out.
// It must never send anybody to a provider that is not on offer for this request, whatever a form says.
import { wantedLevels } from '../assurance/ask.ts';
import type { AssuranceConfig } from '../config/schema/assurance.ts';
import type { IdentityProvider } from '../config/schema/identity-providers.ts';
import type { MatchingConfig } from '../config/schema/matching.ts';
import type { Connector } from '../connectors/contract.ts';
import { HubError } from '../errors.ts';
import { randomText } from '../random.ts';
import { type Life, levelsFor } from '../registry/life.ts';
import type { SignIn, SignIns, Attempt as Tried } from '../signin/record.ts';
import type { Journey, Step, Turn } from '../signin/step.ts';
import type { PendingReplies } from '../store/contracts.ts';
import type { Recorder } from '../trail/events.ts';
import type { Attempt, Offer } from '../views/choice-pages.ts';
import { takesVouches } from '../vouching/worth.ts';
import { asTold, attributesToAsk, levelsToAsk } from './asked.ts';
import { askOf, eligible } from './eligible.ts';
import { narrow, narrowingIn } from './narrow.ts';
import { forReasons } from './reasons.ts';

export interface ChoiceOptions {
  issuer: string;
  providers: ReadonlyMap<string, IdentityProvider>;
  assurance: AssuranceConfig;
  /** The numbers that people are recognised by, and from whom. */
  identifiers: MatchingConfig['identifiers'];
  connectors: ReadonlyMap<string, Connector>;
  pendingReplies: PendingReplies;
  signIns: SignIns;
  trail: Recorder;
  life: Life;
  /** Whether a provider answers, as far as the hub knows. */
  isUp(id: string): boolean;
  /** How long a provider may take, in seconds. */
  lifetime: number;
  /** Counts another way to a provider in a sign-in; undefined where it may be gone, else the seconds until one may be again. */
  countWayOut(uid: string): Promise<number | undefined>;
}

export function createChoice(options: ChoiceOptions): Step {
  const { providers, signIns } = options;
  return {
    name: 'choice',
    needed: (signIn) => !signIn.assertion && !signIn.person,
    async enter(journey) {
      const { signIn } = journey;
      const { hint } = signIn;
      if (!hint) return page(journey, options);
      const unhinted = await signIns.change(signIn, ({ hint: _taken, ...rest }) => rest);
      const hinted = { ...journey, signIn: unhinted };
      return offersOf(hinted, options).some((offer) => offer.id === hint && !offer.grey)
        ? leaveFor(hint, hinted, options)
        : page(hinted, options);
    },
    async submit(journey, fields) {
      const { provider } = fields;
      if (fields.checked) return { turn: 'on', signIn: await asChecked(journey, fields.checked === 'yes', signIns) };
      if (fields.without) return { turn: 'on', signIn: await withoutOther(journey.signIn, signIns) };
      if (fields.later) return { turn: 'on', signIn: await putOff(journey.signIn, signIns) };
      if (!provider) return page(journey, options, { nothingChosen: true });
      if (!providers.has(provider)) throw new HubError('provider_unknown');
      // A page that was open when the provider was taken off it: as long as people may be sent there, they are.
      const open: Life['shownAs'] = (id) => (options.life.maySend(id, journey.service.id) ? 'everybody' : 'nobody');
      const offered = offersOf(journey, options, open).some((offer) => offer.id === provider && !offer.grey);
      return offered ? leaveFor(provider, journey, options) : page(journey, options);
    },
  };
}

/** The person does not sign in to another account after all: it goes on with the one that stands by. */
function withoutOther(signIn: SignIn, signIns: SignIns): Promise<SignIn> {
  return signIns.change(signIn, (before) => {
    const { aside, question, ...rest } = before;
    if (!aside || !question) return before;
    return { ...rest, ...aside, question: { ...question, stage: 'settled', outcome: 'skipped' } };
  });
}

/** The person says that an officer has checked who they are, or takes that back. Whether it is so is seen when they have signed in. */
function asChecked({ signIn, service }: Journey, checked: boolean, signIns: SignIns): Promise<SignIn> {
  return signIns.change(signIn, ({ checkedInPerson: _taken, ...before }) =>
    checked && canBeChecked(before, service) ? { ...before, checkedInPerson: before.attempts.length } : before,
  );
}

/** Whether an officer's check could bring somebody to what this request needs, and the service takes one. */
export const canBeChecked = ({ asked }: Pick<SignIn, 'asked'>, service: Journey['service']): boolean =>
  takesVouches(service) &&
  wantedLevels({ ...asked, preferred: [] }).some(({ identity }) => ['low', 'medium'].includes(identity));

/** Attempts that count on the page: those since the person said that an officer has checked them. */
const countedAttempts = ({ attempts, checkedInPerson = 0 }: SignIn): readonly Tried[] =>
  attempts.slice(checkedInPerson);

/** The person wants to go on another day, with the account that they were trying. */
function putOff(signIn: SignIn, signIns: SignIns): Promise<SignIn> {
  const provider = signIn.attempts.at(-1)?.provider;
  return signIns.change(signIn, (before) => ({ ...before, waiting: { why: 'person', ...(provider && { provider }) } }));
}

const offersOf = (...given: Parameters<typeof choiceOf>): Offer[] => choiceOf(...given).offers;

/** What is on offer for a sign-in, in the order of the configuration. */
export function choiceOf(
  { signIn, service }: Journey,
  options: Pick<ChoiceOptions, 'providers' | 'assurance' | 'isUp' | 'life'>,
  shownAs = options.life.shownAs,
) {
  const { providers, assurance, isUp } = options;
  const floor = { ...signIn.asked, preferred: [] };
  return eligible({
    providers: [...providers.values()],
    vocabularies: assurance.vocabularies,
    service,
    wanted: asTold(signIn, wantedLevels(signIn.asked)),
    minimum: asTold(signIn, wantedLevels(floor)),
    shownAs,
    isUp,
    tried: countedAttempts(signIn).map(inPageWords),
  });
}

function page(journey: Journey, options: ChoiceOptions, { nothingChosen = false } = {}): Turn {
  const { signIn, path, formToken } = journey;
  const { allUnavailable, ...choice } = choiceOf(journey, options);
  const told = signIn.reasons ?? [];
  const offers = forReasons(choice.offers, { told, records: options.providers });
  const some = narrow(offers, {
    narrowing: narrowingIn(journey.query),
    at: path('choice'),
    ordered: told.length > 0,
  });
  const last = countedAttempts(signIn).at(-1);
  const tried = last && options.providers.get(last.provider);
  const attempt = last && tried && { provider: tried.name, how: inPageWords(last).how };
  const other = signIn.aside && { action: path('choice'), token: formToken };
  const inPerson = canBeChecked(signIn, journey.service) && {
    form: { action: path('choice'), token: formToken },
    said: signIn.checkedInPerson !== undefined,
    missing: last?.how === 'level-too-low',
  };
  if (!offers.some((offer) => !offer.grey)) {
    return {
      turn: 'show',
      page: {
        page: 'stopped',
        reference: signIn.reference,
        ...(attempt && { attempt, later: { action: path('choice'), token: formToken } }),
        ...(allUnavailable && { allUnavailable, again: path('choice') }),
        ...(other && { other }),
        ...(inPerson && { inPerson }),
      },
    };
  }
  return {
    turn: 'show',
    page: {
      page: 'choice',
      // A form with nothing chosen comes back to the same list.
      form: { action: some?.here ?? path('choice'), token: formToken },
      offers: some?.offers ?? offers,
      ...(some && { narrowed: some.narrowed }),
      reasons: { action: path('choice'), told, mayAct: signIn.mayAct === true },
      ...(attempt && { attempt, later: { action: path('choice'), token: formToken } }),
      nothingChosen,
      ...(other && { other }),
      ...(inPerson && { inPerson }),
      stepUp: signIn.stepUp,
    },
  };
}

/** Fraud looks like any other failed sign-in. */
function inPageWords({ provider, how }: Tried): { provider: string; how: Attempt } {
  return { provider, how: how === 'fraud' ? 'not-verified' : how };
}

async function leaveFor(id: string, journey: Journey, options: ChoiceOptions): Promise<Turn> {
  const { issuer, providers, assurance, connectors, pendingReplies, signIns, trail, lifetime } = options;
  const { signIn } = journey;
  const provider = providers.get(id);
  const connector = connectors.get(id);
  if (!provider || !connector) throw new HubError('provider_unknown');
  const retryAfter = await options.countWayOut(signIn.uid);
  if (retryAfter !== undefined) throw new HubError('too_often', { retryAfter, detail: 'to providers in one sign-in' });
  const words = askOf(
    assurance.vocabularies[provider.vocabulary],
    levelsFor(provider, journey.service.id),
    levelsToAsk(signIn, id),
  );
  const state = randomText(32);
  try {
    const { send, memo } = await connector.start({
      callback: `${issuer}/callback/${id}`,
      state,
      words: words?.send ?? {},
      attributes: attributesToAsk(journey, { provider: id, level: words?.level, identifiers: options.identifiers }),
      forceReauthentication: signIn.forceReauthentication,
      locale: signIn.language,
    });
    await pendingReplies.put(state, { uid: signIn.uid, provider: id, memo }, Math.floor(Date.now() / 1000) + lifetime);
    await trail({
      event: 'provider.chosen',
      reference: signIn.reference,
      words: { provider: id, service: signIn.service, asked: words ? levelWord(words.level) : 'none' },
    });
    return { turn: 'leave', send };
  } catch (error) {
    if (!(error instanceof HubError) || error.code !== 'provider_unavailable') throw error;
    const tried = await signIns.change(signIn, (before) => withAttempt(before, { provider: id, how: 'unavailable' }));
    await trail({
      event: 'provider.answered',
      reference: signIn.reference,
      words: { provider: id, outcome: 'unavailable', detail: error.detail ?? '' },
    });
    return page({ ...journey, signIn: tried }, options);
  }
}

const withAttempt = (signIn: SignIn, attempt: Tried): SignIn => ({
  ...signIn,
  attempts: [...signIn.attempts, attempt],
});
const levelWord = ({ identity, authenticator }: { identity: string; authenticator: string }) =>
  `${identity}/${authenticator}`;
