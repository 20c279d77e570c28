// What comes with the browser: one form field, in base64, of a size that can be an answer.
// It must never inflate anything: an answer by redirect is not taken at all.
import type { Reply } from '../../contract.ts';
import { refuse } from './said.ts';

/** Characters of base64 (SAML bindings 3.5.4); honest answers have under 50,000. */
const longest = 350_000;
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The text of the message. Throws JourneyEnd `invalid`. */
export function messageOf({ method, fields }: Reply): string {
  const sent = fields.SAMLResponse;
  if (method !== 'POST' || sent === undefined) return refuse('transport', 'no answer by POST');
  if (sent.length > longest) return refuse('transport', 'too long');
  const packed = sent.replace(/\s+/g, '');
  if (packed === '' || !base64.test(packed)) return refuse('transport', 'not base64');
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(packed, 'base64'));
  } catch {
    return refuse('transport', 'not UTF-8');
  }
}
