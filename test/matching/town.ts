// A town without a database: the rules, the index and the facts as the hub has them, over Maps. People come in one after the other.
import { readFileSync } from 'node:fs';
import type { Identity } from '../../src/assurance/level.ts';
import { matchingSchema } from '../../src/config/schema/matching.ts';
import { weightsSchema } from '../../src/config/schema/weights.ts';
import type { Assertion } from '../../src/connectors/contract.ts';
import { createIndex } from '../../src/matching/index-of-people.ts';
import { decideBy } from '../../src/matching/policy.ts';
import { rememberAccount } from '../../src/matching/remember.ts';
import type { Decision, Inquiry, Knowledge } from '../../src/matching/rules/rule.ts';
import type { Described } from '../../src/matching/traits.ts';
import { detailsOf } from '../../src/matching/uplift.ts';
import type { SignIn } from '../../src/signin/record.ts';
import type { Account, LinkRule } from '../../src/store/account-contracts.ts';
import type { Found, MatchFacts, MatchIndex, MatchRecord } from '../../src/store/matching-contracts.ts';
import { tokeniser } from './people.ts';

export const weights = weightsSchema.parse(JSON.parse(readFileSync('config/matching-weights.json', 'utf8')));
export const settings = matchingSchema.parse({
  population: 250_000,
  automatic: true,
  identifiers: [{ kind: 'nhs-number', attribute: 'nhs_number', providers: ['nhs'], identity: 'medium' }],
});

/** An account that comes in. */
export interface Arrival {
  subject: string;
  provider?: string;
  identity: Identity;
  described: Described;
  nhsNumber?: string;
}

const stamp = { framework: 'gpg44-45', frameworkVersion: '0.4', mappingVersion: 'test' };

function assertionOf({ subject, provider = 'central', described, nhsNumber }: Arrival): Assertion {
  const values = { ...described, ...(nhsNumber && { nhs_number: nhsNumber }) };
  const attributes = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, { value, verified: true }]),
  );
  return { provider, issuer: `https://${provider}.example`, subject, attributes, authenticatedAt: 1_000_000_000 };
}

function memoryIndex(accounts: ReadonlyMap<string, Account>): MatchIndex {
  const records = new Map<string, MatchRecord>();
  const of = (names: readonly string[]): Found[] =>
    names.flatMap((account) => {
      const [record, known] = [records.get(account), accounts.get(account)];
      if (!record || !known) return [];
      const { generation, adult, tokens } = record;
      return [{ account, person: known.person, identity: known.link.level.identity, generation, adult, tokens }];
    });
  const behind = (key: string) => [...records].flatMap(([account, { keys }]) => (keys.includes(key) ? [account] : []));
  return {
    generations: async () => ({ current: 1, oldest: 1 }),
    rotate: async () => 1,
    put: async (account, record) => void records.set(account, record),
    async lookup(keys, most) {
      const hits = keys.map(behind);
      const crowded = hits.some(({ length }) => length > most);
      return { found: of([...new Set(hits.filter(({ length }) => length <= most).flat())]), crowded };
    },
    contentOf: async (account) => records.get(account)?.content,
    outdated: async () => [],
    contents: async () => [],
  };
}

function memoryFacts(accounts: ReadonlyMap<string, Account>): MatchFacts {
  const holders = new Map<string, string>();
  const never = async (): Promise<never> => {
    throw new Error('nobody asks for this here');
  };
  return {
    async holderOf(kind, token) {
      const found = accounts.get(holders.get(`${kind} ${token}`) ?? '');
      return found && { account: found.account, person: found.person };
    },
    async keepIdentifier(kind, token, account) {
      const key = `${kind} ${token}`;
      if (!holders.has(key)) holders.set(key, account);
      return holders.get(key) === account;
    },
    answersOf: async () => [],
    keepAnswer: never,
    countTry: never,
    triesOf: never,
    askAgain: never,
    askedAgain: never,
    keepApart: never,
    keptApart: async () => [],
  };
}

export interface Town {
  /** Lets an account come in; whoever is asked something says nothing. */
  arrive(arrival: Arrival): Promise<Decision>;
  /** What would be decided. */
  judge(arrival: Arrival): Promise<Decision>;
  personOf(arrival: Arrival): string | undefined;
}

export function createTown({ actsFor = async () => false }: Partial<Pick<Knowledge, 'actsFor'>> = {}): Town {
  const accounts = new Map<string, Account>();
  const index = createIndex({
    index: memoryIndex(accounts),
    vault: { token: tokeniser },
    weights,
    settings,
  });
  const accountOf = ({ issuer, subject }: { issuer: string; subject: string }) => `${issuer} ${subject}`;
  const knowledge: Knowledge = {
    people: {
      accountOf,
      find: async (account) => accounts.get(account),
      accountsOf: async (person) => [...accounts.values()].filter((one) => one.person === person),
    },
    facts: memoryFacts(accounts),
    index,
    settings,
    isBlocked: () => false,
    actsFor,
  };
  const inquiryOf = (arrival: Arrival): Inquiry => {
    const assertion = assertionOf(arrival);
    const level = { identity: arrival.identity, authenticator: 'medium' } as const;
    const account = accountOf(assertion);
    return {
      signIn: {} as SignIn,
      assertion,
      reached: { level, qualifiers: [], stamp },
      account,
      known: accounts.get(account),
      now: { level, stamp, details: detailsOf(assertion, level) },
    };
  };
  let persons = 0;
  return {
    judge: (arrival) => decideBy(inquiryOf(arrival), knowledge),
    personOf: (arrival) => accounts.get(accountOf(assertionOf(arrival)))?.person,
    async arrive(arrival) {
      const inquiry = inquiryOf(arrival);
      const decision = await decideBy(inquiry, knowledge);
      const { account, assertion, known, now } = inquiry;
      const keep = (person: string, rule: LinkRule, level = now.level): Account => {
        const made = { account, person, provider: assertion.provider, rule, linkedAt: 1, link: { ...now, level } };
        accounts.set(account, made);
        return made;
      };
      const settle = (): Account => {
        if (decision.kind === 'link' && 'person' in decision.to)
          return keep(decision.to.person, decision.rule, decision.level);
        if (known) return known;
        persons += 1;
        return keep(`p${persons}`, 'new-account');
      };
      await rememberAccount(inquiry, { account: settle(), known: known !== undefined }, knowledge);
      return decision;
    },
  };
}
