// The rules that one file's schema cannot see: what one record says must fit what others say. Run in this order while the
// configuration is loaded. It must never hold a rule about a single value: those belong to the schemas.
import { ageRules } from './rules/ages.ts';
import { assuranceRules } from './rules/assurance.ts';
import { matcherRules } from './rules/matchers.ts';
import { matchingRules } from './rules/matching.ts';
import { noticeRules } from './rules/notices.ts';
import { organisationRules } from './rules/organisations.ts';
import { providerRules } from './rules/providers.ts';
import type { Rule } from './rules/rule.ts';
import { samlProviderRules } from './rules/saml-providers.ts';
import { scenarioRules } from './rules/scenarios.ts';
import { serviceRules } from './rules/services.ts';
import { vouchingRules } from './rules/vouching.ts';

export const rules: readonly Rule[] = [
  ...organisationRules,
  ...serviceRules,
  ...vouchingRules,
  ...matcherRules,
  ...ageRules,
  ...providerRules,
  ...samlProviderRules,
  ...assuranceRules,
  ...matchingRules,
  ...noticeRules,
  ...scenarioRules,
];
