// Each invariant of the fault test against a state that it has to find wrong: a check that cannot fail is worth nothing.
import { expect } from 'chai';
import * as invariants from './invariants.ts';
import { invented } from './people.ts';
import { type Completed, isUseful } from './sign-in.ts';
import { figuresOf, holds, rowOf, tableOf } from './table.ts';

const [ann, bob] = invented(2);
if (!ann || !bob) throw new Error('nobody is invented');

const came = (person = ann, changes: Partial<Completed> = {}) => {
  const sub = changes.sub ?? `sub of ${person.id}`;
  const ending: Completed = { kind: 'completed', at: 0, sub, claims: { ...person.claims, sub }, tokens, ...changes };
  return { person, ending, useless: [], again: 1 };
};
const tokens = { access_token: '', id_token: '' };

describe('fault: people', () => {
  it('are all different', () => {
    const people = invented(500);
    expect(people).to.have.length(500);
    for (const of of [
      ({ id }: (typeof people)[number]) => id,
      ({ subject }: (typeof people)[number]) => subject,
      ({ claims }: (typeof people)[number]) => claims.birthdate,
    ])
      expect(new Set(people.map(of)).size).to.equal(500);
  });
});

describe('fault: invariants', () => {
  it('nobody is lost, and nobody meets a page that helps nobody', () => {
    expect(invariants.wayOn([came(), { ...came(), ending: { kind: 'told', how: 'You ran out of time' } }])).to.be.empty;
    expect(invariants.wayOn([{ ...came(), ending: { kind: 'lost', how: '500' } }])).to.have.length(1);
    expect(invariants.wayOn([{ ...came(), useless: ['503: Service Unavailable'] }])).to.have.length(1);
  });

  it('a useful page says what happened, what to do next and a number, and is no 500', () => {
    const body =
      '<main data-page="error"><h1>This site is not working</h1>\n<p>What.</p>\n<p>Next.</p><p>BCDF-2345</p></main>';
    const page = { url: '', status: 503, body, onwards: undefined };
    expect(isUseful(page)).to.equal(true);
    expect(isUseful({ ...page, status: 500 })).to.equal(false);
    for (const other of [
      'Service Unavailable',
      body.replace('<p>Next.</p>', ''),
      body.replace('BCDF-2345', ''),
      '{"error":"server_error"}',
    ])
      expect(isUseful({ ...page, body: other }), other).to.equal(false);
  });

  it('nobody gets what is somebody else’s', () => {
    expect(invariants.rightPerson([came(), came(bob), came()])).to.be.empty;
    const claims = { ...bob.claims, sub: `sub of ${ann.id}` };
    expect(invariants.rightPerson([came(ann, { claims })])).to.have.length.greaterThan(0);
    expect(invariants.rightPerson([came(), came(ann, { sub: 'another' })])).to.have.length(1);
    expect(invariants.rightPerson([came(), came(bob, { sub: `sub of ${ann.id}` })])).to.have.length(1);
    expect(invariants.rightPerson([came(ann, { claims: { ...ann.claims, sub: 'another' } })])).to.have.length(1);
  });

  it('whoever came in is kept once', () => {
    const subjects = [`sub of ${ann.id}`];
    const kept = { person: ann, behind: 'person 1', subjects };
    const stranger = { person: bob, behind: undefined, subjects: [] };
    expect(invariants.keptOnce([kept, stranger], [came()])).to.be.empty;
    expect(invariants.keptOnce([stranger], [came(bob)])).to.have.length(1);
    expect(invariants.keptOnce([{ ...kept, subjects: [] }], [came()])).to.have.length(1);
    expect(invariants.keptOnce([{ ...kept, subjects: ['another'] }], [came()])).to.have.length(1);
    expect(invariants.keptOnce([{ ...kept, subjects: [...subjects, 'another'] }], [came()])).to.have.length(1);
    expect(invariants.keptOnce([kept, { ...kept, person: bob }], [came()])).to.have.length(1);
  });

  it('there are no duplicate people', () => {
    expect(invariants.noDuplicates({ accounts: 2, people: 2, subjects: 1 }, 2)).to.be.empty;
    expect(invariants.noDuplicates({ accounts: 2, people: 3, subjects: 2 }, 2)).to.have.length(1);
    expect(invariants.noDuplicates({ accounts: 2, people: 2, subjects: 3 }, 2)).to.have.length(1);
    expect(invariants.noDuplicates({ accounts: 3, people: 3, subjects: 3 }, 2)).to.have.length(1);
  });

  it('the trail is whole', () => {
    expect(invariants.wholeTrail({ issued: 3 }, 3)).to.be.empty;
    expect(invariants.wholeTrail({ issued: 2 }, 3)).to.have.length(1);
    expect(invariants.wholeTrail({ broken: { sequence: 7, reason: 'altered' }, issued: 3 }, 3)).to.have.length(1);
  });

  it('every node is well', () => {
    const well = { crashes: 0, live: 200, ready: 200 };
    expect(invariants.allWell([well, well])).to.be.empty;
    for (const ill of [{ crashes: 1 }, { live: 0 }, { ready: 503 }])
      expect(invariants.allWell([well, { ...well, ...ill }])).to.have.length(1);
  });

  it('tokens that were handed out are good', () => {
    expect(invariants.tokensHold('ann', { userinfo: 'ann', refreshed: 'ann' })).to.be.empty;
    expect(invariants.tokensHold('ann', { userinfo: 'bob', refreshed: 'ann' })).to.have.length(1);
    expect(invariants.tokensHold('ann', { userinfo: 'ann', refreshed: undefined })).to.have.length(1);
  });

  it('every request goes elsewhere', () => {
    expect(invariants.everyRequestElsewhere([[0, 1, 2, 0], [2]])).to.be.empty;
    expect(
      invariants.everyRequestElsewhere([
        [0, 1, 1],
        [2, 0],
      ]),
    ).to.have.length(1);
  });
});

describe('fault: the table', () => {
  const row = (problems: string[]) =>
    rowOf('a scenario', [came(), { ending: { kind: 'lost', how: '500' }, again: 2 }], {
      wrong: 0,
      seconds: 1,
      problems,
    });

  it('says what does not hold', () => {
    expect(holds(row([]))).to.equal(true);
    expect(holds(row(['a node went down']))).to.equal(false);
    expect(tableOf([row(['a node went down'])])).to.match(/a scenario .* NO\n\na scenario: a node went down$/);
  });

  it('has a figure for everything, with a target where something is promised', () => {
    const figures = figuresOf([row([])]);
    const named = (what: string) => figures.find(({ name }) => name === `fault/a scenario/${what}`);
    expect(named('tried')).to.include({ value: 2, target: null, holds: null });
    expect(named('again')).to.include({ value: 3, target: null });
    expect(named('lost')).to.include({ value: 1, target: 0, holds: false });
    expect(named('wrong person')).to.include({ value: 0, target: 0, holds: true });
    for (const figure of figures)
      expect(Object.keys(figure)).to.deep.equal(['name', 'value', 'unit', 'target', 'holds']);
  });
});
