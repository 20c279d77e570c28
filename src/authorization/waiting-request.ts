// A service's request that waits in oidc-provider while the person signs in: read, accepted or refused.
// It stands between the library's Interaction and the hub's own record. It must never open without the browser's own cookie.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { errors, type Provider } from 'oidc-provider';
import { bandIn, needsBirthdate } from '../ages/policy.ts';
import type { AttributeRow } from '../config/schema/attributes.ts';
import type { Service } from '../config/schema/services.ts';
import type { Assertion } from '../connectors/contract.ts';
import { HubError } from '../errors.ts';
import { detailsOf } from '../matching/uplift.ts';
import { requestedAttributes } from '../release/claims.ts';
import { purposesIn, readVerifiedWishes } from '../release/verified-claims-request.ts';
import type { Acting } from '../representation/acting.ts';
import { actingScope } from '../representation/claims.ts';
import type { SignIn } from '../signin/record.ts';
import type { WaitingRequest } from '../signin/step.ts';
import { isFresh } from '../signin/time.ts';
import type { Authentication, Authentications } from '../store/authentication-contracts.ts';
import { firstKnown } from '../views/language.ts';
import { worthOf } from '../vouching/worth.ts';
import type { AskedLevel } from './asked-level.ts';
import { prolongInteraction, prolongSession } from './cookies.ts';
import { endSession } from './end-session.ts';
import type { Grants } from './grants.ts';
import { joinParameter } from './join-parameter.ts';
import type { Claimed } from './standing.ts';

type Interaction = InstanceType<Provider['Interaction']>;

export interface WaitingRequestsOptions {
  provider(): Provider;
  services: ReadonlyMap<string, Service>;
  attributes: readonly AttributeRow[];
  askedLevel: AskedLevel;
  grants: Grants;
  authentications: Authentications;
  acting: Pick<Acting, 'by'>;
  /** Whether a session may still stand on an authentication. */
  stands(claimed: Claimed): Authentication | undefined;
}

/** Opens the request that this browser has waiting at this URL. */
export type OpenWaitingRequest = (
  request: IncomingMessage,
  response: ServerResponse,
  uid: string,
) => Promise<WaitingRequest & { service: Service }>;

/**
 * Binds the opening to the library.
 * The function throws HubError `other_browser` without the cookie, and `expired` when nothing waits any more.
 */
export function createOpenWaitingRequest(options: WaitingRequestsOptions): OpenWaitingRequest {
  return async (request, response, uid) => {
    const provider = options.provider();
    const interaction = await find(provider, request, response);
    if (interaction.uid !== uid) throw new HubError('other_browser');
    const service = options.services.get(text(interaction.params.client_id) ?? '');
    if (!service) throw new HubError('expired', { detail: 'the service is not registered any more' });
    if (!service.enabled) throw new HubError('service_off');
    return {
      service,
      resume: interaction.returnTo,
      begin: () => begin(interaction, service, options),
      accept: (signIn) => accept({ provider, interaction, service, signIn }, options),
      endsAt: interaction.exp,
      async prolong(endsAt) {
        // Last, what says how long it is: whatever fails before leaves the page as it was, and it can be asked for again.
        if (interaction.session?.uid)
          await prolongSession({ provider, request, response }, interaction.session.uid, endsAt);
        await prolongInteraction({ provider, request, response }, interaction, endsAt);
      },
      refuse: (refusal) => answer(interaction, { error: refusal }),
      async endSession() {
        if (interaction.session?.uid) await endSession(provider, interaction.session.uid);
        delete interaction.session;
        await interaction.persist();
      },
    };
  };
}

async function find(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<Interaction> {
  try {
    return await provider.interactionDetails(request, response);
  } catch (cause) {
    if (!(cause instanceof errors.SessionNotFound)) throw cause;
    const noCookie = cause.error_description?.includes('cookie') || cause.message.includes('cookie');
    throw new HubError(noCookie ? 'other_browser' : 'expired', { cause });
  }
}

async function begin(interaction: Interaction, service: Service, options: WaitingRequestsOptions) {
  const { params, session, prompt } = interaction;
  const scope = text(params.scope);
  const scopes = scope?.split(' ') ?? [];
  const prompts = text(params.prompt)?.split(' ') ?? [];
  const claims = text(params.claims);
  const hint = text(params.idp_hint);
  const fresh = prompts.includes('login') || params.max_age !== undefined;
  const standing =
    prompt.name === 'consent' && session?.acr ? await options.authentications.find(session.acr) : undefined;
  const attributes = requestedAttributes({ scope, claims }, service, options.attributes);
  const signIn: Omit<SignIn, 'reference' | 'attempts'> = {
    uid: interaction.uid,
    service: service.id,
    language: firstKnown(text(params.ui_locales)) ?? 'en',
    asked: options.askedLevel(service, params),
    attributes,
    ...(needsBirthdate(service, attributes, options.attributes) && { needsBirthdate: true }),
    purposes: purposesOf(claims, options.attributes),
    offline: scopes.includes('offline_access'),
    ...(service.actingFor && scopes.includes(actingScope) && { mayAct: true }),
    askAgain: prompts.includes('consent'),
    forceReauthentication: fresh,
    stepUp: session !== undefined && !fresh,
    ...(hint && { hint }),
    ...(session && { sessionPerson: session.accountId }),
    ...(standing && {
      authentication: standing.id,
      person: standing.person,
      ageBand: bandIn(worthOf(standing, service).attributes, new Date()),
    }),
    ...(params[joinParameter] !== undefined && (await besideOf(session, service, options))),
  };
  return signIn;
}

/** The account that the browser is signed in with, to add another one to it: where the person has just shown that it is theirs. */
async function besideOf(
  session: Interaction['session'],
  service: Service,
  { authentications, stands }: WaitingRequestsOptions,
): Promise<Pick<SignIn, 'beside'>> {
  const found = session?.acr ? await authentications.find(session.acr) : undefined;
  const standing = stands({ authentication: found, accountId: session?.accountId, service: service.id });
  if (!standing || !isFresh(standing, Date.now() / 1000)) return {};
  const { account, provider, level } = standing;
  const attributes = standing.attributes as unknown as Assertion['attributes'];
  return { beside: { account, provider, level, details: detailsOf({ attributes }, level) } };
}

/** Canonical attribute → why the service says that it wants it. */
function purposesOf(claims: string | undefined, rows: readonly AttributeRow[]): Record<string, string> {
  const given = purposesIn(readVerifiedWishes(claims));
  return Object.fromEntries(
    rows.flatMap(({ name, claim }) => {
      const purpose = given.get(claim);
      return purpose === undefined ? [] : [[name, purpose]];
    }),
  );
}

interface Accepting {
  provider: Provider;
  interaction: Interaction;
  service: Service;
  signIn: SignIn;
}

async function accept({ provider, interaction, service, signIn }: Accepting, options: WaitingRequestsOptions) {
  const authentication = signIn.authentication && (await options.authentications.find(signIn.authentication));
  if (!authentication) throw new HubError('expired', { detail: 'the authentication is not kept any more' });
  const scope = text(interaction.params.scope) ?? 'openid';
  const { attributes, asked, matching } = signIn;
  const claims = text(interaction.params.claims);
  const onBehalf = await authorityOf(signIn, authentication, options);
  // What is done for somebody else ends with the visit (D2).
  const granted = onBehalf ? scope.split(' ').filter((one) => one !== 'offline_access') : [scope];
  const request = {
    service,
    authentication,
    attributes,
    scope: granted.join(' '),
    claims,
    asked,
    match: matching?.result,
    ...(onBehalf && { onBehalf }),
    ...(signIn.correction !== undefined && { correction: signIn.correction }),
  };
  const grantId = await options.grants.issue(provider, request);
  const consent = { grantId };
  if (interaction.prompt.name === 'consent') return answer(interaction, { consent });
  const amr = authentication.methods.length > 0 ? [...authentication.methods] : undefined;
  const login = {
    accountId: authentication.person,
    // The session's acr is the name of the authentication that it stands on (standing.ts).
    acr: authentication.id,
    ts: authentication.authenticatedAt,
    ...(amr && { amr }),
  };
  return answer(interaction, { login, consent });
}

/** The authority that the person chose to act by. @throws HubError `changed_meanwhile` where they may not any more */
async function authorityOf({ onBehalf }: SignIn, { person }: Authentication, { acting }: WaitingRequestsOptions) {
  if (!onBehalf?.authority) return undefined;
  const found = await acting.by(onBehalf.authority, person);
  if (!found) throw new HubError('changed_meanwhile', { detail: 'the authority has ended meanwhile' });
  return found;
}

/** Stores the result with the request. Returns the URL at which oidc-provider goes on. */
async function answer(interaction: Interaction, result: NonNullable<Interaction['result']>): Promise<string> {
  interaction.result = result;
  await interaction.persist();
  return interaction.returnTo;
}

const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
