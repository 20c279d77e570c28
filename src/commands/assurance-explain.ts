// `gatehouse assurance explain --service S --provider P --says V`: what is asked, what comes back, what the service sees, and why.
// It must never start anything, nor need a database: it reads the configuration and walks one answer through it.
import { createAcr } from '../assurance/acr.ts';
import { readAsked } from '../assurance/ask.ts';
import { askedByDefault, type Explanation, explain } from '../assurance/explain.ts';
import type { Level } from '../assurance/level.ts';
import type { Config } from '../config/load.ts';
import { oneOf } from '../config/problem.ts';
import { HubError } from '../errors.ts';
import { knownProvider } from './provider-switch.ts';
import { readyConfig } from './ready-config.ts';

export interface ExplainArguments {
  config: string;
  service?: string | undefined;
  provider?: string | undefined;
  says?: string | undefined;
  /** What the service asks for besides its floor; at most one of them. */
  'acr-values'?: string | undefined;
  essential?: string | undefined;
  vtr?: string | undefined;
}

/** Prints the explanation. Exit status 0 where the service would see a level, 1 where it would not. */
export async function assuranceExplain(given: ExplainArguments, print: (line: string) => void): Promise<number> {
  const { service: id, provider: providerId, says } = given;
  if (!id || !providerId || says === undefined)
    throw new HubError('configuration', {
      detail: 'Say which: --service S --provider P --says V (the provider’s own word, such as Cl.Cm.P2)',
    });
  const config = await readyConfig(given.config, { allowMissingKeys: true });
  const service = knownService(config, id);
  const provider = knownProvider(config, providerId);
  const acr = createAcr(config.hub.issuer, config.assurance);
  const claims = given.essential && essentialClaim(given.essential);
  const parameters = { acr_values: given['acr-values'], claims: claims || undefined, vtr: given.vtr };
  const named = Object.values(parameters).some((value) => value !== undefined);
  const asked = named
    ? readAsked(parameters, acr, service.minimumLevel, service.vectors ?? config.assurance.vtr)
    : askedByDefault(service, acr, config.assurance.vtr);
  const oneLogin = service.dialect === 'one-login';
  const explained = explain({ service, provider, says, asked }, config.assurance, acr);
  const vocabulary = config.assurance.vocabularies[provider.vocabulary];
  const line = (label: string, value: string) => print(`${label.padEnd(28)}${value}`);
  line(`${service.id} asks`, `at least ${text(service.minimumLevel)} (its minimumLevel)${askedText(given)}`);
  line('the hub asks', sentText(explained, provider.id));
  line(`${provider.id} says`, says === '' ? 'nothing' : says);
  line('the table', rowText(explained));
  if (vocabulary) {
    const { framework, frameworkVersion, mappingVersion } = vocabulary;
    line('read by', `${provider.vocabulary}: ${framework} ${frameworkVersion}, mapping ${mappingVersion}`);
  }
  for (const [index, part] of seesText(explained, config.hub.issuer, oneLogin).entries())
    line(index === 0 ? `${service.id} sees` : '', part);
  line('because', whys[explained.why]);
  return explained.sees ? 0 : 1;
}

const essentialClaim = (values: string) =>
  JSON.stringify({ id_token: { acr: { essential: true, values: values.split(' ').filter((value) => value !== '') } } });

/** The record of an id. @throws HubError `configuration` that lists those that there are */
function knownService({ services }: Config, id: string) {
  const record = services.get(id);
  if (record) return record;
  const detail = `There is no service "${id}" in services.yaml: ${oneOf(id, [...services.keys()])}.`;
  throw new HubError('configuration', { detail });
}

const text = ({ identity, authenticator }: Level): string => `identity ${identity}, authenticator ${authenticator}`;

function askedText(given: ExplainArguments): string {
  if (given.vtr) return ` and one of ${given.vtr} (vtr: required)`;
  if (given.essential) return ` and one of: ${given.essential} (essential acr: required)`;
  return given['acr-values'] ? ` and if it can be: ${given['acr-values']} (acr_values: a wish)` : '';
}

function sentText({ sent }: Explanation, provider: string): string {
  if (!sent) return `nothing: ${provider} is not offered for this`;
  const words = Object.entries(sent.send).map(([name, value]) => `${name}=${value}`);
  return `${words.join(' ') || 'no level by name'} (${text(sent.level)})`;
}

function rowText({ row, grade }: Explanation): string {
  if (!row) return 'has no such word';
  const parts = [text(row.level), `status ${row.status}`, ...row.qualifiers, ...(row.off ? ['off'] : [])];
  const worth = grade.level.identity === row.level.identity ? '' : `; worth ${text(grade.level)} here`;
  return parts.join(', ') + worth;
}

function seesText({ sees }: Explanation, issuer: string, oneLogin: boolean): string[] {
  const error = oneLogin ? 'access_denied' : 'unmet_authentication_requirements';
  if (!sees) return [`error=${error}, after the other ways on were offered`];
  if (oneLogin) {
    const [identity] = /P[1-9]/.exec(sees.acr) ?? [];
    const core = identity ? [`vot=${identity} in the core identity, where it is asked for`] : [];
    return [`vot=${sees.acr.replace(/\.?P\d/, '')} in the ID token`, ...core, `vtm=${issuer}/trust-mark`];
  }
  return [`acr=${sees.acr}`, `vot=${sees.vot}`, `vtm=${issuer}/trust-mark`];
}

const whys: Readonly<Record<Explanation['why'], string>> = {
  met: 'the level is at least what was required, on both scales',
  'not-offered': 'the provider cannot be asked for this, or may not be used for this service: the choice page greys it',
  'row-is-off': 'the table lists the word and has switched it off, so it counts as nothing',
  'no-level': 'the provider said no level, and silence is none',
  'unknown-word': 'the table does not list the word, so it counts as nothing: it never falls back to a default',
  'lower-than-asked': 'the level is not at least what was required, on both scales',
  'higher-than-accredited': 'the word is worth more than the provider is accredited for, so nothing of it is believed',
};
