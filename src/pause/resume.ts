// Going on with a sign-in that waited: by its code, in whatever browser. The service's own request is long over by then, so the person
// begins again at the service's page, and what waited is carried into that new sign-in. It must never be carried into another service's.
import { sameSecret } from '../same-secret.ts';
import { isClaimedBy } from '../signin/answer.ts';
import { readResumeCode, type SignIn, type SignIns } from '../signin/record.ts';
import type { ResumeCodes } from '../store/contracts.ts';
import type { Recorder } from '../trail/events.ts';

export interface ResumptionOptions {
  resumeCodes: ResumeCodes;
  signIns: SignIns;
  trail: Recorder;
  /** How long ago a person may have signed in at a provider, in seconds: as long as a session lives. */
  freshFor: number;
}

export interface Resumption {
  /** The sign-in that waits under a code, as it was typed, with the code as it was given. Undefined when none does. */
  find(typed: string): Promise<{ code: string; signIn: SignIn } | undefined>;
  /**
   * A sign-in that begins now (the very same record, where nothing waits for it), with what waits under a code for the same service: an answer, once, for the browser that has its receipt, or
   * else where to go on.
   */
  carryOn(shown: { code: string; receipt: string | undefined }, begun: SignIn): Promise<SignIn>;
}

/** Seconds for which somebody who helps is taken to be there when a sign-in is gone on with. */
const atTheDesk = 3600;

export function createResumption({ resumeCodes, signIns, trail, freshFor }: ResumptionOptions): Resumption {
  async function find(typed: string) {
    const code = readResumeCode(typed);
    const uid = code && (await resumeCodes.find(code));
    const signIn = uid ? await signIns.find(uid) : undefined;
    return code && signIn?.resumeCode !== undefined && sameSecret(signIn.resumeCode, code)
      ? { code, signIn }
      : undefined;
  }

  /** The answer that waits, for the first who asks; it is too old after a session's time. */
  async function take(code: string, waiting: SignIn): Promise<SignIn['assertion']> {
    let taken: SignIn['assertion'];
    await signIns.change(waiting, ({ unclaimed, resumeCode: _spent, ...before }) => {
      taken = unclaimed?.assertion;
      return before;
    });
    await resumeCodes.drop(code);
    return taken;
  }

  return {
    find,
    async carryOn({ code, receipt }, begun) {
      const found = await find(code);
      if (found?.signIn.service !== begun.service) return begun;
      const { unclaimed, waiting, reference, assistedSince = 0 } = found.signIn;
      const assertion = isClaimedBy(found.signIn, receipt) ? unclaimed?.assertion : undefined;
      const fresh = assertion !== undefined && assertion.authenticatedAt + freshFor > Date.now() / 1000;
      const taken = fresh && !begun.forceReauthentication ? await take(code, found.signIn) : undefined;
      const provider = taken?.provider ?? unclaimed?.assertion.provider ?? waiting?.provider;
      const words = { service: begun.service, resumes: reference, answered: taken !== undefined };
      await trail({ event: 'sign-in.resumed', reference: begun.reference, words });
      // Whoever sat beside them at the code's page still does.
      const still = assistedSince + atTheDesk > Date.now() / 1000 ? { assistedSince } : {};
      if (taken) return { ...begun, ...still, assertion: taken };
      return { ...begun, ...still, resumes: code, ...(provider && !begun.hint && { hint: provider }) };
    },
  };
}
