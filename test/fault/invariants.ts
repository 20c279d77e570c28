// What has to be true whatever broke. Each of these says in words what is not, and nothing where all is well. They only judge: what they judge is
// gathered in checks.ts, so that each can be shown a state that is wrong (invariants.test.ts).
import type { Person } from './people.ts';
import type { Attempt, Completed } from './sign-in.ts';

type Came = Pick<Attempt, 'person'> & { ending: Completed };

/** Those of some attempts that came in. */
export const cameIn = <One extends Pick<Attempt, 'ending'>>(
  attempts: readonly One[],
): (One & { ending: Completed })[] =>
  attempts.flatMap((one) => (one.ending.kind === 'completed' ? [{ ...one, ending: one.ending }] : []));

/** Nobody is lost, and every error page on the way says what to do. */
export function wayOn(attempts: readonly Pick<Attempt, 'ending' | 'useless' | 'person'>[]): string[] {
  return attempts.flatMap(({ ending, useless, person }) => [
    ...(ending.kind === 'lost' ? [`${person.id} is lost: ${ending.how}`] : []),
    ...useless.map((page) => `${person.id} met a page that helps nobody: ${page}`),
  ]);
}

/** Nobody gets what is somebody else's: claims are the account's own, a person has one subject in every sign-in, and no two have the same. */
export function rightPerson(came: readonly Came[]): string[] {
  const subjects = new Map<string, string>();
  const owners = new Map<string, string>();
  return came.flatMap(({ person, ending: { sub, claims } }) => {
    const problems = Object.entries(person.claims)
      .filter(([name, value]) => claims[name] !== value)
      .map(([name]) => `${person.id} got another ${name}: ${claims[name]}`);
    if (claims.sub !== sub) problems.push(`${person.id} is another at userinfo than in the ID token`);
    const before = subjects.get(person.id);
    const owner = owners.get(sub);
    if (before !== undefined && before !== sub) problems.push(`${person.id} had another subject before`);
    if (owner !== undefined && owner !== person.id) problems.push(`${person.id} has the subject of ${owner}`);
    subjects.set(person.id, sub);
    owners.set(sub, person.id);
    return problems;
  });
}

/** What the database has of somebody: the person behind the account, and the subjects of that person in the one sector. */
export interface Kept {
  person: Person;
  behind: string | undefined;
  subjects: readonly string[];
}

/** Whoever came in is kept, under the subject that the service was told and no other; and no two accounts are one person. */
export function keptOnce(kept: readonly Kept[], came: readonly Came[]): string[] {
  const told = new Map(came.map(({ person, ending }) => [person.id, ending.sub]));
  const behind = new Map<string, string>();
  return kept.flatMap(({ person, behind: id, subjects }) => {
    const sub = told.get(person.id);
    if (sub === undefined && id === undefined) return [];
    if (id === undefined) return [`${person.id} came in, and is not in the database`];
    const problems: string[] = [];
    const other = behind.get(id);
    if (other !== undefined) problems.push(`${person.id} and ${other} are one person`);
    behind.set(id, person.id);
    if (sub !== undefined && (subjects.length !== 1 || subjects[0] !== sub))
      problems.push(`${person.id} has ${subjects.length} subjects, or another than the service was told`);
    return problems;
  });
}

/** Rows of tables in the whole database. */
export interface Counts {
  accounts: number;
  people: number;
  subjects: number;
}

/** As many people as accounts, and not more subjects than people: the one service is one sector. */
export function noDuplicates({ accounts, people, subjects }: Counts, tried: number): string[] {
  return [
    ...(people === accounts ? [] : [`${accounts} accounts and ${people} people`]),
    ...(accounts <= tried ? [] : [`${accounts} accounts of ${tried} people who tried`]),
    ...(subjects <= people ? [] : [`${subjects} subjects and ${people} people`]),
  ];
}

/** The chain holds, and has every answer with tokens that a service got. */
export function wholeTrail(
  { broken, issued }: { broken?: { sequence: number; reason: string } | undefined; issued: number },
  acknowledged: number,
): string[] {
  return [
    ...(broken ? [`the trail is broken at row ${broken.sequence}: ${broken.reason}`] : []),
    ...(issued >= acknowledged ? [] : [`the trail has ${issued} of ${acknowledged} answers with tokens`]),
  ];
}

/** A node as it is found after something broke. */
export interface Found {
  crashes: number;
  live: number;
  ready: number;
}

export function allWell(nodes: readonly Found[]): string[] {
  return nodes.flatMap(({ crashes, live, ready }, index) => [
    ...(crashes === 0 ? [] : [`node ${index + 1} went down by itself, ${crashes} times`]),
    ...(live === 200 && ready === 200 ? [] : [`node ${index + 1} is not well: live ${live}, ready ${ready}`]),
  ]);
}

/** Tokens that were handed out are good: userinfo answers for the same person, and so does what the refresh token is exchanged for. */
export function tokensHold(
  sub: string,
  { userinfo, refreshed }: { userinfo: string | undefined; refreshed: string | undefined },
): string[] {
  return [
    ...(userinfo === sub ? [] : [`an access token is lost: userinfo says ${userinfo}`]),
    ...(refreshed === sub ? [] : [`a refresh token is lost: it became ${refreshed}`]),
  ];
}

/** No two requests of a journey one after the other were answered by the same node. */
export function everyRequestElsewhere(visits: readonly (readonly number[])[]): string[] {
  const stuck = visits.filter((nodes) => nodes.some((node, index) => index > 0 && node === nodes[index - 1]));
  return stuck.map((nodes) => `a journey stayed at a node: ${nodes.join(' ')}`);
}
