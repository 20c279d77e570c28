// The end-session endpoint (OpenID Connect RP-Initiated Logout 1.0). There is no session to end, but the way back is checked as if there were.
// Nothing is ever redirected to an address that is not registered.
import type { RequestHandler } from 'express';
import { answer } from './answer.ts';
import type { House } from './dialect.ts';
import { sendRefusalPage, signedOutPage } from './pages.ts';
import { readParameters } from './parameters.ts';
import { Refusal } from './refusal.ts';

export function signOut(house: House): RequestHandler {
  return async (request, response) => {
    try {
      const parameters = readParameters(request.method === 'POST' ? request.body : request.query);
      const returnTo = parameters.post_logout_redirect_uri;
      if (returnTo === undefined) {
        response.send(signedOutPage(house));
        return;
      }
      const hint = await house.signer.recognise(parameters.id_token_hint ?? '');
      if (!hint) throw new Refusal('invalid_request', 'id_token_hint is missing or was not made here');
      const client = house.clients.get(String(hint.aud));
      if (!client?.postLogoutRedirectUris?.includes(returnTo))
        throw new Refusal('invalid_request', 'post_logout_redirect_uri is not one that the client registered');
      answer(response, returnTo, { state: parameters.state });
    } catch (problem) {
      if (!(problem instanceof Refusal)) throw problem;
      sendRefusalPage(response, house, problem);
    }
  };
}
