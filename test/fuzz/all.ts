// Every fuzz, in the order in which they run.
import { configurationFuzz } from './grammar/configuration.ts';
import { requestFuzz } from './grammar/requests.ts';
import { samlFuzz } from './grammar/saml.ts';
import { journeyFuzz } from './journey/journey.ts';

export const fuzzes = [journeyFuzz, requestFuzz, samlFuzz, configurationFuzz];
