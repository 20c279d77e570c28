// The last step: the service gets its answer. Nothing of a person stays in the record after it.
import { londonDay } from '../ages/calendar.ts';
import type { Acting } from '../representation/acting.ts';
import type { Telling } from '../representation/telling.ts';
import type { SignIn, SignIns } from '../signin/record.ts';
import type { Step } from '../signin/step.ts';
import type { Authority } from '../store/authority-contracts.ts';
import type { ResumeCodes } from '../store/contracts.ts';
import type { Notices } from '../store/notice-contracts.ts';
import type { Happening, Recorder } from '../trail/events.ts';

export interface FinishOptions {
  acting: Pick<Acting, 'by'>;
  telling: Pick<Telling, 'used'>;
  notices: Pick<Notices, 'put'>;
  signIns: SignIns;
  resumeCodes: Pick<ResumeCodes, 'drop'>;
  trail: Recorder;
}

export function createFinish(options: FinishOptions): Step {
  const { acting, signIns, resumeCodes, trail } = options;
  return {
    name: 'finish',
    needed: () => true,
    async enter({ signIn, request, service }) {
      const { person = '', onBehalf } = signIn;
      const authority = onBehalf?.authority && (await acting.by(onBehalf.authority, person));
      const url = await request.accept(signIn);
      if (signIn.resumes) await resumeCodes.drop(signIn.resumes);
      await signIns.change(signIn, ended);
      await trail({
        event: 'sign-in.finished',
        reference: signIn.reference,
        ...(signIn.person && { person: signIn.person }),
        words: { service: service.id },
      });
      if (authority) await tellUse(signIn, authority, options);
      return { turn: 'leave', send: { kind: 'redirect', url } };
    },
  };
}

/** D5: each side finds the use on their own page, and whoever can be reached is told of the first of a day. */
async function tellUse(signIn: SignIn, authority: Authority, { telling, notices, trail }: FinishOptions) {
  await trail(...usesOf(signIn, authority));
  const told = telling.used(authority, signIn.service, londonDay(new Date()));
  if (told) await notices.put(told.notice, told.once);
}

function usesOf(
  { reference, service, person = '' }: SignIn,
  { id, subject, holder = subject }: Authority,
): Happening[] {
  const words = { service, authority: id };
  return [
    { event: 'authority.used', reference, person, words },
    { event: 'authority.used-for', reference, person: holder, words },
  ];
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
