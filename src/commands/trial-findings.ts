// What a trial sign-in showed, check by check, with what to do about each. Pure.
// It must never call anything passed that was not looked at.
import { atLeast } from '../assurance/level.ts';
import { wordLevel } from '../assurance/vocabulary.ts';
import type { Vocabulary } from '../config/schema/assurance.ts';
import type { IdentityProvider } from '../config/schema/identity-providers.ts';
import { checkNames } from '../connectors/saml/checks.ts';
import type { TrialResult } from '../connectors/trial.ts';

export interface Check {
  name: string;
  passed: boolean;
  /** In closed words; empty where there is nothing to say. */
  found: string;
  remedy: string;
}

/** One line. */
export function readable({ name, passed, found, remedy }: Check): string {
  const what = `${passed ? 'pass' : 'FAIL'}  ${name}${found && `: ${found}`}`;
  return passed ? what : `${what} → ${remedy}`;
}

export interface Against {
  provider: IdentityProvider;
  vocabulary: Vocabulary | undefined;
}

/** Every check of an answer. A check that comes after the one that failed was not made, and is not in the list. */
export function findings(result: TrialResult, against: Against): Check[] {
  const judged = against.provider.protocol === 'saml' ? samlChecks(result) : [openIdCheck(result)];
  if (result.kind !== 'authenticated') return judged;
  return [...judged, levelCheck(result, against), ...attributeChecks(result, against.provider)];
}

const remedies: Readonly<Record<(typeof checkNames)[number], string>> = {
  memo: 'the provider must send RelayState back unchanged, to the address that it was given',
  transport: 'the provider must answer by HTTP-POST, in base64',
  gate: 'the provider must not send document types, comments or processing instructions',
  schema: 'the answer is not SAML 2.0 as the standard has it: ask the provider’s maker',
  xml: 'the answer is not well-formed XML: ask the provider’s maker',
  structure: 'the provider must send exactly one assertion, and sign whole elements only',
  version: 'the provider must speak SAML 2.0',
  signature:
    'compare the certificate in its metadata with the one that it signs with; RSA with SHA-256 or better; sign the assertion or the response, as the record says',
  decryption:
    'give it the hub’s newest metadata; AES-GCM with RSA-OAEP; allowCbc in the record where it can do nothing else',
  issuer: 'entityId in the record must be what the provider writes as Issuer',
  destination: 'give it the hub’s newest metadata: it answers to another address',
  'in-response-to': 'the provider must answer the hub’s request: sign-ins that begin at the provider are not taken',
  'response-time': 'set the clocks of both machines by NTP',
  status: 'the provider refused: its own log says why',
  subject: 'release a persistent NameID, or name the attribute that identifies the account in the record (subject)',
  confirmation: 'the assertion must be for its bearer, with an end; set the clocks of both machines by NTP',
  recipient: 'give it the hub’s newest metadata: the assertion is for another address',
  conditions: 'the assertion must have an end that is ahead; set the clocks of both machines by NTP',
  audience: 'the provider must name the hub’s entity id as the audience',
  authentication: 'the provider must say when and how the person authenticated, and ask again when ForceAuthn says so',
  once: 'the provider must give every assertion an identifier of its own',
};

function samlChecks({ kind, detail }: TrialResult): Check[] {
  const failed = kind === 'authenticated' ? undefined : detail.split(':')[0];
  const at = (checkNames as readonly (string | undefined)[]).indexOf(failed);
  const made = kind === 'authenticated' ? checkNames : checkNames.slice(0, Math.max(at, 0) + 1);
  if (kind !== 'authenticated' && at === -1)
    return [{ name: 'the answer', passed: false, found: detail, remedy: 'see docs/add-a-provider.md' }];
  return made.map((name) => {
    const passed = name !== failed;
    return { name, passed, found: passed ? '' : detail.slice(name.length + 2), remedy: remedies[name] };
  });
}

const openIdRemedies: Partial<Record<TrialResult['kind'], string>> = {
  cancelled: 'sign in to the end',
  rejected: 'compare client id, redirect URI, scopes and how the hub authenticates with what the provider registered',
  unavailable: 'the provider did not answer the hub: check its status, and that the hub may reach it',
  invalid: 'compare issuer and signatureAlgorithms in the record with the provider’s discovery document',
};

function openIdCheck({ kind, detail }: TrialResult): Check {
  const remedy = openIdRemedies[kind] ?? 'the person has to be able to reach the level that was asked for';
  return { name: 'the answer is in order', passed: kind === 'authenticated', found: detail, remedy };
}

function levelCheck({ says }: TrialResult, { provider, vocabulary }: Against): Check {
  const name = 'the level is one that the hub knows, and the provider is accredited for';
  const worth = says === null || !vocabulary ? undefined : wordLevel(vocabulary, says);
  const passed = worth !== undefined && provider.accreditedLevels.some((most) => atLeast(most, worth.level));
  const remedy = worth
    ? 'raise accreditedLevels if that is right'
    : `add the word to vocabulary ${provider.vocabulary} in assurance.yaml`;
  return { name, passed, found: says ?? 'none was given', remedy };
}

function attributeChecks({ attributes }: TrialResult, provider: IdentityProvider): Check[] {
  return provider.attributes.map((name) => ({
    name: `attribute ${name}`,
    passed: attributes.includes(name),
    found: '',
    remedy:
      'ask the provider to release it, name it in attributeNames, or take it out of attributes (the person may also have none)',
  }));
}
