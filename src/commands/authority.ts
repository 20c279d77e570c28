// `gatehouse authority …`: an officer has looked at who may act for whom. It makes one code for each of the two, which they use on their own page:
// so nobody's secret is typed by anybody else. It must never print who an account belongs to.
import type { Config } from '../config/load.ts';
import { HubError } from '../errors.ts';
import { lastDayOf } from '../representation/authority.ts';
import { evidences, relationships, type WrittenField } from '../representation/words.ts';
import { functionsOf, readWritten, type Written } from '../representation/writing.ts';
import { newReference, newResumeCode } from '../signin/record.ts';
import type { Authority } from '../store/authority-contracts.ts';
import { createTrail } from '../trail/events.ts';
import { withData } from './open-data.ts';

type Say = (line: string) => void;

export interface AuthorityArguments {
  config: string;
  /** Of the person who is acted for. */
  name?: string | undefined;
  /** Of the one who acts. */
  actor?: string | undefined;
  relationship?: string | undefined;
  evidence?: string | undefined;
  /** With commas between. */
  functions?: string | undefined;
  /** The last day, and the birth date: YYYY-MM-DD. */
  until?: string | undefined;
  born?: string | undefined;
}

const wrong = (detail: string) => new HubError('configuration', { detail });

/** Writes an authority and prints its two codes. @throws HubError `configuration` for what is missing or makes no sense */
export function authorityGrant(given: AuthorityArguments, say: Say): Promise<number> {
  return withData(given.config, async (store, config) => {
    const read = readGiven(given, config);
    const codes = { actor: newResumeCode(), holder: newResumeCode() };
    const id = await store.authorities.grant({ ...read, id: newReference() }, codes);
    const { relationship, evidence, functions } = read;
    const words = { authority: id, relationship, evidence, functions: functions.join(' ') };
    await createTrail(store.trail, store.vault)({ event: 'authority.granted', words });
    say(`Written as ${id}. It ends on ${lastDayOf(read.endsAt)}.`);
    say(`For the ${relationship}:       ${codes.actor}`);
    say(`For the other person:   ${codes.holder}`);
    say(
      `Hand or send each code to its own person only. They sign in and type it in at ${config.hub.issuer}/account/acting.`,
    );
    return 0;
  });
}

/** Every authority that has not ended. */
export async function authorityList({ config }: { config: string }, say: Say): Promise<number> {
  const all = await withData(config, ({ authorities }) => authorities.all());
  if (all.length === 0) say('Nobody acts for anybody.');
  for (const one of all) say(lineOf(one));
  return 0;
}

/** Ends one at once: tokens made by it, too. */
export function authorityEnd({ config, id }: { config: string; id: string }, say: Say): Promise<number> {
  return withData(config, async (store) => {
    if (!(await store.authorities.end(id))) throw wrong(`There is no authority ${id}. See: gatehouse authority list`);
    await createTrail(store.trail, store.vault)({ event: 'authority.ended', words: { authority: id, by: 'operator' } });
    say(`Ended ${id}: nobody acts by it any more, and its tokens are over.`);
    return 0;
  });
}

const lineOf = ({ id, name, relationship, evidence, functions, endsAt, actor }: Authority): string =>
  `${id}  ${relationship} of ${name}, ${evidence}, for ${functions.join(', ')}, until ${lastDayOf(endsAt)}${actor ? '' : ' (code not used yet)'}`;

/** What is wrong with what was typed, in the words of the command line. */
function problemWith(field: WrittenField, given: AuthorityArguments, known: readonly string[]): string {
  const strange = functionsIn(given).find((one) => !known.includes(one));
  const says: Record<WrittenField, string> = {
    name: 'Say whom it is about: --name "Edith Pemberton"',
    actor: '--actor is too long',
    relationship: `--relationship must be one of ${relationships.join(', ')}`,
    evidence: `--evidence must be one of ${evidences.join(', ')}`,
    functions: `${strange ?? '--functions'} is not what a service is for. Known: ${known.join(', ') || 'none: see actingFor in services.yaml'}`,
    until: '--until must be a day, such as 2027-03-31, and not one that is over already',
    born: '--born must be a day, such as 2017-02-20',
    email: '--email cannot be written to',
    phone: '--phone cannot be reached',
    address: '--address must have three to seven lines, with the postcode last',
  };
  return says[field];
}

const functionsIn = ({ functions }: AuthorityArguments): string[] =>
  functions?.split(',').map((one) => one.trim()) ?? [];

function readGiven(given: AuthorityArguments, { services }: Config): Written {
  const known = functionsOf(services.values());
  const today = new Date().toISOString().slice(0, 10);
  const read = readWritten({ ...given, functions: functionsIn(given) }, { known, today, named: false });
  if ('written' in read) return read.written;
  const [first = 'name'] = read.wrong;
  throw wrong(problemWith(first, given, known));
}
