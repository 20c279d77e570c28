// The step for somebody who signs in while the browser is signed in as somebody else: explained, and done only when they say so.
// It must never leave two people in one session.
import type { SignIns } from '../signin/record.ts';
import type { Step } from '../signin/step.ts';
import type { Recorder } from '../trail/events.ts';

export interface ReplaceOptions {
  signIns: SignIns;
  trail: Recorder;
}

export function createReplace({ signIns, trail }: ReplaceOptions): Step {
  return {
    name: 'different-person',
    needed: ({ sessionPerson, person, replaceSession }) =>
      sessionPerson !== undefined && person !== undefined && person !== sessionPerson && !replaceSession,
    async enter({ path, formToken }) {
      return {
        turn: 'show',
        page: { page: 'different-person', form: { action: path('different-person'), token: formToken } },
      };
    },
    async submit({ signIn, request }) {
      await request.endSession();
      await trail({
        event: 'session.replaced',
        reference: signIn.reference,
        ...(signIn.sessionPerson && { person: signIn.sessionPerson }),
      });
      const changed = await signIns.change(signIn, (before) => ({ ...before, replaceSession: true }));
      return { turn: 'on', signIn: changed };
    },
  };
}
