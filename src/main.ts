// The command line. It reads arguments, hands over to one command, prints what that says and sets the exit status.
// It must never print a secret that it was not asked to make.
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { AssessArguments } from './commands/assess.ts';
import type { EvaluateArguments } from './commands/assurance-evaluate.ts';
import type { ExplainArguments } from './commands/assurance-explain.ts';
import type { AuthorityArguments } from './commands/authority.ts';
import type { MatchingTrain } from './commands/matching-train.ts';
import type { AddArguments } from './commands/new-provider.ts';
import type { Turn } from './commands/switch.ts';
import { HubError } from './errors.ts';

// Compiled code is kept for the next start, beside the libraries: whoever can write there can change the program anyway, which is not so in
// the system's temporary folder. Where it cannot be written nothing is kept, and NODE_COMPILE_CACHE may name another place.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/gatehouse', import.meta.url)));

const help = `Gatehouse: an identity federation hub for councils

  npm start                              serve the hub, with simulated providers and a demo council
  npm run gatehouse -- <command>

  serve [--no-simulators] [--workers N|auto]   serve the hub; without simulators for production
  check                     say everything that is wrong in the configuration
  keys rotate [--now]       turn the signing keys; running hubs follow by themselves
  provider add SOURCE       a new provider, from SAML metadata (file or URL) or an OpenID issuer
  provider test ID          looks at a provider from all sides, and tries a sign-in
  provider list             how every provider is doing, and what was switched
  provider off ID           nobody is sent there, its answers and its people's tokens end; on every node, at once
  provider pause ID         shown as out of order; whoever is there already may finish
  provider on ID            takes back off and pause
  provider forget ID        drops the kept metadata of a SAML provider: the next copy is believed
  service list              which services there are, and what was switched
  service off ID            nobody can sign in to it and it gets no token; on every node, at once
  service on ID             takes it back
  assurance explain         what a service would see: --service S --provider P --says V [--acr-values|--essential|--vtr TEXT]
  assurance evaluate        what evidence is worth by GPG 45: --evidence 32,22 --activity 1 --fraud 1 --verification 2
  assess                    invented people try every service: [--own] [--scenario ID …] [--json|--junit|--csv|--html FILE]
                            [--pictures DIR] [--baseline FILE, an earlier --json]
  person block REFERENCE    ends every sign-in and token of the person who signed in under that reference number
  person unblock REFERENCE  takes it back (hold, too)
  case list                 what an officer has to look at: accounts that spoke of somebody else than before, people of some age
  case close REFERENCE      an officer has looked
  authority grant           somebody may act for another: --name --relationship --evidence --functions --until [--born] [--actor]
  authority list            who may act for whom
  authority end ID          ends it at once, and its tokens
  matching train            learn the weights of the matching score: [--from people.csv] [--to weights.json]
  matching rotate           turn the key of the matching index; running hubs follow by themselves
  person hold REFERENCE     nothing is linked to that person; they can go on signing in
  backup --to FILE          everything of one moment in one file, of a hub that may be running
  restore --from FILE       fill an empty database from a backup, of SQLite or PostgreSQL
  retention                 what is kept, how long, and what the next sweeps take out
  trail verify              check that nobody changed the audit trail
  secret                    make a client secret and the hash for services.yaml
  compile [--first]         compile everything once: later starts are quicker

  --config DIR              the configuration folder (default: config)
  --id, --name, --name-cy, --vocabulary, --entity-id, --client-id TEXT, --private    for provider add
  --timeout SECONDS         how long provider test waits for you (default: 600)
  --help                    this text`;

export interface Arguments
  extends Omit<AddArguments, 'source'>,
    ExplainArguments,
    EvaluateArguments,
    Omit<AuthorityArguments, 'config' | 'name' | 'evidence'>,
    Omit<AssessArguments, 'config'>,
    Pick<MatchingTrain, 'from' | 'to'> {
  simulators: boolean;
  workers: string;
  now: boolean;
  first: boolean;
  timeout: string;
}

/** A command prints for itself, and returns the exit status; `serve` returns when it serves. `operands` are the words after its name. */
type Command = (given: Arguments, ...operands: string[]) => Promise<number | undefined>;

/** Each command loads what it needs, and nothing of the others: `serve` would start later for them. */
const commands: Record<string, Command> = {
  serve: async (given) => (await import('./commands/serve.ts')).serve(given, console.log),
  check: async ({ config }) => {
    const { text, ok } = await (await import('./config/check.ts')).checkCommand(config);
    console.log(text);
    return ok ? 0 : 1;
  },
  'keys rotate': async (given) => (await import('./commands/keys-rotate.ts')).keysRotate(given, console.log),
  'provider add SOURCE': async (given, source = '') =>
    (await import('./commands/provider-add.ts')).providerAdd({ ...given, source }, console.log),
  'provider test ID': async (given, id = '') => {
    const { providerTest } = await import('./commands/provider-test.ts');
    return providerTest({ ...given, id, timeout: Number(given.timeout) || 600 }, console.log);
  },
  'provider list': async (given) => (await import('./commands/provider-switch.ts')).providerList(given, console.log),
  'provider off ID': (given, id = '') => turned({ ...given, id, turn: 'off' }),
  'provider pause ID': (given, id = '') => turned({ ...given, id, turn: 'pause' }),
  'provider on ID': (given, id = '') => turned({ ...given, id, turn: 'on' }),
  'provider forget ID': (given, id = '') => turned({ ...given, id, turn: 'forget' }),
  'service list': async (given) => (await import('./commands/service-switch.ts')).serviceList(given, console.log),
  'service off ID': async (given, id = '') =>
    (await import('./commands/service-switch.ts')).serviceSwitch({ ...given, id, turn: 'off' }, console.log),
  'service on ID': async (given, id = '') =>
    (await import('./commands/service-switch.ts')).serviceSwitch({ ...given, id, turn: 'on' }, console.log),
  assess: async (given) =>
    (await import('./commands/assess.ts')).assess(given, { print: console.log, progress: process.stderr }),
  'assurance evaluate': async (given) =>
    (await import('./commands/assurance-evaluate.ts')).assuranceEvaluate(given, console.log),
  'assurance explain': async (given) =>
    (await import('./commands/assurance-explain.ts')).assuranceExplain(given, console.log),
  'person block REFERENCE': (given, reference = '') => blocked({ ...given, reference, block: 'block' }),
  'person unblock REFERENCE': (given, reference = '') => blocked({ ...given, reference, block: 'none' }),
  'person hold REFERENCE': (given, reference = '') => blocked({ ...given, reference, block: 'hold' }),
  'case list': async (given) => (await import('./commands/case.ts')).caseList(given, console.log),
  'case close REFERENCE': async (given, reference = '') =>
    (await import('./commands/case.ts')).caseClose({ ...given, reference }, console.log),
  'authority grant': async (given) => (await import('./commands/authority.ts')).authorityGrant(given, console.log),
  'authority list': async (given) => (await import('./commands/authority.ts')).authorityList(given, console.log),
  'authority end ID': async (given, id = '') =>
    (await import('./commands/authority.ts')).authorityEnd({ ...given, id }, console.log),
  'matching train': async ({ config, from, to }) =>
    (await import('./commands/matching-train.ts')).matchingTrain({ config, from, to }, console.log),
  'matching rotate': async (given) =>
    (await import('./commands/matching-rotate.ts')).matchingRotate(given, console.log),
  backup: async ({ config, to }) => (await import('./commands/backup.ts')).backup({ config, to }, console.log),
  restore: async ({ config, from }) => (await import('./commands/backup.ts')).restore({ config, from }, console.log),
  retention: async (given) => (await import('./commands/retention.ts')).retention(given, console.log),
  'trail verify': async (given) => (await import('./commands/trail-verify.ts')).trailVerify(given, console.log),
  secret: async () => {
    const { secret, hash } = (await import('./authorization/secret.ts')).newSecret();
    console.log(`Secret, for the service only:      ${secret}\nsecretHash, for services.yaml:     ${hash}`);
    return 0;
  },
  compile: async (given) => (await import('./commands/compile.ts')).compile(given, console.log),
};

const turned = async (given: { config: string; id: string; turn: Turn | 'forget' }) =>
  (await import('./commands/provider-switch.ts')).providerSwitch(given, console.log);

const blocked = async (given: { config: string; reference: string; block: 'block' | 'hold' | 'none' }) =>
  (await import('./commands/person-block.ts')).personBlock(given, console.log);

async function main(): Promise<number | undefined> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    allowNegative: true,
    options: {
      config: { type: 'string', default: 'config' },
      simulators: { type: 'boolean', default: true },
      workers: { type: 'string', default: '1' },
      now: { type: 'boolean', default: false },
      first: { type: 'boolean', default: false },
      timeout: { type: 'string', default: '600' },
      id: { type: 'string' },
      name: { type: 'string' },
      relationship: { type: 'string' },
      functions: { type: 'string' },
      until: { type: 'string' },
      born: { type: 'string' },
      actor: { type: 'string' },
      'name-cy': { type: 'string' },
      vocabulary: { type: 'string' },
      'entity-id': { type: 'string' },
      'client-id': { type: 'string' },
      private: { type: 'boolean' },
      service: { type: 'string' },
      provider: { type: 'string' },
      says: { type: 'string' },
      'acr-values': { type: 'string' },
      essential: { type: 'string' },
      vtr: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      evidence: { type: 'string' },
      activity: { type: 'string' },
      fraud: { type: 'string' },
      verification: { type: 'string' },
      own: { type: 'boolean', default: false },
      scenario: { type: 'string', multiple: true },
      json: { type: 'string' },
      junit: { type: 'string' },
      csv: { type: 'string' },
      html: { type: 'string' },
      pictures: { type: 'string' },
      baseline: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const found = commandOf(positionals);
  if (values.help || !found) {
    const name = positionals.join(' ');
    console.log(name && !found ? `There is no command "${name}".\n\n${help}` : help);
    return values.help ? 0 : 2;
  }
  return found.command(values, ...found.operands);
}

/** The command whose words these are; a word in capitals stands for an operand. */
function commandOf(words: readonly string[]): { command: Command; operands: string[] } | undefined {
  for (const [name, command] of Object.entries(commands)) {
    const pattern = name.split(' ');
    const isOperand = (index: number) => /^[A-Z]+$/.test(pattern[index] ?? '');
    if (pattern.length === words.length && words.every((word, index) => isOperand(index) || word === pattern[index]))
      return { command, operands: words.filter((_, index) => isOperand(index)) };
  }
  return undefined;
}

try {
  process.exitCode = await main();
} catch (error) {
  const known = error instanceof HubError && error.detail;
  const usage = error instanceof TypeError && 'code' in error;
  console.error(known || (usage ? `${error.message}\n\n${help}` : error));
  process.exitCode = 1;
}
