// The step in which a service's own matcher says whether the service knows the person: after it is settled who it is, before sharing.
// It must never take a failure for an answer, nor keep what the person answers to the question.
import type { Question } from '../config/schema/question.ts';
import type { Service } from '../config/schema/services.ts';
import { HubError } from '../errors.ts';
import type { SignIn, SignIns } from '../signin/record.ts';
import type { Journey, Step, Turn } from '../signin/step.ts';
import type { Authentications } from '../store/authentication-contracts.ts';
import type { ServiceMatches, Subjects } from '../store/contracts.ts';
import type { Recorder } from '../trail/events.ts';
import { worthOf } from '../vouching/worth.ts';
import { afterNoMatch, attributesFor, type Matching } from './own-matcher.ts';
import type { AskMatcher } from './own-matcher-client.ts';
import { matchRequest } from './own-matcher-dataset.ts';
import { readAnswer } from './question.ts';

export interface OwnMatcherOptions {
  issuer: string;
  services: ReadonlyMap<string, Service>;
  authentications: Authentications;
  subjects: Subjects;
  serviceMatches: ServiceMatches;
  ask: AskMatcher;
  signIns: SignIns;
  trail: Recorder;
}

const name = 'matcher';

export function createOwnMatcher(options: OwnMatcherOptions): Step {
  const { services, serviceMatches } = options;
  return {
    name,
    needed: ({ authentication, service, matching }) =>
      authentication !== undefined && services.get(service)?.matcher !== undefined && matching?.result === undefined,
    async enter(journey) {
      const { signIn, service } = journey;
      const { matching, person = '' } = signIn;
      if (matching?.failed) return unavailable(journey);
      const question = service.matcher?.question;
      if (matching?.asks && question) return questionPage(journey, question);
      const known = await serviceMatches.find(person, service.id);
      return known ? on(journey, { result: known }, options) : round(journey, undefined, options);
    },
    async submit(journey, fields) {
      const { signIn, service } = journey;
      const question = service.matcher?.question;
      // Its one button: ask again. An answer that was given is gone, so that the question comes again as well.
      if (signIn.matching?.failed) return on(journey, signIn.matching.asks ? { asks: true } : {}, options);
      if (!signIn.matching?.asks || !question) return { turn: 'on', signIn };
      const answer = readAnswer(question, fields);
      if (answer.kind === 'refused') return questionPage(journey, question, answer.why);
      if (answer.kind === 'none') return settled(journey, true, options);
      return round(journey, { attribute: question.attribute, value: answer.value }, options);
    },
  };
}

/** One call of the matcher, and what follows from it. */
async function round(
  journey: Journey,
  answer: { attribute: string; value: string } | undefined,
  options: OwnMatcherOptions,
): Promise<Turn> {
  const { issuer, authentications, subjects, serviceMatches, ask, trail } = options;
  const { signIn, service } = journey;
  const { reference, person = '' } = signIn;
  const authentication = await authentications.find(signIn.authentication ?? '');
  if (!authentication) throw new HubError('expired', { detail: 'the authentication is not kept any more' });
  const { level, attributes } = worthOf(authentication, service);
  const message = matchRequest({
    issuer,
    service,
    subject: await subjects.subjectFor(service.organisation, person),
    identity: level.identity,
    attributes,
    ...(answer && { answer }),
  });
  const said = await ask(service.matcher?.url ?? '', message);
  const words = { service: service.id, round: answer ? 2 : 1 };
  if (said.kind === 'failed') {
    await trail({ event: 'matcher.failed', reference, person, words: { ...words, reason: said.reason } });
    return on(journey, { failed: true, ...(answer && { asks: true }) }, options);
  }
  await trail({ event: 'matcher.answered', reference, person, words: { ...words, result: said.result } });
  if (said.result === 'no-match') return settled(journey, answer !== undefined, options);
  await serviceMatches.put(person, service.id, 'match');
  return on(journey, { result: 'match' }, options);
}

/** The matcher does not know the person. */
async function settled(journey: Journey, wasAsked: boolean, options: OwnMatcherOptions): Promise<Turn> {
  const { signIn, service } = journey;
  const next = afterNoMatch(service.matcher ?? { url: '' }, wasAsked);
  if (next.result === 'account-creation')
    await options.serviceMatches.put(signIn.person ?? '', service.id, 'account-creation');
  return on(journey, next, options);
}

async function on({ signIn, service }: Journey, matching: Matching, { signIns }: OwnMatcherOptions): Promise<Turn> {
  const { matcher } = service;
  const changed = await signIns.change(signIn, (before: SignIn) => ({
    ...before,
    matching,
    attributes: attributesFor(matching.result, before.attributes, matcher),
  }));
  return { turn: 'on', signIn: changed };
}

function questionPage({ path, formToken }: Journey, question: Question, refused?: 'empty' | 'pattern'): Turn {
  return {
    turn: 'show',
    page: { page: 'service-question', form: { action: path(name), token: formToken }, question, refused },
  };
}

function unavailable({ signIn, path, formToken }: Journey): Turn {
  return {
    turn: 'show',
    page: {
      page: 'matcher-unavailable',
      form: { action: path(name), token: formToken },
      reference: signIn.reference,
    },
  };
}
