// Somebody was chosen on the page: the sign-in ends here, with a code or with an error, on the way back to the relying party.
//
// POST /simulator/continue (application/x-www-form-urlencoded), which a test can send without the page:
//   request         handle from the page's hidden field
//   persona         id of a person in personas.yaml (of a member of staff, at the staff provider)
//   level           optional: one of the levels asked for; absent or empty takes the best that the person reaches
//   x_fault         optional: a fault (faults.ts); `none` or absent leaves it to what POST /simulator/fault ordered
//   x_milliseconds  optional: how long `slow` waits
//   x_on            optional: `id_token` (as if absent) or `claims`: which signed answer is spoilt
import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import { answer } from './answer.ts';
import type { Authorization, House, Parameters, Session } from './dialect.ts';
import type { Trouble } from './faults.ts';
import { parseFaultOrder } from './faults.ts';
import { choosePage, sendRefusalPage } from './pages.ts';
import { readParameters } from './parameters.ts';
import { Refusal } from './refusal.ts';
import { randomHandle } from './shelf.ts';

export function continueSignIn(house: House): RequestHandler {
  return async (request, response) => {
    try {
      const form = readParameters(request.body);
      const authorization = house.requests.peek(form.request);
      if (!authorization)
        throw new Refusal(
          'invalid_request',
          'This sign-in is over or never began. Go back to the service and start again.',
        );
      await decide(house, { form, authorization }, response);
    } catch (problem) {
      if (!(problem instanceof Refusal)) throw problem;
      sendRefusalPage(response, house, problem);
    }
  };
}

async function decide(
  house: House,
  { form, authorization }: { form: Parameters; authorization: Authorization },
  response: Response,
): Promise<void> {
  const wanted = readTrouble(form);
  const { people, knows = (id: string) => people.some((one) => one.id === id) } = house.dialect;
  const persona = form.persona !== undefined && knows(form.persona) ? form.persona : undefined;
  const needsNobody = wanted?.fault === 'cancelled' || wanted?.fault === 'unavailable';
  if (!persona && !needsNobody) {
    const again = { handle: form.request ?? '', authorization, nobodyChosen: true };
    response.status(400).send(choosePage(house, again));
    return;
  }
  const trouble = wanted ?? house.desk.take();
  // Somebody whose checks are not finished yet comes back to this page when they are: days later, with the same request.
  if (trouble.fault !== 'pending') house.requests.take(form.request);
  const { redirectUri, state } = authorization;
  const stateSent = trouble.fault === 'wrong-state' ? randomHandle() : state;
  try {
    const code = await signIn(house, { authorization, personaId: persona ?? '', level: form.level, trouble });
    answer(response, redirectUri, { code, state: stateSent });
  } catch (problem) {
    if (!(problem instanceof Refusal)) throw problem;
    answer(response, redirectUri, { error: problem.error, error_description: problem.message, state: stateSent });
  }
}

/** The order in the form; undefined where it gives none. */
function readTrouble(form: Parameters): Trouble | undefined {
  if (form.x_fault === undefined || form.x_fault === 'none') return undefined;
  const order = parseFaultOrder({ fault: form.x_fault, milliseconds: form.x_milliseconds, on: form.x_on });
  if (!order)
    throw new Refusal('invalid_request', 'x_fault, x_milliseconds or x_on is not one that this provider knows');
  return order;
}

interface SignIn {
  authorization: Authorization;
  personaId: string;
  level: string | undefined;
  trouble: Trouble;
}

/** Answers a code. Throws Refusal for whatever ends the sign-in without one. */
async function signIn(house: House, attempt: SignIn): Promise<string> {
  const { dialect } = house;
  const { trouble, authorization } = attempt;
  if (attempt.level !== undefined && !authorization.levels.includes(attempt.level))
    throw new Refusal('server_error', 'the level picked was not asked for');
  if (trouble.fault === 'cancelled') throw new Refusal('access_denied', dialect.cancelledDescription);
  if (trouble.fault === 'unavailable') throw new Refusal('temporarily_unavailable', 'out of capacity');
  if (trouble.fault === 'pending') throw new Refusal('access_denied', 'Identity verification is pending');
  const verdict = dialect.judge(attempt);
  if (trouble.fault === 'rotated-keys') await (trouble.on === 'claims' ? house.claimsSigner : house.signer).rotate();
  const session: Session = {
    authorization,
    personaId: attempt.personaId,
    subject: dialect.subject(attempt.personaId),
    ...verdict,
    trouble,
    authTime: Math.floor(Date.now() / 1000),
    sid: randomUUID(),
  };
  return house.codes.put({ session, redeemed: trouble.fault === 'replayed-code' });
}
