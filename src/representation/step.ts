// The step that asks for whom a sign-in is, where the service wants to know and somebody may act for another: after it is settled who is here,
// before sharing. It must never show more of the other person than the name that the council wrote down, nor tell a block from no authority.
import { satisfiedInTheEnd } from '../assurance/ask.ts';
import { HubError } from '../errors.ts';
import type { SignIn, SignIns } from '../signin/record.ts';
import type { Journey, Step, Turn } from '../signin/step.ts';
import type { Authentications } from '../store/authentication-contracts.ts';
import type { Authority } from '../store/authority-contracts.ts';
import { worthOf } from '../vouching/worth.ts';
import type { Acting } from './acting.ts';
import { covers, levelOf } from './authority.ts';

export interface ActingForOptions {
  acting: Pick<Acting, 'of'>;
  authentications: Authentications;
  signIns: SignIns;
}

const name = 'acting-for';
const myself = 'me';

export function createActingFor(options: ActingForOptions): Step {
  return {
    name,
    needed: ({ authentication, mayAct, onBehalf }) => authentication !== undefined && mayAct === true && !onBehalf,
    async enter(journey) {
      const offered = await offers(journey, options);
      // Nobody, or nobody any more: the question would only puzzle.
      return offered.length === 0 ? settle(journey, undefined, options) : page(journey, offered, false);
    },
    async submit(journey, { for: chosen }) {
      const offered = await offers(journey, options);
      if (chosen === myself || offered.length === 0) return settle(journey, undefined, options);
      const authority = offered.find(({ id }) => id === chosen);
      return authority ? settle(journey, authority, options) : page(journey, offered, true);
    },
  };
}

/** The authorities by which this person may use this service at this level now. */
async function offers({ signIn, service }: Journey, options: ActingForOptions): Promise<Authority[]> {
  const { acting, authentications } = options;
  const authentication = await authentications.find(signIn.authentication ?? '');
  if (!authentication) throw new HubError('expired', { detail: 'the authentication is not kept any more' });
  const { actingFor } = service;
  if (!actingFor) return [];
  const { level } = worthOf(authentication, service);
  const all = await acting.of(authentication.person);
  return all.filter(
    (authority) =>
      covers(authority, actingFor) && satisfiedInTheEnd(signIn.asked, levelOf(authority.evidence, level)) !== undefined,
  );
}

/** D2: what is done for somebody else ends with the visit, so no look-ups while the person is away. */
async function settle(
  { signIn }: Journey,
  authority: Authority | undefined,
  { signIns }: ActingForOptions,
): Promise<Turn> {
  const changed = await signIns.change(
    signIn,
    (before): SignIn => ({
      ...before,
      onBehalf: authority ? { authority: authority.id, name: authority.name } : {},
      ...(authority && { offline: false }),
    }),
  );
  return { turn: 'on', signIn: changed };
}

const page = ({ path, formToken }: Journey, offered: readonly Authority[], wrong: boolean): Turn => ({
  turn: 'show',
  page: {
    page: name,
    form: { action: path(name), token: formToken },
    people: offered.map(({ id, name: who, relationship }) => ({ id, name: who, relationship })),
    wrong,
  },
});
