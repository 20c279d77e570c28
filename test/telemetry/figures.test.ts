// Labels: whatever a figure is told, what comes out is of a closed set.
import { expect } from 'chai';
import fc from 'fast-check';
import { Registry } from 'prom-client';
import { createFigures, oneOf } from '../../src/telemetry/figures.ts';
import { methodOf, routeOf, routes } from '../../src/telemetry/routes.ts';

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', '', 'a"}\nfake_total 1\n', '\\', '\0'),
);

describe('labels of figures', () => {
  it('keep what they know, and make anything else `other`', () => {
    const known = oneOf(['a', 'b']);
    expect(['a', 'b', 'c', 'A', ' a', 'constructor'].map(known)).to.deep.equal(['a', 'b', ...Array(4).fill('other')]);
  });

  it('let nothing through that was sent, however much of it, in any kind of figure', async () => {
    const registry = new Registry();
    const figures = createFigures(registry, () => {});
    const labels = { one: oneOf(['x']), two: oneOf(['y']) };
    const count = figures.counter({ name: 'count_total', help: 'A count', labels });
    const time = figures.histogram({ name: 'time_seconds', help: 'A time', labels, buckets: [1] });
    let sent: { one: string; two: string }[] = [];
    const read = () => sent.map((values) => ({ labels: values, value: 1 }));
    figures.gauge({ name: 'depth', help: 'A depth', labels, together: 'max', read });
    count({ one: 'x', two: 'y' });
    const series =
      /^(?:(?:count_total|depth|time_seconds_(?:sum|count))\{|time_seconds_bucket\{le="(?:1|\+Inf)",)one="(?:x|other)",two="(?:y|other)"\} [\d.e-]+$/;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ one: hostile, two: hostile }), { maxLength: 20 }), async (values) => {
        sent = values;
        for (const value of values) count(value);
        for (const value of values) time(value, 0.5);
        const lines = (await registry.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
        for (const line of lines) expect(line).to.match(series);
        expect(lines.length).to.be.at.most(4 * 6);
      }),
      { numRuns: 50 },
    );
  });

  it('have a closed set of routes and methods, whatever is asked for', () => {
    const closed = new Set<string>([...routes, 'other']);
    fc.assert(
      fc.property(hostile, hostile, (one, two) => {
        expect(closed.has(routeOf(`/${one}/${two}`)), one).to.equal(true);
        expect(methodOf(one)).to.be.oneOf(['GET', 'POST', 'other']);
      }),
    );
    expect(['/', '/sign-in/x/choice', '/.well-known/did.json', '/vouch', '/nothing'].map(routeOf)).to.deep.equal([
      ...['/', '/sign-in', '/.well-known', '/vouch', 'other'],
    ]);
  });

  it('say nothing of a gauge that cannot be read, and everything else all the same', async () => {
    const registry = new Registry();
    const failures: unknown[] = [];
    const figures = createFigures(registry, (error) => failures.push(error));
    const labels = { one: oneOf(['x']) };
    let works = true;
    const read = async () => {
      if (!works) throw new Error('gone');
      return [{ labels: { one: 'x' }, value: 3 }];
    };
    figures.gauge({ name: 'depth', help: 'A depth', labels, together: 'max', read });
    figures.counter({ name: 'count_total', help: 'A count', labels })({ one: 'x' });
    expect(await registry.metrics()).to.include('depth{one="x"} 3');
    works = false;
    const without = await registry.metrics();
    expect(without).to.include('count_total{one="x"} 1').and.not.include('depth{');
    expect(failures).to.have.length(1);
  });
});
