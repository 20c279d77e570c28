// Reads the configuration folder: every file by its schema, then the rules between them. It runs before anything else.
// It must never stop at the first problem, and never hand out a configuration that has one.
import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { z } from 'zod';
import type { Config, Draft } from './config.ts';
import type { Environment, Overrides } from './environment.ts';
import { explain } from './explain.ts';
import { readNotifyKey } from './notify-key.ts';
import { type Finding, oneOf, type Problem, pathText } from './problem.ts';
import type { Part } from './rules/rule.ts';
import { rules } from './rules.ts';
import { readScenarioFiles, type ScenarioRecord } from './scenario-files.ts';
import { assuranceSchema } from './schema/assurance.ts';
import { attributesSchema } from './schema/attributes.ts';
import { type HubConfig, hubSchema } from './schema/hub.ts';
import { identityProvidersSchema } from './schema/identity-providers.ts';
import { matchingSchema } from './schema/matching.ts';
import { noticesSchema } from './schema/notices.ts';
import { personasSchema } from './schema/personas.ts';
import { scenarioSchema } from './schema/scenarios.ts';
import { servicesSchema } from './schema/services.ts';
import { readServiceKeys } from './service-keys.ts';
import { writtenOut } from './thresholds.ts';
import { readWeights } from './weights.ts';
import { readYaml, type YamlFile } from './yaml-file.ts';

export type { Config } from './config.ts';
export type { Problem } from './problem.ts';

/** Every file of the folder, by its schema. */
const schemas = {
  hub: hubSchema,
  services: servicesSchema,
  'identity-providers': identityProvidersSchema,
  assurance: assuranceSchema,
  attributes: attributesSchema,
  matching: matchingSchema,
  personas: personasSchema,
  notices: noticesSchema,
} as const satisfies Record<Part, z.ZodType>;

/** Those that may be absent: only simulators need people, and a hub may do without telling anybody anything. */
const optional: readonly Part[] = ['personas', 'notices'];

/** Names of the files that a configuration folder holds. */
export const fileNames: readonly string[] = Object.keys(schemas).map((part) => `${part}.yaml`);

export interface LoadOptions {
  /** Services' key files may be absent (all, or those at these absolute paths): the first start makes the demo council's. */
  allowMissingKeys?: boolean | ((file: string) => boolean);
}

type Parts = { [P in Part]?: z.output<(typeof schemas)[P]> };

/** What has been read so far. */
interface Reading {
  parts: Parts;
  scenarios: ScenarioRecord[];
  files: Map<string, YamlFile>;
}

/**
 * Loads `folder` with the environment's overrides. Either the whole configuration, or every problem of all files at once:
 * a rule is passed over only where a file that it needs could not be understood. Never throws for what is configured.
 */
export async function loadConfig(
  folder: string,
  environment: Environment,
  { allowMissingKeys = false }: LoadOptions = {},
): Promise<{ config: Config } | { problems: Problem[] }> {
  const names = await readdir(folder).catch(() => undefined);
  if (!names) {
    const remedy = 'point --config at the folder that holds hub.yaml';
    return { problems: [{ file: folder, path: '', message: 'is not a folder that can be read', remedy }] };
  }
  const reading: Reading = { parts: {}, scenarios: [], files: new Map() };
  const { parts, files } = reading;
  const problems: Problem[] = [...environment.problems, ...strangers(names)].map(toProblem(files));
  for (const part of Object.keys(schemas) as Part[]) {
    if (optional.includes(part) && !names.includes(`${part}.yaml`)) continue;
    problems.push(...(await readPart(folder, part, reading)));
  }
  problems.push(...(await readScenarios(folder, reading)));
  const draft = await draftOf(resolve(folder), reading, environment);
  const findings = [...draft.keyFindings, ...runRules(draft.config, parts)];
  const allowed = typeof allowMissingKeys === 'function' ? allowMissingKeys : () => allowMissingKeys;
  const missing = draft.config.missingKeys.filter(({ file }) => !allowed(file));
  findings.push(...missing.map(({ finding }) => finding));
  problems.push(...findings.map(toProblem(files)));
  const { hub, matching, weights } = draft.config;
  if (problems.length > 0 || !hub || !matching || !weights) return { problems };
  return { config: { ...draft.config, hub, matching, weights } };
}

/** YAML files that nothing reads: a mistyped name would otherwise be a setting that silently does nothing. */
function strangers(names: readonly string[]): Finding[] {
  return names
    .filter((name) => /\.ya?ml$/.test(name) && !fileNames.includes(name))
    .map((name) => ({
      file: name,
      at: [],
      message: 'is not a file that the hub reads',
      remedy: oneOf(name, fileNames),
    }));
}

async function readPart(folder: string, part: Part, { parts, files }: Reading): Promise<Problem[]> {
  const name = `${part}.yaml`;
  const file = await readYaml(folder, name);
  files.set(name, file);
  if (file.problems.length > 0) return asYaml(file, files);
  const parsed = schemas[part].safeParse(file.data);
  if (!parsed.success) return explained(parsed.error, { name, schema: schemas[part], files });
  Object.assign(parts, { [part]: parsed.data });
  return [];
}

async function readScenarios(folder: string, { scenarios, files }: Reading): Promise<Problem[]> {
  const read = await readScenarioFiles(folder);
  const problems = read.findings.map(toProblem(files));
  for (const { name, file, parsed } of read.files) {
    files.set(name, file);
    if (!parsed) problems.push(...asYaml(file, files));
    else if (parsed.success) scenarios.push({ ...parsed.data, file: name });
    else problems.push(...explained(parsed.error, { name, schema: scenarioSchema, files }));
  }
  return problems;
}

/** What is wrong with a file as YAML. */
const asYaml = (file: YamlFile, files: ReadonlyMap<string, YamlFile>): Problem[] =>
  file.problems.map(({ line, ...finding }) => ({ ...toProblem(files)(finding), ...(line && { line }) }));

/** What is wrong with it by its schema. */
function explained(
  error: z.ZodError,
  { name, schema, files }: { name: string; schema: z.ZodType; files: ReadonlyMap<string, YamlFile> },
): Problem[] {
  return error.issues
    .flatMap((issue) => explain(issue, schema, files.get(name)?.data))
    .map((one) => toProblem(files)({ file: name, ...one }));
}

function toProblem(files: ReadonlyMap<string, YamlFile>): (finding: Finding) => Problem {
  return ({ file, at, message, remedy }) => {
    const line = files.get(file)?.lineOf(at);
    return { file, path: pathText(at), ...(line !== undefined && { line }), message, remedy };
  };
}

async function draftOf(
  folder: string,
  { parts, scenarios }: Reading,
  { databaseUrl, masterKey, notifyKey: keyGiven, traces, overrides }: Environment,
): Promise<{ config: Draft; keyFindings: Finding[] }> {
  const services = byId(parts.services?.services);
  const { findings, serviceKeys, missingKeys } = await readServiceKeys(folder, services.values());
  const notify = await readNotifyKey(folder, parts.notices, keyGiven);
  const { weights, findings: weightFindings } = await readWeights(folder);
  const config: Draft = {
    folder,
    hub: parts.hub && withOverrides(parts.hub, overrides),
    organisations: byId(parts.services?.organisations),
    services,
    providers: byId(parts['identity-providers']?.providers),
    assurance: parts.assurance ?? {
      vocabularies: {},
      acr: {},
      vtr: [],
      gpg45: { framework: '', frameworkVersion: '', profiles: {} },
    },
    attributes: writtenOut(
      Object.entries(parts.attributes?.attributes ?? {}).map(([name, row]) => ({ ...row, name })),
      services.values(),
    ),
    matching: parts.matching,
    weights,
    personas: parts.personas ?? { people: [], staff: [] },
    scenarios,
    notices: parts.notices,
    notifyKey: notify.notifyKey,
    environment: { databaseUrl, masterKey, traces },
    serviceKeys,
    missingKeys: [...missingKeys, ...notify.missing],
  };
  return { config, keyFindings: [...findings, ...notify.findings, ...weightFindings] };
}

function byId<T extends object>(records: Readonly<Record<string, T>> = {}): Map<string, T & { id: string }> {
  return new Map(Object.entries(records).map(([id, record]) => [id, { ...record, id }]));
}

function withOverrides(
  hub: HubConfig,
  { issuer, host, port, metricsPort, database, masterKeyFile, log }: Overrides,
): HubConfig {
  return {
    ...hub,
    issuer: issuer ?? hub.issuer,
    listen: { host: host ?? hub.listen.host, port: port ?? hub.listen.port },
    metrics: { ...hub.metrics, port: metricsPort ?? hub.metrics.port },
    database: database ?? hub.database,
    masterKeyFile: masterKeyFile ?? hub.masterKeyFile,
    log: log ?? hub.log,
  };
}

function runRules(draft: Draft, parts: Parts): Finding[] {
  return rules.filter(({ needs }) => needs.every((part) => parts[part])).flatMap((rule) => rule.check(draft));
}
