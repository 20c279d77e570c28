// Carries out what officers have decided about an account: it becomes somebody's, is kept apart from them, or its person is asked again.
// It must never link to anybody who is blocked or held, nor close a case before what it asked for is done.
import { identityAtLeast, type Level, meet } from '../assurance/level.ts';
import { HubError } from '../errors.ts';
import type { Account } from '../store/account-contracts.ts';
import type { BlockKind, Cases, People, Vault } from '../store/contracts.ts';
import type { MatchFacts, Moves, Sector } from '../store/matching-contracts.ts';
import { pseudonymOf, type Recorder } from '../trail/events.ts';
import type { CaseDecision, MatchCase } from './match-case.ts';

export interface SettleOptions {
  people: Pick<People, 'find' | 'accountsOf'>;
  moves: Pick<Moves, 'move'>;
  facts: Pick<MatchFacts, 'keepApart' | 'askAgain'>;
  cases: Pick<Cases, 'close'>;
  sectors: readonly Sector[];
  isBlocked(person: string, kind?: BlockKind): boolean;
  vault: Pick<Vault, 'token'>;
  trail: Recorder;
}

const done = { link: 'linked', apart: 'apart', ask: 'asked' } as const;

/** @throws HubError `changed_meanwhile` where the account, or whom to link it to, is not what it was; the case stays open then. */
export async function settle(
  case_: MatchCase,
  decision: CaseDecision,
  { officer, options }: { officer: string; options: SettleOptions },
): Promise<(typeof done)[CaseDecision['kind']]> {
  const { facts, cases, people, trail, vault } = options;
  const account = await people.find(case_.account);
  if (!account) throw new HubError('changed_meanwhile');
  const by = pseudonymOf(officer, vault);
  const about = { reference: case_.reference, person: account.person, account: account.account };
  if (decision.kind === 'link') await link(account, decision.person, { by, case_, options });
  if (decision.kind === 'apart') {
    for (const person of case_.content.persons) await facts.keepApart(account.account, person);
    await trail({ ...about, event: 'person.kept-apart', words: { by, persons: case_.content.persons.length } });
  }
  if (decision.kind === 'ask') await facts.askAgain(account.account);
  await cases.close(case_.reference);
  await trail({ ...about, event: 'case.closed', words: { by, decision: decision.kind } });
  return done[decision.kind];
}

/** The best identity level of somebody's accounts. */
const proven = (accounts: readonly Account[]): Level['identity'] =>
  accounts
    .map(({ link: { level } }) => level.identity)
    .reduce((best, one) => (identityAtLeast(best, one) ? best : one), 'none');

interface Linking {
  by: string;
  case_: MatchCase;
  options: SettleOptions;
}

async function link(account: Account, to: string, { by, case_, options }: Linking): Promise<void> {
  const { people, moves, sectors, isBlocked, trail } = options;
  // Done before, and not closed.
  if (account.person === to) return;
  const others = await people.accountsOf(to);
  const stopped = [account.person, to].some((person) => isBlocked(person) || isBlocked(person, 'hold'));
  if (stopped || others.length === 0 || !case_.content.persons.includes(to)) throw new HubError('changed_meanwhile');
  const level = meet(account.link.level, { identity: proven(others), authenticator: 'high' });
  const changes = await moves.move({
    account: account.account,
    from: account.person,
    to,
    rule: 'officer',
    link: { ...account.link, level },
    sectors,
  });
  if (!changes) throw new HubError('changed_meanwhile');
  await trail({
    event: 'person.linked',
    reference: case_.reference,
    person: to,
    account: account.account,
    words: {
      provider: account.provider ?? 'unknown',
      rule: 'officer',
      by,
      level: `${level.identity}/${level.authenticator}`,
      subjects: changes.length,
    },
  });
}
