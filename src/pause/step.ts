// The step for a sign-in that cannot go on today: a letter or an officer is awaited, or the person wants a break. It gives a code with
// which the person goes on later, in any browser. It must never give the same code to two people, nor keep anybody from another account.

import type { IdentityProvider } from '../config/schema/identity-providers.ts';
import { sameSecret } from '../same-secret.ts';
import { newResumeCode, type SignIn, type SignIns } from '../signin/record.ts';
import type { Step } from '../signin/step.ts';
import type { PendingReplies, ResumeCodes } from '../store/contracts.ts';
import type { Recorder } from '../trail/events.ts';

export interface PauseOptions {
  providers: ReadonlyMap<string, IdentityProvider>;
  pendingReplies: Pick<PendingReplies, 'hold'>;
  resumeCodes: Pick<ResumeCodes, 'put'>;
  signIns: SignIns;
  trail: Recorder;
  /** How long a sign-in may wait, in seconds. */
  lifetime: number;
}

export function createPause(options: PauseOptions): Step {
  const { providers, signIns } = options;
  return {
    name: 'waiting',
    needed: ({ waiting }) => waiting !== undefined,
    async enter({ signIn, path, formToken }) {
      const {
        resumeCode,
        waiting,
        reference,
        pausedUntil = 0,
      } = signIn.resumeCode ? signIn : await paused(signIn, options);
      const provider = providers.get(waiting?.provider ?? '');
      return {
        turn: 'show',
        page: {
          page: 'waiting',
          form: { action: path('waiting'), token: formToken },
          why: waiting?.why ?? 'person',
          resumeCode: resumeCode ?? '',
          reference: waiting?.caseReference ?? reference,
          until: new Date(pausedUntil * 1000).toISOString().slice(0, 10),
          ...(provider && { provider: provider.name }),
        },
      };
    },
    // Its one button: go on with another account. The code stays good.
    async submit({ signIn }) {
      return { turn: 'on', signIn: await signIns.change(signIn, ({ waiting: _over, ...before }) => before) };
    },
  };
}

/** Gives the sign-in its code and a longer life, and so to every journey to a provider that it still has out. */
async function paused(signIn: SignIn, options: PauseOptions): Promise<SignIn> {
  const { pendingReplies, resumeCodes, signIns, trail, lifetime } = options;
  const { uid, reference, service, waiting } = signIn;
  const pausedUntil = Math.floor(Date.now() / 1000) + lifetime;
  const resumeCode = newResumeCode();
  // The record is last to know: a code that it does not name opens nothing, and one that it names has to work.
  await resumeCodes.put(resumeCode, uid, pausedUntil);
  await signIns.prolong(uid, pausedUntil);
  await pendingReplies.hold(uid, pausedUntil);
  const changed = await signIns.change(signIn, (before) =>
    before.resumeCode ? before : { ...before, resumeCode, pausedUntil },
  );
  // Another tab was first: its code is the one that counts.
  if (!sameSecret(changed.resumeCode ?? '', resumeCode)) return changed;
  await trail({ event: 'sign-in.paused', reference, words: { service, reason: waiting?.why ?? 'person' } });
  return changed;
}
