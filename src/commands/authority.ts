// `gatehouse authority …`: an officer has looked at who may act for whom. It makes one code for each of the two, which they use on their own page:
// so nobody's secret is typed by anybody else. It must never print who an account belongs to.
import type { Config } from '../config/load.ts';
import { HubError } from '../errors.ts';
import { dayAfter, endOf, lastDayOf } from '../representation/authority.ts';
import { type Evidence, evidences, type Relationship, relationships } from '../representation/words.ts';
import { newResumeCode } from '../signin/record.ts';
import type { Authority } from '../store/authority-contracts.ts';
import { createTrail } from '../trail/events.ts';
import { withData } from './open-data.ts';

type Say = (line: string) => void;

export interface AuthorityArguments {
  config: string;
  /** Of the person who is acted for. */
  name?: string | undefined;
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
    const read = readAuthority(given, config, new Date());
    const codes = { actor: newResumeCode(), holder: newResumeCode() };
    const id = await store.authorities.grant(read, codes);
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

function readAuthority(given: AuthorityArguments, { services }: Config, now: Date) {
  const name = given.name?.trim();
  if (!name) throw wrong('Say whom it is about: --name "Edith Pemberton"');
  const today = now.toISOString().slice(0, 10);
  const until = dayIn(given.until, '--until');
  const born = given.born === undefined ? undefined : dayIn(given.born, '--born');
  const over = endOf({ until: dayAfter(until), born, today });
  if (over <= today) throw wrong(`--until ${until} is over already`);
  const known = [...new Set([...services.values()].flatMap(({ actingFor }) => actingFor?.functions ?? []))];
  const functions = given.functions?.split(',').map((one) => one.trim()) ?? [];
  const strange = functions.find((one) => !known.includes(one));
  if (functions.length === 0 || strange !== undefined)
    throw wrong(
      `${strange ?? '--functions'} is not what a service is for. Known: ${known.join(', ') || 'none: see actingFor in services.yaml'}`,
    );
  return {
    name,
    relationship: wordIn<Relationship>(given.relationship, relationships, '--relationship'),
    evidence: wordIn<Evidence>(given.evidence, evidences, '--evidence'),
    functions,
    endsAt: Date.parse(`${over}T00:00:00Z`) / 1000,
  };
}

function dayIn(text: string | undefined, option: string): string {
  const isDay = text !== undefined && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
  if (!isDay) throw wrong(`${option} must be a day, such as 2027-03-31`);
  return text;
}

function wordIn<T extends string>(text: string | undefined, words: readonly T[], option: string): T {
  const found = words.find((one) => one === text);
  if (!found) throw wrong(`${option} must be one of ${words.join(', ')}`);
  return found;
}
