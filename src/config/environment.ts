// The only reader of the process's environment: the secrets, and overrides of hub.yaml for containers and tests.
// It must never repeat a value in a message: a wrong value may be a secret in the wrong place.
import { z } from 'zod';
import { didYouMean, type Finding } from './problem.ts';
import { hubSchema } from './schema/hub.ts';
import { notifyKey } from './schema/notices.ts';

/** Values that win over hub.yaml; what is absent stays as the file says. */
export interface Overrides {
  issuer?: string;
  host?: string;
  port?: number;
  metricsPort?: number;
  database?: string;
  masterKeyFile?: string;
  log?: z.infer<typeof hubSchema>['log'];
}

export interface Environment {
  /** PostgreSQL; absent means the SQLite file. */
  databaseUrl: string | undefined;
  /** 32 bytes in base64; absent means the file that hub.yaml names. */
  masterKey: string | undefined;
  /** GOV.UK Notify's API key; absent means the file that notices.yaml names. */
  notifyKey: string | undefined;
  /** Whether OpenTelemetry's own variables ask for traces; the rest of them is read by its SDK. */
  traces: boolean;
  overrides: Overrides;
  problems: Finding[];
}

const port = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
  .refine((value) => value <= 65535);

const is32Bytes = (text: string) => /^[A-Za-z0-9+/]{43}=$/.test(text);

const variables = {
  DATABASE_URL: {
    schema: z.string().refine((text) => URL.canParse(text) && /^postgres(ql)?:/.test(text)),
    remedy: 'write postgres://user:password@host:5432/database, or unset it for SQLite',
  },
  GATEHOUSE_MASTER_KEY: {
    schema: z.string().refine(is32Bytes),
    remedy: 'set 32 random bytes in base64 (openssl rand -base64 32), or unset it to use the file that hub.yaml names',
  },
  GATEHOUSE_NOTIFY_KEY: {
    schema: notifyKey,
    remedy: 'set the API key as GOV.UK Notify shows it, or unset it to use the file that notices.yaml names',
  },
  GATEHOUSE_ISSUER: { schema: hubSchema.shape.issuer, remedy: 'write an https URL without a trailing slash' },
  GATEHOUSE_HOST: { schema: hubSchema.shape.listen.shape.host, remedy: 'write a host name or an address to listen on' },
  GATEHOUSE_PORT: { schema: port, remedy: 'write a number from 0 to 65535' },
  GATEHOUSE_METRICS_PORT: { schema: port, remedy: 'write a number from 0 to 65535' },
  GATEHOUSE_DATABASE: { schema: hubSchema.shape.database, remedy: 'write the path of a SQLite file' },
  GATEHOUSE_MASTER_KEY_FILE: {
    schema: hubSchema.shape.masterKeyFile,
    remedy: 'write the path of the file with the master key',
  },
  GATEHOUSE_LOG: { schema: hubSchema.shape.log, remedy: `use one of: ${hubSchema.shape.log.options.join(', ')}` },
} as const;
type Name = keyof typeof variables;

/** Reads and checks the variables that the hub knows. Never throws: what is wrong is in `problems`. */
export function readEnvironment(env: Readonly<Record<string, string | undefined>> = process.env): Environment {
  const problems = unknownNames(env);
  const read = <N extends Name>(name: N): z.output<(typeof variables)[N]['schema']> | undefined => {
    const text = env[name];
    if (text === undefined) return undefined;
    const parsed = variables[name].schema.safeParse(text);
    if (parsed.success) return parsed.data as z.output<(typeof variables)[N]['schema']>;
    const message = text === '' ? 'is set, but empty' : 'has a value that cannot be used';
    problems.push({ file: 'environment', at: [name], message, remedy: variables[name].remedy });
    return undefined;
  };
  const overrides = {
    issuer: read('GATEHOUSE_ISSUER'),
    host: read('GATEHOUSE_HOST'),
    port: read('GATEHOUSE_PORT'),
    metricsPort: read('GATEHOUSE_METRICS_PORT'),
    database: read('GATEHOUSE_DATABASE'),
    masterKeyFile: read('GATEHOUSE_MASTER_KEY_FILE'),
    log: read('GATEHOUSE_LOG'),
  };
  return {
    databaseUrl: read('DATABASE_URL'),
    masterKey: read('GATEHOUSE_MASTER_KEY'),
    notifyKey: read('GATEHOUSE_NOTIFY_KEY'),
    traces: tracesOf(env, problems),
    overrides,
    problems,
  };
}

/** https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/ and …/protocol/exporter/; an empty value is none. */
function tracesOf(env: Readonly<Record<string, string | undefined>>, problems: Finding[]): boolean {
  const { OTEL_SDK_DISABLED, OTEL_TRACES_EXPORTER: exporter } = env;
  const endpoint = env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT || env.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (OTEL_SDK_DISABLED?.toLowerCase() === 'true' || exporter === 'none' || !(exporter || endpoint)) return false;
  const refuse = (name: string, remedy: string) =>
    problems.push({ file: 'environment', at: [name], message: 'has a value that cannot be used', remedy });
  if (exporter && exporter !== 'otlp') refuse('OTEL_TRACES_EXPORTER', 'use otlp or none, or unset it');
  const [protocol] = ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL'].filter((name) => env[name]);
  if (protocol && env[protocol] !== 'http/json')
    refuse(
      protocol,
      'set OTEL_EXPORTER_OTLP_TRACES_PROTOCOL to http/json, which is what the hub speaks; collectors take it on port 4318',
    );
  return true;
}

function unknownNames(env: Readonly<Record<string, string | undefined>>): Finding[] {
  const names = Object.keys(variables);
  return Object.keys(env)
    .filter((name) => name.startsWith('GATEHOUSE_') && !names.includes(name))
    .map((name) => {
      const meant = didYouMean(name, names);
      const remedy = meant ? `did you mean ${meant}?` : `unset it. Known are: ${names.join(', ')}`;
      return { file: 'environment', at: [name], message: 'is not a setting of the hub', remedy };
    });
}
