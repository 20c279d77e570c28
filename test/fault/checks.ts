// After something broke: looks at the nodes, the database, the trail, the tokens and everybody who was under way, and has all of them sign in once
// more. It must never look away from somebody because their sign-in did not end well.
import pg from 'pg';
import * as invariants from './invariants.ts';
import { load } from './load.ts';
import type { Person } from './people.ts';
import { insist } from './service.ts';
import { type Attempt, signIn } from './sign-in.ts';
import type { Stage } from './stage.ts';

const atOnce = 20;
const sector = 'exampleton';

/** What does not hold, in words. */
export async function check(stage: Stage, attempts: readonly Attempt[]): Promise<string[]> {
  const { house, ledger } = stage;
  await untilReady(stage);
  ledger.push(...attempts);
  const tokens = await tokenProblems(stage, attempts);
  const again = await everybodyAgain(stage, attempts);
  ledger.push(...again);
  const came = invariants.cameIn(ledger);
  const people = [...new Set(ledger.map(({ person }) => person))];
  const { broken } = await house.store.trail.verify();
  const { issued, ...counts } = await countRows(house.cluster.urlOf('postgres'));
  return [
    ...invariants.wayOn(attempts),
    ...invariants.wayOn(again),
    ...again.flatMap(({ person, ending }) =>
      ending.kind === 'told' ? [`${person.id} did not come in afterwards: ${ending.how}`] : [],
    ),
    ...invariants.rightPerson(came),
    ...tokens,
    ...invariants.keptOnce(await keptOf(stage, people), came),
    ...invariants.noDuplicates(counts, people.length),
    ...invariants.wholeTrail({ broken, issued }, came.length),
    ...invariants.allWell(await findNodes(stage)),
  ];
}

/** Waits until every node can serve, or has had long enough. */
export async function untilReady({ house }: Stage): Promise<void> {
  for (const node of house.nodes)
    await insist(async () => ({ url: '', status: await node.health('ready'), body: '', onwards: undefined }));
}

const findNodes = ({ house }: Stage): Promise<invariants.Found[]> =>
  Promise.all(
    house.nodes.map(async (node) => ({
      crashes: node.crashes(),
      live: await node.health('live'),
      ready: await node.health('ready'),
    })),
  );

/** Half of those who came in do so in the browser that they used, the others in a new one. */
function everybodyAgain({ visiting }: Stage, attempts: readonly Attempt[]): Promise<Attempt[]> {
  const again = attempts.map(({ person, browser, ending }, index) => ({
    person,
    before: ending.kind === 'completed' && index % 2 === 0 ? browser : undefined,
  }));
  return load(again, atOnce, ({ person, before }) => signIn(person, visiting, before)).all;
}

async function tokenProblems({ visiting: { service } }: Stage, attempts: readonly Attempt[]): Promise<string[]> {
  const problems: string[] = [];
  const look = async (attempt: Attempt) => {
    const { ending, journey } = attempt;
    if (ending.kind !== 'completed') return attempt;
    const { access_token, refresh_token = '' } = ending.tokens;
    const userinfo = await service.userinfo(journey, access_token);
    const refreshed = await service.refresh(journey, refresh_token);
    const read = JSON.parse(refreshed.body);
    const found = invariants.tokensHold(ending.sub, {
      userinfo: userinfo.status === 200 ? JSON.parse(userinfo.body).sub : userinfo.body,
      refreshed: refreshed.status === 200 ? await service.verified(read.id_token) : refreshed.body,
    });
    problems.push(...found.map((problem) => `${attempt.person.id}: ${problem}`));
    return attempt;
  };
  await load(attempts, atOnce, look).all;
  return problems;
}

const keptOf = ({ house: { store, provider } }: Stage, people: readonly Person[]): Promise<invariants.Kept[]> =>
  Promise.all(
    people.map(async (person) => {
      const account = await store.people.find(store.people.accountOf({ issuer: provider, subject: person.subject }));
      const subjects = account ? await store.subjects.subjectsOf(account.person, [sector]) : [];
      return { person, behind: account?.person, subjects: subjects.map(({ subject }) => subject) };
    }),
  );

async function countRows(url: string): Promise<invariants.Counts & { issued: number }> {
  const database = new pg.Client({ connectionString: url });
  await database.connect();
  try {
    const { rows } = await database.query(
      `SELECT (SELECT COUNT(*)::int FROM accounts) AS accounts, (SELECT COUNT(DISTINCT person)::int FROM accounts) AS people,
         (SELECT COUNT(*)::int FROM subjects) AS subjects,
         (SELECT COUNT(*)::int FROM trail WHERE event = 'tokens.issued' AND data LIKE '%authorization_code%') AS issued`,
    );
    return rows[0];
  } finally {
    await database.end();
  }
}
