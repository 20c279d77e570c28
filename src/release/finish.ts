// The last step: the service gets its answer. Nothing of a person stays in the record after it.
import type { SignIn, SignIns } from '../signin/record.ts';
import type { Step } from '../signin/step.ts';
import type { Recorder } from '../trail/events.ts';

export interface FinishOptions {
  signIns: SignIns;
  trail: Recorder;
}

export function createFinish({ signIns, trail }: FinishOptions): Step {
  return {
    name: 'finish',
    needed: () => true,
    async enter({ signIn, request, service }) {
      const url = await request.accept(signIn);
      await signIns.change(signIn, ended);
      await trail({
        event: 'sign-in.finished',
        reference: signIn.reference,
        ...(signIn.person && { person: signIn.person }),
        words: { service: service.id },
      });
      return { turn: 'leave', send: { kind: 'redirect', url } };
    },
  };
}

/** What stays of a sign-in that is over: enough to lead a late click back to the service. */
export function ended({ uid, reference, service, language, asked }: SignIn): SignIn {
  return {
    uid,
    reference,
    service,
    language,
    asked,
    attributes: [],
    offline: false,
    askAgain: false,
    forceReauthentication: false,
    stepUp: false,
    attempts: [],
    finished: true,
  };
}
