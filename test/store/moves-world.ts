// A small world of accounts and people beside a store: does to the store what it is told, and watches that nothing else happens.
import { expect } from 'chai';
import fc from 'fast-check';
import type { Database } from '../../src/store/database.ts';
import type { SubjectChange } from '../../src/store/matching-contracts.ts';
import type { OpenStore } from '../../src/store/open.ts';
import { organisationToken, personToken } from '../../src/store/subjects.ts';
import { joined, moved, sectors, tokenOf } from './linked.ts';

const organisations = sectors.map(({ organisation }) => organisation);
const servicesOf = (organisation: string) =>
  sectors.find((sector) => sector.organisation === organisation)?.services ?? [];

/** One thing that happens. `a` and `b` are accounts, by number. */
export interface Step {
  kind: 'come' | 'come-linked' | 'move' | 'stale-move' | 'part' | 'move-and-part' | 'meet' | 'tell';
  a: number;
  b: number;
  organisation: string;
}

export const steps = fc.array(
  fc.record<Step>({
    kind: fc.constantFrom(
      'come',
      'come-linked',
      'move',
      'move',
      'stale-move',
      'part',
      'part',
      'move-and-part',
      'meet',
      'meet',
      'tell',
    ),
    a: fc.nat(4),
    b: fc.nat(4),
    organisation: fc.constantFrom(...organisations),
  }),
  { minLength: 1, maxLength: 40, size: 'max' },
);

/** Subjects by who holds them: `organisation person`. */
type Held = Map<string, string>;

/** Whose an account is, and how it came there. */
interface Edge {
  person: string;
  cameFrom?: string;
  linked: boolean;
  /** On which this one was made. */
  before?: Edge;
}

interface State {
  /** Account to person. */
  whose: Map<string, string>;
  held: Held;
}

export function createWorld(store: OpenStore, { rows }: Pick<Database, 'rows'>, prefix: string) {
  const names = Array.from({ length: 5 }, (_, at) => `${prefix} ${at}`);
  const accountOf = (at: number) => tokenOf(store, names[at] ?? '');
  /** What must be: whose each account is, and where it goes back to. */
  const whose = new Map<string, Edge>();
  /** Everybody there ever was. */
  const persons = new Set<string>();
  /** Of every subject: when it was issued, and everybody who has held it. */
  const issued = new Map<string, { at: number; holders: Set<string> }>();
  let clock = 0;

  async function look(): Promise<State> {
    const found = new Map<string, string>();
    for (const name of names) {
      const account = await store.people.find(tokenOf(store, name));
      if (account) found.set(account.account, account.person);
    }
    const held: Held = new Map();
    for (const person of persons) {
      for (const { organisation, subject } of await store.subjects.subjectsOf(person, organisations))
        held.set(`${organisation} ${person}`, subject);
    }
    return { whose: found, held };
  }

  const of = ({ held }: State, person: string) => organisations.map((name) => held.get(`${name} ${person}`));
  const isNobody = (person: string) => ![...whose.values()].some((one) => one.person === person);

  /** Whose each account is, as it must be; and no subject is two people's. */
  async function settled(): Promise<State> {
    const now = await look();
    expect([...now.whose]).to.have.deep.members([...whose].map(([account, { person }]) => [account, person]));
    expect(new Set(now.held.values()).size).to.equal(now.held.size);
    return now;
  }

  function onlyTouched(was: State, now: State, touched: readonly string[]): void {
    for (const person of persons) if (!touched.includes(person)) expect(of(now, person)).to.deep.equal(of(was, person));
  }

  /** Nobody has a subject that was never theirs, but whom somebody has gone into whose it was. */
  function properlyHeld(now: State, merged?: { from: string; to: string }): void {
    for (const [key, subject] of now.held) {
      const person = key.split(' ')[1] ?? '';
      const { holders } = issued.get(subject) ?? { holders: new Set() };
      if (merged?.to === person && holders.has(merged.from)) holders.add(person);
      expect([...holders], 'who has held it').to.include(person);
    }
  }

  async function come(at: number, into?: string): Promise<void> {
    const was = await look();
    const { account, person } = await joined(store, names[at] ?? '', into);
    if (!whose.has(account)) {
      if (into) expect(person).to.equal(into);
      else expect([...persons]).not.to.include(person);
      persons.add(person);
      whose.set(account, { person, linked: into !== undefined });
    }
    onlyTouched(was, await settled(), []);
  }

  async function meet(person: string, organisation: string): Promise<void> {
    const was = await look();
    const subject = await store.subjects.subjectFor(organisation, person);
    const before = was.held.get(`${organisation} ${person}`);
    if (before) expect(subject).to.equal(before);
    const known = issued.get(subject);
    if (known) expect([...known.holders]).to.include(person);
    else {
      clock += 1;
      issued.set(subject, { at: clock, holders: new Set([person]) });
      const key = [organisationToken(store.vault, organisation), personToken(store.vault, person)];
      await rows('UPDATE subjects SET issued_at = ? WHERE organisation = ? AND holder = ?', [clock, ...key]);
    }
    const now = await settled();
    was.held.set(`${organisation} ${person}`, subject);
    expect([...now.held]).to.have.deep.members([...was.held]);
  }

  /** The subjects of one who has gone into another: the one that was met first stays, the other is told of. */
  function merged(was: State, now: State, { from, to }: { from: string; to: string }): SubjectChange[] {
    return organisations.flatMap((organisation) => {
      const [theirs, ours] = [from, to].map((person) => was.held.get(`${organisation} ${person}`));
      const at = (subject = '') => issued.get(subject)?.at ?? Number.POSITIVE_INFINITY;
      const [first, other] = at(theirs) < at(ours) ? [theirs, ours] : [ours, theirs];
      expect(now.held.get(`${organisation} ${to}`)).to.equal(first);
      expect(now.held.get(`${organisation} ${from}`)).to.equal(undefined);
      return first && other ? [{ organisation, before: other, after: first }] : [];
    });
  }

  const known = (state: State, person: string): SubjectChange[] =>
    organisations.flatMap((organisation) => {
      const before = state.held.get(`${organisation} ${person}`);
      return before ? [{ organisation, before }] : [];
    });

  async function move(account: string, to: string): Promise<void> {
    const one = whose.get(account);
    if (!one) return;
    const { person: from } = one;
    const was = await look();
    const changes = await moved(store, { account, from, to });
    if (from === to) {
      expect(changes).to.equal(undefined);
      return;
    }
    whose.set(account, { person: to, cameFrom: from, linked: true, before: one });
    const now = await settled();
    onlyTouched(was, now, [from, to]);
    if (!isNobody(from)) {
      expect([...now.held]).to.have.deep.members([...was.held]);
      expect(changes).to.deep.equal(known(was, from));
      return;
    }
    expect(changes).to.deep.equal(merged(was, now, { from, to }));
    properlyHeld(now, { from, to });
  }

  async function staleMove(account: string, from: string, to: string): Promise<void> {
    const was = await look();
    const isTheirs = whose.get(account)?.person === from;
    if (isTheirs) return;
    expect(await moved(store, { account, from, to })).to.equal(undefined);
    expect(await settled()).to.deep.equal(was);
  }

  async function part(account: string): Promise<void> {
    const one = whose.get(account);
    if (!one) return;
    const { person: from, cameFrom, linked, before: earlier } = one;
    const was = await look();
    const done = await store.moves.part({ account, from, sectors });
    const alone = ![...whose].some(([other, { person }]) => other !== account && person === from);
    if (!linked || alone) {
      expect(done).to.equal(undefined);
      return;
    }
    if (!done) throw new Error('it was not parted');
    if (cameFrom) expect(done.person).to.equal(cameFrom);
    else expect([...persons]).not.to.include(done.person);
    persons.add(done.person);
    whose.set(account, earlier ?? { person: done.person, linked: false });
    const now = await settled();
    onlyTouched(was, now, [from, done.person]);
    properlyHeld(now);
    const told = done.changes.map(({ before }) => before);
    expect(told).to.include.members(known(was, from).map(({ before }) => before));
    // Whatever somebody had and has no more is theirs by another name, and that is said.
    const gone = [from, done.person]
      .flatMap((person) => known(was, person))
      .filter(({ before }) => ![...now.held.values()].includes(before));
    for (const { before } of gone)
      expect(done.changes.find((change) => change.before === before)?.after).to.be.a('string');
  }

  const waiting = async () =>
    (await rows<{ service: string; person: string }>('SELECT service, person FROM previous_subjects')).map(
      ({ service, person }) => `${service} ${person}`,
    );

  /** What was issued for somebody, and could not come back before, comes back now: that is expected of `was`, too. */
  function cameBack(was: State, now: State, { from, to }: { from: string; to: string }): boolean {
    const returned = organisations.filter((organisation) => {
      const subject = now.held.get(`${organisation} ${from}`);
      const [first] = issued.get(subject ?? '')?.holders ?? [];
      return subject !== undefined && first === from && was.held.get(`${organisation} ${to}`) === subject;
    });
    for (const organisation of returned) {
      was.held.set(`${organisation} ${from}`, was.held.get(`${organisation} ${to}`) ?? '');
      was.held.delete(`${organisation} ${to}`);
    }
    return returned.length > 0;
  }

  async function moveAndPart(account: string, to: string): Promise<void> {
    const from = whose.get(account)?.person;
    const before = whose.get(account);
    if (!from || !before || from === to) return;
    const [was, told, stood] = [await look(), await waiting(), await store.people.find(account)];
    await move(account, to);
    await part(account);
    const now = await look();
    const back = cameBack(was, now, { from, to });
    expect(now).to.deep.equal(was);
    if (!back) expect(await waiting()).to.have.members(told);
    const stands = await store.people.find(account);
    expect([stands?.person, stands?.cameFrom, stands?.rule]).to.deep.equal([
      stood?.person,
      stood?.cameFrom,
      stood?.rule,
    ]);
  }

  async function tell(person: string): Promise<void> {
    for (const organisation of organisations) {
      for (const service of servicesOf(organisation)) {
        const { held } = await look();
        const subject = await store.subjects.takePrevious(service, person);
        // It was issued once, and is nobody's now.
        if (subject === undefined) continue;
        expect(issued.has(subject)).to.equal(true);
        expect([...held.values()]).not.to.include(subject);
      }
    }
  }

  return {
    /** Three people of whom one has two accounts; the fifth account has not come yet. */
    async begin(): Promise<void> {
      for (const at of [0, 1, 2]) await come(at);
      await come(3, whose.get(accountOf(0))?.person);
    },
    /** Lets everybody hear what waits for them. */
    async end(): Promise<void> {
      for (const { person } of whose.values()) await tell(person);
    },
    async run({ kind, a, b, organisation }: Step): Promise<void> {
      const [account, other] = [accountOf(a), accountOf(b)];
      const to = whose.get(other)?.person;
      if (kind === 'come') return come(a);
      if (kind === 'come-linked') return come(a, to);
      if (kind === 'part') return part(account);
      if (to === undefined) return;
      if (kind === 'meet') return meet(to, organisation);
      if (kind === 'tell') return tell(to);
      if (kind === 'move') return move(account, to);
      if (kind === 'move-and-part') return moveAndPart(account, to);
      return staleMove(account, to, whose.get(accountOf((a + 1) % 5))?.person ?? to);
    },
  };
}
