// What people say of themselves moves the providers about and says more of each. It never opens or closes one.
import { expect } from 'chai';
import fc from 'fast-check';
import { forReasons, toldIn } from '../../src/choice/reasons.ts';
import { reasons } from '../../src/choice/words.ts';
import { doneWithout } from '../../src/config/schema/identity-providers.ts';
import type { Offer } from '../../src/views/choice-pages.ts';

const offer = (id: string, changes: Partial<Offer> = {}): Offer => ({
  id,
  name: { en: id, cy: id },
  description: { en: 'x', cy: 'x' },
  ...changes,
});

describe('what makes signing in hard', () => {
  const records = new Map([
    ['app', { worksWithout: [] }],
    ['unsaid', {}],
    ['young', { worksWithout: ['smartphone' as const], minimumAge: 13 }],
    ['grown', { worksWithout: ['smartphone' as const], minimumAge: 18 }],
  ]);
  const offers = [...records.keys()].map((id) => offer(id));
  const orderFor = (...told: (typeof reasons)[number][]) => forReasons(offers, { told, records }).map(({ id }) => id);

  it('N2: changes the order: what fits first, then what nobody has said anything of', () => {
    expect(orderFor()).to.deep.equal(['app', 'unsaid', 'young', 'grown']);
    expect(orderFor('no-smartphone')).to.deep.equal(['young', 'grown', 'unsaid', 'app']);
    expect(orderFor('under-18')).to.deep.equal(['young', 'app', 'unsaid', 'grown']);
    expect(orderFor('no-smartphone', 'under-18')).to.deep.equal(['young', 'unsaid', 'grown', 'app']);
    expect(orderFor('helping')).to.deep.equal(orderFor());
  });

  it('says of each provider what its record says, and nothing that it does not', () => {
    const fits = forReasons(offers, { told: reasons, records }).map((one) => [one.id, one.fits]);
    expect(Object.fromEntries(fits)).to.deep.equal({
      app: [{ reason: 'no-smartphone', fits: false }],
      unsaid: undefined,
      young: [
        { reason: 'no-smartphone', fits: true },
        { reason: 'under-18', fits: true, age: 13 },
      ],
      grown: [
        { reason: 'no-smartphone', fits: true },
        { reason: 'under-18', fits: false, age: 18 },
      ],
    });
  });

  it('N2: never hides a provider, nor makes one free that is not, nor the other way round', () => {
    const grey = fc.option(fc.constantFrom('level-too-low' as const, 'unavailable' as const, 'tried' as const), {
      nil: undefined,
    });
    const one = fc.record({
      id: fc.string(),
      grey,
      worksWithout: fc.option(fc.subarray([...doneWithout]), { nil: undefined }),
      minimumAge: fc.option(fc.nat(25), { nil: undefined }),
    });
    const some = fc.uniqueArray(one, { selector: ({ id }) => id });
    fc.assert(
      fc.property(some, fc.subarray([...reasons]), (all, told) => {
        const before = all.map(({ id, grey: why }) => offer(id, why ? { grey: why } : {}));
        const after = forReasons(before, { told, records: new Map(all.map((record) => [record.id, record])) });
        const plain = after.map(({ fits: _said, ...rest }) => rest);
        expect(plain).to.have.deep.members(before);
      }),
    );
  });

  it('is read from a form as a whole: what is not ticked is taken back, and other requests say nothing of it', () => {
    const read = (query: string) => toldIn(new URLSearchParams(query));
    expect(read('told=yes&helping=yes&no-smartphone=yes&x=y')).to.deep.equal(['no-smartphone', 'helping']);
    expect(read('told=yes')).to.deep.equal([]);
    expect(read('helping=yes')).to.equal(undefined);
  });
});
