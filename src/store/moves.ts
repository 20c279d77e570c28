// Moves accounts between people: joining them, parting them again, and forgetting somebody. Beside the sign-ins; rare, and one at a time.
// It must never do half of a move, nor leave out what happens to subjects (subject-moves.ts) or whom to tell (signals.ts).
import { endAgeDecisions } from './age-decisions.ts';
import { endAuthoritiesOf, endFollowed, followIn } from './authority-moves.ts';
import type { Vault } from './contracts.ts';
import type { Database } from './database.ts';
import { edgeOf, forgetEdges, isLinked, keepEdge, takeEdge } from './earlier-links.ts';
import { keptWithout } from './match-facts.ts';
import type { Moves, Sector, Signal, SubjectChange } from './matching-contracts.ts';
import { holdMoves, newPerson, sealedLink } from './people.ts';
import { forgetting, type Recall } from './recall.ts';
import { keepSignals } from './signals.ts';
import { absorbIn, type Within as InSubjects, knownAs, restore } from './subject-moves.ts';
import { personToken } from './subjects.ts';
import { epoch } from './values.ts';
import { eraseVouches, partVouches } from './vouches.ts';

/** Where in a transaction a move stands. */
interface Within extends InSubjects {
  /** How long tokens can live that were made before, in seconds. */
  afterlife: number;
}

/** Tokens that an account has for a person end; and those it had for the one it comes to now are good again. */
async function endTokens({ rows, afterlife }: Within, account: string, { from, to }: { from: string; to: string }) {
  await rows('DELETE FROM parted_accounts WHERE account = ? AND person = ?', [account, to]);
  await rows(
    `INSERT INTO parted_accounts (account, person, expires_at) VALUES (?, ?, ?)
     ON CONFLICT (account, person) DO UPDATE SET expires_at = excluded.expires_at`,
    [account, from, epoch() + afterlife],
  );
}

const isNobody = async ({ rows }: Within, person: string) =>
  (await rows('SELECT 1 AS found FROM accounts WHERE person = ? LIMIT 1', [person])).length === 0;

/** Who was kept apart from somebody who has gone into another person, is kept apart from that one. */
const keepApartFromBoth = ({ rows }: Within, { from, to }: { from: string; to: string }) =>
  rows(
    `INSERT INTO kept_apart (account, person, expires_at) SELECT account, ?, expires_at FROM kept_apart
     WHERE person = ? AND account NOT IN (SELECT account FROM accounts WHERE person = ?)
     ON CONFLICT (account, person) DO NOTHING`,
    [to, from, to],
  );

function moving(at: Within): Moves['move'] {
  return async ({ account, from, to, rule, link, sectors }) => {
    if (from === to || (await isNobody(at, to))) return undefined;
    const edge = await edgeOf(at, account, from);
    if (!edge) return undefined;
    await keepEdge(at, account, edge);
    await at.rows(
      `UPDATE accounts SET person = ?, came_from = ?, rule = ?, identity = ?, authenticator = ?, link = ?, linked_at = ?
       WHERE account = ?`,
      [
        to,
        from,
        rule,
        link.level.identity,
        link.level.authenticator,
        sealedLink(at.vault, account, link),
        epoch(),
        account,
      ],
    );
    await endTokens(at, account, { from, to });
    await endAgeDecisions(at, from);
    if (!(await isNobody(at, from))) return knownAs(at, from, sectors);
    await keepApartFromBoth(at, { from, to });
    await followIn(at, { from, to, proven: rule === 'proof' });
    const changes = [];
    for (const sector of sectors) changes.push(...(await absorbIn(at, sector, { from, to })));
    return changes;
  };
}

function parting(at: Within): Moves['part'] {
  return async ({ account, from, sectors }) => {
    const known = await edgeOf(at, account, from);
    const others = await at.rows('SELECT account FROM accounts WHERE person = ? AND account <> ?', [from, account]);
    if (!known || !isLinked(known) || others.length === 0) return undefined;
    const left = await knownAs(at, from, sectors);
    const person = known.came_from ?? newPerson();
    const before = await takeEdge(at, account);
    await at.rows('UPDATE accounts SET person = ?, came_from = ?, rule = ?, linked_at = ? WHERE account = ?', [
      person,
      before.came_from,
      before.rule,
      epoch(),
      account,
    ]);
    await endTokens(at, account, { from, to: person });
    await partVouches(at, at.vault, account);
    await endFollowed(at, { back: person, left: from });
    await endAgeDecisions(at, from);
    const changes: SubjectChange[] = [];
    if (known.came_from !== null)
      for (const sector of sectors) changes.push(...(await restore(at, sector, { back: person, left: from })));
    const isTold = ({ before }: SubjectChange) => changes.some((change) => change.before === before);
    return { person, changes: [...left.filter((one) => !isTold(one)), ...changes] };
  };
}

/** What is kept of an account besides its row, and goes with it. */
const accountTables = [
  ['match_records', 'account'],
  ['match_keys', 'account'],
  ['identifiers', 'account'],
  ['known_answers', 'account'],
  ['cases', 'account'],
] as const;

function erasing(at: Within): Moves['erase'] {
  return async (person, sectors) => {
    const { rows, vault } = at;
    const changes = await knownAs(at, person, sectors);
    const accounts = await rows<{ account: string; came_from: string | null }>(
      'DELETE FROM accounts WHERE person = ? RETURNING account, came_from',
      [person],
    );
    const before = accounts.flatMap(({ came_from }) => (came_from === null ? [] : [came_from]));
    for (const { account } of accounts) {
      before.push(...(await forgetEdges(at, account)));
      for (const [table, column] of accountTables) await rows(`DELETE FROM ${table} WHERE ${column} = ?`, [account]);
      // Whoever comes back with it has the tries that were left, and is still not the other.
      await rows('DELETE FROM question_tries WHERE account = ? AND tries = 0', [account]);
      for (const table of ['question_tries', 'kept_apart'])
        await rows(`UPDATE ${table} SET expires_at = ? WHERE account = ?`, [epoch() + keptWithout, account]);
      await eraseVouches(at, vault, account);
      await endTokens(at, account, { from: person, to: '' });
    }
    for (const gone of new Set([person, ...before])) {
      if (!(await isNobody(at, gone))) continue;
      const token = personToken(vault, gone);
      await rows(
        `DELETE FROM subjects WHERE holder = ? OR (holder IS NULL AND
           (person = ? OR person IN (SELECT origin FROM subject_moves WHERE before = ?)))`,
        [token, token, token],
      );
      await rows('DELETE FROM subject_moves WHERE absorbed = ?', [token]);
      await rows('DELETE FROM previous_subjects WHERE person = ?', [token]);
      for (const table of ['agreements', 'service_matches', 'authentications', 'releases', 'notices'])
        await rows(`DELETE FROM ${table} WHERE person = ?`, [token]);
      await endAuthoritiesOf(at, gone);
      await endAgeDecisions(at, gone);
      await rows('DELETE FROM kept_apart WHERE person = ?', [gone]);
    }
    return changes;
  };
}

/** Moves of a database. `afterlife`: how long tokens can live that were made before one, in seconds. */
export function createMoves(
  database: Database,
  vault: Vault,
  { afterlife, recall }: { afterlife: number; recall: Recall },
): Moves {
  const whole = <T>(work: (at: Within) => Promise<T>): Promise<T> =>
    forgetting(recall, () =>
      database.transaction(async (within) => {
        await holdMoves(within);
        return work({ rows: within.rows, vault, afterlife });
      }),
    )();
  const told = (at: Within, kind: Signal['kind'], changes: readonly SubjectChange[], sectors: readonly Sector[]) =>
    keepSignals(at, kind, { changes, sectors });
  return {
    move: (move) =>
      whole(async (at) => {
        const changes = await moving(at)(move);
        await told(at, 'changed', changes ?? [], move.sectors);
        return changes;
      }),
    part: (part) =>
      whole(async (at) => {
        const parted = await parting(at)(part);
        await told(at, 'changed', parted?.changes ?? [], part.sectors);
        return parted;
      }),
    erase: (person, sectors) =>
      whole(async (at) => {
        const changes = await erasing(at)(person, sectors);
        await told(at, 'purged', changes, sectors);
        return changes;
      }),
    async parted() {
      const rows = await database.rows<{ account: string; person: string }>(
        'SELECT account, person FROM parted_accounts WHERE expires_at > ?',
        [epoch()],
      );
      const found = new Set(rows.map(({ account, person }) => `${account} ${person}`));
      return (account, person) => found.size > 0 && found.has(`${account} ${person}`);
    },
  };
}
