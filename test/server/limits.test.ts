import { expect } from 'chai';
import fc from 'fast-check';
import { addressed } from '../../src/server/limits.ts';

describe('server/limits', () => {
  it('count an IPv4 address by itself, however it is written', () => {
    expect(addressed('192.0.2.7')).to.equal('192.0.2.7');
    expect(addressed('::ffff:192.0.2.7')).to.equal('192.0.2.7');
  });

  it('count an IPv6 network of 64 bits as one', () => {
    const ipv6 = fc.tuple(fc.array(fc.nat(0xffff), { minLength: 8, maxLength: 8 }), fc.nat(0xffff));
    fc.assert(
      fc.property(ipv6, ([parts, other]) => {
        const written = (all: readonly number[]) => all.map((part) => part.toString(16)).join(':');
        const short = (all: readonly number[]) => new URL(`http://[${written(all)}]/`).hostname.slice(1, -1);
        const network = addressed(written(parts));
        expect(addressed(short(parts))).to.equal(network);
        expect(addressed(short([...parts.slice(0, 4), other, ...parts.slice(5)]))).to.equal(network);
        const elsewhere = [(parts[0] ?? 0) ^ 1, ...parts.slice(1)];
        expect(addressed(short(elsewhere))).not.to.equal(network);
      }),
    );
    expect(addressed('::1')).to.equal('0:0:0:0::/64');
  });
});
