// The order in which an answer is judged once its bytes are known to be signed. Each check refuses for one reason and knows one part of the
// standard; finish.ts says what comes before them. None may be left out, and there is no setting that does.
import { checkAudience } from './checks/audience.ts';
import { checkAuthentication } from './checks/authentication.ts';
import { checkConditions } from './checks/conditions.ts';
import { checkConfirmation } from './checks/confirmation.ts';
import { checkDestination } from './checks/destination.ts';
import { checkConfirmedRequest, checkInResponseTo } from './checks/in-response-to.ts';
import { checkIssuer, checkResponseIssuer } from './checks/issuer.ts';
import { checkRecipient } from './checks/recipient.ts';
import { checkResponseTime } from './checks/response-time.ts';
import type { Envelope, Said } from './checks/said.ts';
import { checkSubject } from './checks/subject.ts';

/** The names under which an answer can be refused, in the order of the judging. */
export const checkNames = [
  'memo',
  'transport',
  'gate',
  'schema',
  'xml',
  'structure',
  'version',
  'signature',
  'decryption',
  'issuer',
  'destination',
  'in-response-to',
  'response-time',
  'status',
  'subject',
  'confirmation',
  'recipient',
  'conditions',
  'audience',
  'authentication',
  'once',
] as const;

/** Of every response, also of one that says that it did not work out. */
export const envelopeChecks: readonly ((envelope: Envelope) => void)[] = [
  checkResponseIssuer,
  checkDestination,
  checkInResponseTo,
  checkResponseTime,
];

/** Of an assertion. */
export const assertionChecks: readonly ((said: Said) => void)[] = [
  checkIssuer,
  checkSubject,
  checkConfirmation,
  checkRecipient,
  checkConfirmedRequest,
  checkConditions,
  checkAudience,
  checkAuthentication,
];
