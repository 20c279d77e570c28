// Leaving: single logout by redirect. It must never answer a request that the service provider did not sign.
import { deflateRawSync } from 'node:zlib';
import type { Request, Response } from 'express';
import type { House } from './house.ts';
import { newId } from './messages.ts';
import { signedOutPage } from './pages.ts';
import { signedQuery } from './sign.ts';
import { sentBy } from './sign-in.ts';
import { escapeXml, moment } from './xml.ts';

/** Single logout by redirect (SAML bindings 3.4): there is no session to end, but the request is judged as if there were. */
export async function signOut(house: House, request: Request, response: Response): Promise<void> {
  const { xml, relayState, sender } = await house.reader.receive(sentBy(request, house.url));
  const [back] = sender.signOuts;
  if (!back) {
    response.send(signedOutPage());
    return;
  }
  const answered = /\bID="([^"]+)"/.exec(xml)?.[1] ?? '';
  const answer =
    `<samlp:LogoutResponse xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${newId()}"` +
    ` Version="2.0" IssueInstant="${moment(Math.floor(Date.now() / 1000))}" Destination="${escapeXml(back)}" InResponseTo="${escapeXml(answered)}">` +
    `<saml:Issuer>${escapeXml(house.issuer)}</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status></samlp:LogoutResponse>`;
  const packed = encodeURIComponent(deflateRawSync(answer).toString('base64'));
  const state = relayState === undefined ? '' : `&RelayState=${encodeURIComponent(relayState)}`;
  response.redirect(303, `${back}?${signedQuery(`SAMLResponse=${packed}${state}`, house.keys.current.privateKey)}`);
}
