// How and when the person authenticated at the provider (SAML core 2.7.2).
// It must never take an authentication from before the request for one that was asked to be new.
import { childrenOf, onlyChild, textOf } from '../xml/dom.ts';
import { momentOf, refuse, type Said, skewSeconds } from './said.ts';

/** The one statement of an assertion. */
export function statementOf({ assertion }: Said): Element {
  const [statement, ...others] = childrenOf(assertion, 'saml', 'AuthnStatement');
  return statement && others.length === 0 ? statement : refuse('authentication', 'not exactly one statement');
}

/** When it happened, in seconds since 1970. */
export function authenticatedAt(said: Said): number {
  const at = momentOf(statementOf(said), 'AuthnInstant', 'authentication');
  return at ?? refuse('authentication', 'at no time');
}

/** The provider's own level word; undefined when it gave none. */
export function classOf(said: Said): string | undefined {
  const context = onlyChild(statementOf(said), 'saml', 'AuthnContext');
  return (context && textOf(onlyChild(context, 'saml', 'AuthnContextClassRef'))) || undefined;
}

export function checkAuthentication(said: Said): void {
  const at = authenticatedAt(said);
  const { now, memo } = said;
  if (at > now + skewSeconds) refuse('authentication', 'in the future');
  if (memo.reauthenticate && at < memo.startedAt - skewSeconds) refuse('authentication', 'not anew');
  const ends = momentOf(statementOf(said), 'SessionNotOnOrAfter', 'authentication');
  if (ends !== undefined && now >= ends + skewSeconds) refuse('authentication', 'its session is over');
}
