// When the response was made: not before the request, not in the future (SAML core 3.2.2).
// It must never believe a clock that is more than the skew away.
import { type Envelope, momentOf, refuse, skewSeconds } from './said.ts';

export function checkResponseTime({ response, memo, now }: Envelope): void {
  const made = momentOf(response, 'IssueInstant', 'response-time');
  if (made === undefined || made > now + skewSeconds) refuse('response-time', 'made in the future');
  if (made < memo.startedAt - skewSeconds) refuse('response-time', 'made before it was asked for');
}
