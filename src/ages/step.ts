// The step in which a service's rule about ages is kept: after it is settled who it is, and before anything of them is shared.
// It must never let somebody in whom the rule stops, tell anybody more of an age than its group, nor stop anybody without a way on.
import type { AgePolicy, KnownBand } from '../config/schema/ages.ts';
import type { Service } from '../config/schema/services.ts';
import { HubError } from '../errors.ts';
import { newReference, type SignIn, type SignIns } from '../signin/record.ts';
import type { Journey, Step, Turn } from '../signin/step.ts';
import type { AgeDecision } from '../store/age-contracts.ts';
import type { Authentications } from '../store/authentication-contracts.ts';
import type { Cases } from '../store/contracts.ts';
import type { Recorder } from '../trail/events.ts';
import { asAgeCase, asContent, askedFrom, dayOf } from './case.ts';
import { type FindLetIn, type LetIn, type LetInOptions, saidOf } from './let-in.ts';
import { comesIn, policyFor } from './policy.ts';

export interface AgesOptions {
  services: ReadonlyMap<string, Service>;
  authentications: Pick<Authentications, 'find'>;
  cases: Pick<Cases, 'open' | 'find' | 'update'>;
  letIn: FindLetIn;
  decisions: LetInOptions['decisions'];
  signIns: SignIns;
  trail: Recorder;
}

const name = 'age';
const bandOf = ({ ageBand }: SignIn): KnownBand => ageBand ?? 'unknown';

export function createAges(options: AgesOptions): Step {
  const { services, signIns, trail } = options;

  /** Keeps what the rule says of this sign-in, and opens a case where an officer has to look. */
  async function judged({ signIn, service }: Journey, policy: AgePolicy, { letIn, no }: Known = {}): Promise<SignIn> {
    const toOfficer = policy === 'officer-review' && !letIn && !no;
    const caseReference = no?.reference ?? (toOfficer ? await openCase(signIn, service.id, options) : undefined);
    await trail({
      event: 'age.judged',
      reference: signIn.reference,
      ...(signIn.person && { person: signIn.person }),
      words: {
        service: service.id,
        band: bandOf(signIn),
        policy,
        ...wordsOf({ letIn, no }),
        ...(caseReference && { case: caseReference }),
      },
    });
    const ageRule = {
      policy,
      ...(letIn && { letIn: letIn.by }),
      ...(no && { answer: 'no' as const }),
      ...(caseReference && { caseReference }),
    };
    return signIns.change(signIn, (before) => ({ ...before, ageRule }));
  }

  return {
    name,
    needed(signIn) {
      const service = services.get(signIn.service);
      if (signIn.authentication === undefined || !service) return false;
      const unsaid = service.ages !== undefined && signIn.ageRule === undefined;
      return unsaid || !(comesIn(service, bandOf(signIn)) || signIn.ageRule?.letIn);
    },
    async enter(journey) {
      const { service, signIn: before } = journey;
      const policy = policyFor(service, bandOf(before));
      if (policy === 'allow') return { turn: 'on', signIn: await judged(journey, policy) };
      const known = await knownOf(journey, options);
      if (known.letIn) return { turn: 'on', signIn: await judged(journey, policy, known) };
      // Not twice for a page that is loaded again, but where an officer has answered meanwhile.
      const isSame = before.ageRule?.policy === policy && before.ageRule.answer === known.no?.said.answer;
      const signIn = isSame ? before : await judged(journey, policy, known);
      return page({ ...journey, signIn }, { policy, no: known.no });
    },
    /** Its one form: another account, where this sign-in chose the one that does not tell the age. */
    async submit({ signIn }) {
      if (!mayChooseAgain(signIn)) return { turn: 'on', signIn };
      return { turn: 'on', signIn: await signIns.change(signIn, withoutAccount) };
    },
  };
}

/** Somebody who came in an older session has to sign out first. */
const mayChooseAgain = (signIn: SignIn): boolean => bandOf(signIn) === 'unknown' && signIn.reached !== undefined;

const withoutAccount = ({
  reached: _level,
  person: _whose,
  authentication: _which,
  ageBand: _unknown,
  ageRule: _stopped,
  ...before
}: SignIn): SignIn => before;

/** What is known of somebody besides their age: what lets them in, or that an officer has said no. */
interface Known {
  letIn?: LetIn | undefined;
  no?: AgeDecision | undefined;
}

async function knownOf({ signIn, service }: Journey, { letIn, decisions }: AgesOptions): Promise<Known> {
  const { person } = signIn;
  if (person === undefined) return {};
  const band = bandOf(signIn);
  const found = await letIn(person, service, band);
  if (found || policyFor(service, band) !== 'officer-review') return { letIn: found };
  const said = await saidOf({ decisions }, { person, service: service.id, band });
  return { no: said?.said.answer === 'no' ? said : undefined };
}

function wordsOf({ letIn, no }: Known): Record<string, string> {
  if (no) return { answer: 'no' };
  if (!letIn) return {};
  return { 'let-in': letIn.by, ...(letIn.by === 'parent' ? { authority: letIn.authority } : { case: letIn.case }) };
}

function page(
  { signIn, service, path, formToken }: Journey,
  { policy, no }: { policy: Exclude<AgePolicy, 'allow'>; no: AgeDecision | undefined },
): Turn {
  return {
    turn: 'show',
    page: {
      page: 'age',
      policy,
      band: bandOf(signIn),
      ...(service.actingFor && { parentCode: true as const }),
      ...(no && { askAgain: dayOf(no.endsAt) }),
      reference: signIn.ageRule?.caseReference ?? signIn.reference,
      ...(mayChooseAgain(signIn) && { again: { action: path(name), token: formToken } }),
    },
  };
}

/** One open case an account: it names every service that has asked for it. */
async function openCase(signIn: SignIn, service: string, options: AgesOptions): Promise<string> {
  const { authentications, cases } = options;
  const authentication = await authentications.find(signIn.authentication ?? '');
  if (!authentication) throw new HubError('expired', { detail: 'the authentication is not kept any more' });
  const { account, person, provider } = authentication;
  const content = { person, provider, band: bandOf(signIn), services: [service] };
  const reference = await cases.open({ reference: newReference(), kind: 'age', account, content });
  const open = asAgeCase(await cases.find(reference));
  if (open) await cases.update(reference, asContent(askedFrom(open, service, bandOf(signIn))));
  return reference;
}
