// The command line. It reads arguments, hands over to one command, prints what that says and sets the exit status.
// It must never print a secret that it was not asked to make.
import { parseArgs } from 'node:util';
import { newSecret } from './authorization/secret.ts';
import { keysRotate } from './commands/keys-rotate.ts';
import { serve } from './commands/serve.ts';
import { trailVerify } from './commands/trail-verify.ts';
import { checkCommand } from './config/check.ts';
import { HubError } from './errors.ts';

const help = `Gatehouse: an identity federation hub for councils

  npm start                              serve the hub, with simulated providers and a demo council
  npm run gatehouse -- <command>

  serve [--no-simulators]   serve the hub; without simulators for production
  check                     say everything that is wrong in the configuration
  keys rotate [--now]       turn the signing keys; running hubs follow by themselves
  trail verify              check that nobody changed the audit trail
  secret                    make a client secret and the hash for services.yaml

  --config DIR              the configuration folder (default: config)
  --help                    this text`;

export interface Arguments {
  config: string;
  simulators: boolean;
  now: boolean;
}

/** A command prints for itself, and returns the exit status; `serve` returns when it serves. */
type Command = (given: Arguments) => Promise<number | undefined>;

const commands: Record<string, Command> = {
  serve: (given) => serve(given, console.log),
  check: async ({ config }) => {
    const { text, ok } = await checkCommand(config);
    console.log(text);
    return ok ? 0 : 1;
  },
  'keys rotate': (given) => keysRotate(given, console.log),
  'trail verify': (given) => trailVerify(given, console.log),
  secret: async () => {
    const { secret, hash } = newSecret();
    console.log(`Secret, for the service only:      ${secret}\nsecretHash, for services.yaml:     ${hash}`);
    return 0;
  },
};

async function main(): Promise<number | undefined> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    allowNegative: true,
    options: {
      config: { type: 'string', default: 'config' },
      simulators: { type: 'boolean', default: true },
      now: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const name = positionals.join(' ');
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (values.help || !command) {
    console.log(name && !command ? `There is no command "${name}".\n\n${help}` : help);
    return values.help ? 0 : 2;
  }
  return command(values);
}

try {
  process.exitCode = await main();
} catch (error) {
  const known = error instanceof HubError && error.detail;
  const usage = error instanceof TypeError && 'code' in error;
  console.error(known || (usage ? `${error.message}\n\n${help}` : error));
  process.exitCode = 1;
}
