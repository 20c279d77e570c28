// Every fuzz, in the order in which they run.
import { addressFuzz } from './grammar/addresses.ts';
import { configurationFuzz } from './grammar/configuration.ts';
import { openIdDocumentFuzz, samlDocumentFuzz } from './grammar/documents.ts';
import { formFuzz } from './grammar/forms.ts';
import { requestFuzz } from './grammar/requests.ts';
import { samlFuzz } from './grammar/saml.ts';
import { journeyFuzz } from './journey/journey.ts';

export const fuzzes = [
  journeyFuzz,
  addressFuzz,
  requestFuzz,
  formFuzz,
  samlFuzz,
  samlDocumentFuzz,
  openIdDocumentFuzz,
  configurationFuzz,
];
