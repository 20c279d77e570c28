// The step that asks the person whether the hub knows them already: they sign in to their other account, or answer one question.
// It must never show anything of whoever they may be, and no page, status or time may tell a right answer from a wrong one.

import type { IdentityProvider } from '../config/schema/identity-providers.ts';
import type { Question } from '../config/schema/question.ts';
import type { Assertion } from '../connectors/contract.ts';
import { HubError } from '../errors.ts';
import { sameSecret } from '../same-secret.ts';
import type { OpenQuestion, SignIn, SignIns } from '../signin/record.ts';
import type { Journey, Step, Turn } from '../signin/step.ts';
import type { People } from '../store/contracts.ts';
import type { MatchFacts } from '../store/matching-contracts.ts';
import type { Recorder } from '../trail/events.ts';
import type { Index } from './index-of-people.ts';
import { readAnswer } from './question.ts';
import { mostTries } from './rules/attributes.ts';

export interface QuestionOptions {
  question: Question | undefined;
  providers: ReadonlyMap<string, IdentityProvider>;
  people: Pick<People, 'accountOf'>;
  facts: MatchFacts;
  index: Pick<Index, 'factToken'>;
  signIns: SignIns;
  trail: Recorder;
}

type Wrong = 'choose' | 'empty' | 'pattern';

export function createQuestion(options: QuestionOptions): Step {
  return {
    name: 'question',
    needed: ({ reached, question }) =>
      reached !== undefined && question !== undefined && !['elsewhere', 'settled'].includes(question.stage),
    enter: (journey) => page(journey, options),
    async submit(journey, fields) {
      const { signIn } = journey;
      switch (signIn.question?.stage) {
        case 'ask':
          return chosen(journey, fields, options);
        case 'answering':
          return answer(journey, fields, options);
        case 'answered':
          return fields.again ? move(signIn, options, { stage: 'answering' }) : over(signIn, options, 'answered');
        case 'join':
          return join(journey, fields, options);
        default:
          throw new HubError('bad_request', { detail: 'no question is open' });
      }
    },
  };
}

async function move(signIn: SignIn, { signIns }: QuestionOptions, to: Partial<OpenQuestion>): Promise<Turn> {
  const changed = await signIns.change(signIn, (before) => ({
    ...before,
    question: { persons: [], stage: 'ask', ...before.question, ...to },
  }));
  return { turn: 'on', signIn: changed };
}

/** Whatever it came to: matching goes on with it. */
async function over(signIn: SignIn, options: QuestionOptions, outcome: OpenQuestion['outcome']): Promise<Turn> {
  const words = { outcome: outcome ?? 'skipped' };
  await options.trail({ event: 'question.settled', reference: signIn.reference, words });
  return move(signIn, options, { stage: 'settled', outcome: outcome ?? 'skipped' });
}

const tokenOf = ({ assertion }: SignIn, { people }: QuestionOptions): string =>
  people.accountOf(assertionOf(assertion));

function assertionOf(assertion: Assertion | undefined): Assertion {
  if (!assertion) throw new HubError('internal', { detail: 'a question without an account' });
  return assertion;
}

async function triesLeft(signIn: SignIn, options: QuestionOptions): Promise<number> {
  return options.question && !signIn.question?.onlyProof
    ? Math.max(0, mostTries - (await options.facts.triesOf(tokenOf(signIn, options))))
    : 0;
}

async function page(journey: Journey, options: QuestionOptions, wrong?: Wrong): Promise<Turn> {
  const { signIn, path, formToken } = journey;
  const form = { action: path('question'), token: formToken };
  const { stage } = signIn.question ?? {};
  if (stage === 'join') {
    const { beside, aside, assertion } = signIn;
    const accounts = [beside ?? assertionOf(aside?.assertion), assertionOf(assertion)].map((account) => {
      const provider = options.providers.get(account.provider);
      if (!provider) throw new HubError('provider_unknown');
      return provider.name;
    });
    return { turn: 'show', page: { page: 'question-join', form, accounts, wrong: wrong !== undefined } };
  }
  const left = await triesLeft(signIn, options);
  if (stage === 'answered') return { turn: 'show', page: { page: 'question-answered', form, again: left > 0 } };
  const { question } = options;
  if (stage === 'answering' && question && left > 0)
    return {
      turn: 'show',
      page: { page: 'question-answer', form, question, wrong: wrong === 'choose' ? undefined : wrong },
    };
  return { turn: 'show', page: { page: 'question', form, canAnswer: left > 0, wrong: wrong !== undefined } };
}

async function chosen(
  journey: Journey,
  { way }: Readonly<Record<string, string>>,
  options: QuestionOptions,
): Promise<Turn> {
  const { signIn } = journey;
  if (way === 'other') return setAside(signIn, options);
  if (way === 'answer' && (await triesLeft(signIn, options)) > 0) return move(signIn, options, { stage: 'answering' });
  if (way === 'without') return over(signIn, options, 'skipped');
  return page(journey, options, 'choose');
}

/** The account that came in waits, and the person chooses once more. */
async function setAside(signIn: SignIn, { signIns }: QuestionOptions): Promise<Turn> {
  const changed = await signIns.change(signIn, (before) => {
    const { assertion, reached, ...rest } = before;
    if (!assertion || !reached || !rest.question) return before;
    return { ...rest, aside: { assertion, reached }, question: { ...rest.question, stage: 'elsewhere' } };
  });
  return { turn: 'on', signIn: changed };
}

/** Right or wrong, the same is done, and the same page comes. */
async function answer(
  journey: Journey,
  fields: Readonly<Record<string, string>>,
  options: QuestionOptions,
): Promise<Turn> {
  const { signIn } = journey;
  const { question, facts, index, trail } = options;
  if (!question || signIn.question?.onlyProof) return over(signIn, options, 'skipped');
  const read = readAnswer(question, fields);
  if (read.kind === 'none') return over(signIn, options, 'skipped');
  if (read.kind === 'refused') return page(journey, options, read.why);
  const account = tokenOf(signIn, options);
  if ((await facts.countTry(account)) > mostTries) return over(signIn, options, 'answered');
  const given = index.factToken(question.attribute, read.value);
  const persons = signIn.question?.persons ?? [];
  const known = await facts.answersOf(persons, question.attribute);
  const right = known.filter(({ token }) => sameSecret(token, given));
  await trail({ event: 'question.answered', reference: signIn.reference, account, words: { right: right.length > 0 } });
  const [only] = right;
  return move(signIn, options, { stage: 'answered', right: right.length === 1 && only ? only.person : null });
}

const withoutBeside = ({ beside: _apart, ...signIn }: SignIn): SignIn => signIn;

/** Both accounts are there. Joined, the sign-in goes on with the first of them; kept apart, too. */
async function join(
  journey: Journey,
  { join: wish }: Readonly<Record<string, string>>,
  options: QuestionOptions,
): Promise<Turn> {
  if (wish !== 'yes' && wish !== 'no') return page(journey, options, 'choose');
  const { signIns } = options;
  const swapped = await signIns.change(journey.signIn, (before) => {
    const { aside, assertion, reached, ...rest } = before;
    if (before.beside && wish === 'no') return withoutBeside(before);
    if (!aside || !assertion || !reached) return before;
    return { ...rest, ...aside, ...(wish === 'yes' && { aside: { assertion, reached } }) };
  });
  return over(swapped, options, wish === 'yes' ? 'proved' : 'kept-apart');
}
