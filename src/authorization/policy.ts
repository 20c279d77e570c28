// When oidc-provider has to hand a request to the hub's own pages: nobody is signed in, not well enough, or nothing was agreed yet.
// The order of the checks is the order of the questions. It must never let a request pass below what the service requires.
import { errors, interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';
import { bandIn } from '../ages/policy.ts';
import { satisfied, satisfiedInTheEnd } from '../assurance/ask.ts';
import type { Service } from '../config/schema/services.ts';
import type { Authentication } from '../store/authentication-contracts.ts';
import { worthOf } from '../vouching/worth.ts';
import type { AskedLevel } from './asked-level.ts';
import type { Standing } from './standing.ts';

const { Check, Prompt, base } = interactionPolicy;

export interface PolicyOptions {
  services: ReadonlyMap<string, Service>;
  standing: Standing;
  askedLevel: AskedLevel;
}

/** The prompts and their checks, in order. */
export function createPolicy(options: PolicyOptions) {
  const policy = base();
  const login = policy.get('login');
  if (!login) throw new Error('oidc-provider has no login prompt');
  // The library compares levels by equality and forgets essential ones beside acr_values: the hub's own check stands in for both.
  login.checks.remove('essential_acr');
  login.checks.remove('essential_acrs');
  for (const reason of ['id_token_hint', 'claims_id_token_sub_value']) neverTwice(login, reason);
  login.checks.add(levelCheck(options));
  login.checks.add(ageCheck(options));
  policy.remove('consent');
  policy.add(new Prompt({ name: 'consent', requestable: true }, agreedCheck()));
  return policy;
}

/** Somebody else than the person asked for has signed in: asking again would go on for ever (OpenID Connect Core 3.1.2.1, id_token_hint). */
function neverTwice(login: InstanceType<typeof Prompt>, reason: string): void {
  const check = login.checks.get(reason);
  if (!check) throw new Error(`oidc-provider has no check ${reason}`);
  const original = check.check;
  check.check = async (context: KoaContextWithOIDC) => {
    await rereadHint(context);
    const wanted = await original(context);
    if (wanted && context.oidc.result?.login) throw new errors.LoginRequired('another person has signed in');
    return wanted;
  };
}

/** The library reads an id_token_hint when a request arrives, and has forgotten it when the person comes back signed in. */
async function rereadHint({ oidc }: KoaContextWithOIDC): Promise<void> {
  const hint = oidc.params?.id_token_hint;
  if (typeof hint !== 'string' || !oidc.client || oidc.entities.IdTokenHint) return;
  oidc.entity('IdTokenHint', await oidc.provider.IdToken.validate(hint, oidc.client));
}

/** Ranked, not equal; one step-up, then a refusal. It also gives the request its own `acr`: the requested value that was met. */
function levelCheck({ services, standing, askedLevel }: PolicyOptions) {
  return new Check('level', 'a higher level is required', 'login_required', async (context) => {
    const { oidc } = context;
    const service = services.get(oidc.client?.clientId ?? '');
    if (!service) throw new errors.InvalidClient('unknown service');
    const asked = askedLevel(service, oidc.params ?? {});
    const authentication = await standing(context);
    // Just come back from signing in: there is nothing more to try.
    const enough = oidc.result?.login ? satisfiedInTheEnd : satisfied;
    const met = authentication && enough(asked, worthOf(authentication, service).level);
    Object.defineProperty(oidc, 'acr', { value: met?.acr, configurable: true });
    if (met) return Check.NO_NEED_TO_PROMPT;
    if (oidc.result?.login) throw new errors.UnmetAuthenticationRequirements('the level was not reached');
    return Check.REQUEST_PROMPT;
  });
}

/** An older session must not hide an age from a service that has a rule about ages: its provider is asked once for the birth date. */
function ageCheck({ services, standing }: PolicyOptions) {
  return new Check('age', 'the age has to be asked for', 'login_required', async (context) => {
    const { oidc } = context;
    const service = services.get(oidc.client?.clientId ?? '');
    if (service?.ages === undefined || oidc.result?.login) return Check.NO_NEED_TO_PROMPT;
    const authentication = await standing(context);
    const known = authentication && wasAskedForAge(authentication, service);
    return known ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT;
  });
}

/** Whether the birth date is there, or the provider was asked for it in vain. */
function wasAskedForAge(authentication: Authentication, service: Service): boolean {
  const { attributes } = worthOf(authentication, service);
  return authentication.birthdateAsked === true || bandIn(attributes, new Date()) !== 'unknown';
}

/** A grant exists exactly when the person agreed to what is asked (`grants.ts` looks for it). */
function agreedCheck() {
  return new Check('not_agreed', 'the person has to agree first', 'consent_required', ({ oidc }) =>
    oidc.grant?.jti ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT,
  );
}
