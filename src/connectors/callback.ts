// Where providers send people back: `GET/POST /callback/:provider`. It trusts its one-time state and nothing else: no cookie comes
// here (the sign-in's cookie is bound to its own path, and a cross-site POST carries none). It must never decide who is signed in;
// it stores what the provider said and sends the browser to the sign-in with a receipt for it: there the cookie has to be, too.
import { HubError } from '../errors.ts';
import type { Life } from '../registry/life.ts';
import { createSeldom } from '../seldom.ts';
import { newReceipt, receiptParameter } from '../signin/answer.ts';
import { pathOfSignIn } from '../signin/path.ts';
import type { SignIn, SignIns } from '../signin/record.ts';
import type { PendingReplies, ProviderFacts } from '../store/contracts.ts';
import type { Recorder } from '../trail/events.ts';
import type { Connector, Outcome, Reply } from './contract.ts';
import { isTrial, resultOf } from './trial.ts';

export interface CallbackOptions {
  connectors: ReadonlyMap<string, Connector>;
  pendingReplies: PendingReplies;
  /** Where the results of trials are kept. */
  facts: Pick<ProviderFacts, 'put'>;
  signIns: SignIns;
  trail: Recorder;
  life: Pick<Life, 'mayAnswer'>;
}

/** Takes a reply of a provider. Resolves to the path to go on at. */
export type TakeReply = (provider: string, reply: Reply) => Promise<string>;

/**
 * Binds the callback.
 * The function throws HubError `provider_unknown`, `unknown_state` or `foreign_state`; nothing has changed then.
 */
export function createTakeReply(options: CallbackOptions): TakeReply {
  const { connectors, pendingReplies, facts, signIns, trail, life } = options;
  const isTime = createSeldom();
  /** Anybody can send what nobody is waiting for. */
  async function refused(provider: string, reason: 'unknown' | 'another-provider'): Promise<void> {
    if (isTime(`${provider} ${reason}`)) await trail({ event: 'state.refused', words: { provider, reason } });
  }
  return async (id, reply) => {
    const connector = connectors.get(id);
    if (!connector) throw new HubError('provider_unknown');
    const taken = await pendingReplies.take(stateOf(reply), id);
    if (!taken) {
      await refused(id, 'unknown');
      throw new HubError('unknown_state');
    }
    if (taken.kind === 'foreign') {
      await refused(id, 'another-provider');
      throw new HubError('foreign_state');
    }
    // A reload or a second click: the first one counted, the sign-in knows how far it is.
    if (taken.kind === 'used') return pathOf(taken.uid);
    const { uid, memo } = taken.pending;
    const state = stateOf(reply);
    if (isTrial(uid)) {
      const result = resultOf(uid, await connector.finish(reply, memo));
      await facts.put(id, 'trial', result);
      await trail({ event: 'provider.tried', words: { provider: id, outcome: result.kind } });
      return pathOf(uid);
    }
    const before = await signIns.find(uid);
    if (!before) throw new HubError('expired');
    const outcome: Outcome = life.mayAnswer(id, before.service)
      ? await connector.finish(reply, memo)
      : { kind: 'unavailable', detail: 'the provider may not be used for this any more' };
    // Said again, "not yet" is nothing new: whoever has the state can say it without end.
    const again = outcome.kind === 'pending' && waitsFor(before, id);
    if (!again)
      await trail({
        event: outcome.kind === 'invalid' ? 'provider.refused-answer' : 'provider.answered',
        reference: before.reference,
        words: { provider: id, outcome: outcome.kind, ...('detail' in outcome && { detail: outcome.detail }) },
      });
    // And it is not the answer: that one may come in days, by the same state.
    if (outcome.kind === 'pending') await pendingReplies.rearm(state);
    const { receipt, kept } = newReceipt();
    await signIns.change(before, (newest) => withOutcome(newest, { provider: id, outcome, receipt: kept }));
    return outcome.kind === 'authenticated' ? `${pathOf(uid)}?${receiptParameter}=${receipt}` : pathOf(uid);
  };
}

const pathOf = (uid: string): string => (isTrial(uid) ? '/tried' : pathOfSignIn(uid));

interface Judged {
  provider: string;
  outcome: Outcome;
  /** What is kept of the receipt for this browser. */
  receipt: string;
}

/**
 * The first answer that its browser claims counts; one that comes later, from another tab, changes nothing. A sign-in that waits takes an
 * answer even after its service was told that it came to nothing: the person goes on with a code.
 */
function withOutcome(signIn: SignIn, { provider, outcome, receipt }: Judged): SignIn {
  if (signIn.assertion || (signIn.finished && !signIn.resumeCode)) return signIn;
  if (outcome.kind === 'authenticated') return { ...signIn, unclaimed: { assertion: outcome.assertion, receipt } };
  if (outcome.kind === 'pending' && waitsFor(signIn, provider)) return signIn;
  const attempted = { ...signIn, attempts: [...signIn.attempts, { provider, how: outcome.kind }] };
  return outcome.kind === 'pending' ? { ...attempted, waiting: { why: 'provider', provider } } : attempted;
}

/** Whether this provider has said "not yet" last. */
const waitsFor = ({ waiting, attempts }: SignIn, provider: string): boolean => {
  const last = attempts.at(-1);
  return waiting?.why === 'provider' && last?.how === 'pending' && last.provider === provider;
};

/** OpenID Connect's `state`, SAML's `RelayState`: the same handle to the hub. */
function stateOf({ url, fields }: Reply): string {
  const query = new URL(url).searchParams;
  const values = [...query.getAll('state'), ...query.getAll('RelayState'), fields.state, fields.RelayState].filter(
    (value) => value !== undefined,
  );
  const [state] = values;
  if (state === undefined || values.length > 1) throw new HubError('unknown_state');
  return state;
}
