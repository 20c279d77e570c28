// What the hub keeps of one person, put together for the person's own pages. It must never look for anybody but the person that it is given.
import type { Json } from '../connectors/contract.ts';
import type { Account } from '../store/account-contracts.ts';
import type { Agreements } from '../store/authentication-contracts.ts';
import type { People, Subjects, Vault } from '../store/contracts.ts';
import type { MatchIndex, Sector } from '../store/matching-contracts.ts';
import type { TrailRow, TrailRows } from '../store/trail-contracts.ts';

export interface AboutOptions {
  people: Pick<People, 'accountsOf'>;
  subjects: Pick<Subjects, 'subjectsOf'>;
  agreements: Pick<Agreements, 'of'>;
  matchIndex: Pick<MatchIndex, 'contentOf'>;
  rows: Pick<TrailRows, 'ofPerson'>;
  vault: Pick<Vault, 'token'>;
  sectors: readonly Sector[];
}

export interface Knows {
  organisation: string;
  subject: string;
  /** What the person has agreed to, by service. Seconds since 1970. */
  services: { service: string; attributes: string[]; agreedAt: number }[];
}

export interface About {
  accounts(person: string): Promise<Account[]>;
  /** The organisations that know the person, each by its own name for them. */
  knownBy(person: string): Promise<Knows[]>;
  /** The newest lines of the trail, newest first; also from before the person was joined with another. */
  uses(person: string, most: number): Promise<TrailRow[]>;
  /** What is kept of an account to compare others with. */
  compared(account: string): Promise<Json | undefined>;
}

export function createAbout(options: AboutOptions): About {
  const { people, subjects, agreements, matchIndex, rows, vault, sectors } = options;
  const organisations = sectors.map(({ organisation }) => organisation);

  /** The person, and everybody who went into them. */
  async function selves(person: string): Promise<string[]> {
    const before = (await people.accountsOf(person)).flatMap(({ cameFrom }) => (cameFrom ? [cameFrom] : []));
    const found = [person];
    for (const one of new Set(before)) if ((await people.accountsOf(one)).length === 0) found.push(one);
    return found;
  }

  return {
    accounts: (person) => people.accountsOf(person),
    async knownBy(person) {
      const known = await subjects.subjectsOf(person, organisations);
      return Promise.all(
        known.map(async ({ organisation, subject }) => {
          const services = sectors.find((sector) => sector.organisation === organisation)?.services ?? [];
          return { organisation, subject, services: await agreements.of(person, services) };
        }),
      );
    },
    async uses(person, most) {
      const lines = await Promise.all(
        (await selves(person)).map((one) => rows.ofPerson(vault.token('trail:person', one), most)),
      );
      return lines
        .flat()
        .sort((a, b) => b.sequence - a.sequence)
        .slice(0, most);
    },
    compared: (account) => matchIndex.contentOf(account),
  };
}
