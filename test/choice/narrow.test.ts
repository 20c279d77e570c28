// Many accounts: the page begins with a few, and none of the others is ever out of reach.
import { expect } from 'chai';
import fc from 'fast-check';
import { mostFound, mostShown, narrow, narrowingIn } from '../../src/choice/narrow.ts';
import type { Offer } from '../../src/views/choice-pages.ts';

const at = '/sign-in/abc/choice';
const wales = { en: 'Wales', cy: 'Cymru' };

const offer = (id: string, changes: Partial<Offer> = {}): Offer => ({
  id,
  name: { en: `${id} account`, cy: `Cyfrif ${id}` },
  description: { en: 'Use the account you have.', cy: 'Defnyddiwch y cyfrif sydd gennych.' },
  ...changes,
});

const filler = Array.from({ length: 60 }, (_, number) => offer(`Ashford ${number}`));
const offers = [
  offer('GOV.UK One Login'),
  ...filler,
  offer('Anglesey', { name: { en: 'Anglesey account', cy: 'Cyfrif Ynys Môn' }, group: wales }),
  offer('Cardiff', { group: wales, grey: 'unavailable' }),
];

const seen = (query: string, some = offers, ordered = false) =>
  narrow(some, { narrowing: narrowingIn(new URLSearchParams(query)), at, ordered });
const names = (query: string) => seen(query)?.offers.map(({ id }) => id);

describe('many accounts', () => {
  it('are all shown as ever while they are few', () => {
    expect(seen('', offers.slice(0, mostShown))).to.equal(undefined);
  });

  it('begin with a few, in the order of the page, those that can be chosen first', () => {
    const greyFirst = [offer('grey', { grey: 'tried' }), ...filler];
    expect(seen('', greyFirst)?.offers.map(({ id }) => id)).to.deep.equal(
      filler.slice(0, mostShown).map(({ id }) => id),
    );
    expect(seen('')?.narrowed).to.deep.include({ found: 63, total: 63 });
  });

  it('are found by parts of their names in either language, with or without accents, and by their group', () => {
    expect(names('find=mon')).to.deep.equal(['Anglesey']);
    expect(names('find=YNYS+Môn')).to.deep.equal(['Anglesey']);
    expect(names('find=gov.uk+log')).to.deep.equal(['GOV.UK One Login']);
    expect(names('find=cymru')).to.deep.equal(['Anglesey', 'Cardiff']);
    expect(names('find=nowhere')).to.deep.equal([]);
    expect(seen('find=ash')?.narrowed.found).to.equal(60);
    expect(names('find=ash')).to.have.lengthOf(mostFound);
    expect(seen('find=ash')?.here).to.equal(`${at}?find=ash`);
  });

  it('can all be seen, under their groups, those without one first; in one list where the person said what fits', () => {
    const groups = seen('all=yes')?.narrowed.groups;
    expect(groups?.map(({ name, offers: some }) => [name?.en, some.length])).to.deep.equal([
      [undefined, 61],
      ['Wales', 2],
    ]);
    expect(seen('all=yes&find=mon', offers, true)?.narrowed.groups).to.have.lengthOf(1);
  });

  it('are never lost, whatever is searched for', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const query = new URLSearchParams({ find: text }).toString();
        const some = seen(query);
        for (const { id } of some?.offers ?? []) expect(offers.some((one) => one.id === id)).to.equal(true);
        expect(seen(`${query}&all=yes`)?.offers).to.have.lengthOf(offers.length);
      }),
      { numRuns: 30 },
    );
    for (const { id, name } of offers)
      expect(names(new URLSearchParams({ find: name.en }).toString()), id).to.include(id);
  });
});
