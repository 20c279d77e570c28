// When a process takes nothing more on: fed with readings, never timed.
import { EventEmitter } from 'node:events';
import { expect } from 'chai';
import type { Request, Response } from 'express';
import { HubError } from '../../src/errors.ts';
import { createGauge, createShedding, type Reading } from '../../src/server/shedding.ts';

const limits = { loopDelay: 100, memory: 1000, requests: 4 };
const fine: Reading = { loopDelay: 1, memory: 100, heap: 0.1 };

function setUp() {
  let now = 0;
  let reading = fine;
  const shed: string[] = [];
  const said: string[] = [];
  const shedding = createShedding({
    limits,
    gauge: { read: () => reading, stop: () => {} },
    shed: (strain) => void shed.push(strain),
    log: { warn: (_fields: unknown, text?: string) => void said.push(String(text)) } as never,
    clock: () => now,
  });
  const refuses = (begins: boolean) => {
    try {
      shedding.check(begins);
      return false;
    } catch (error) {
      expect(error).to.be.instanceOf(HubError).and.include({ code: 'busy', status: 503, retryAfter: 10 });
      return true;
    }
  };
  return {
    shedding,
    shed,
    said,
    /** Whether those who begin, and those who go on, are refused a second later. */
    later(changed: Partial<Reading>) {
      now += 1000;
      reading = { ...fine, ...changed };
      return [refuses(true), refuses(false)];
    },
    /** A request passes; its body comes with `end`, and it is over with `close`. */
    pass(headers: Record<string, string> = {}, method = 'POST') {
      const request = Object.assign(new EventEmitter(), { headers, method });
      const response = Object.assign(new EventEmitter(), { closed: false });
      shedding.count(request as unknown as Request, response as unknown as Response, () => undefined);
      const close = () => {
        response.closed = true;
        response.emit('close');
      };
      return { end: () => request.emit('end'), close };
    },
  };
}

describe('server/shedding', () => {
  for (const [what, full, over] of [
    ['memory', { memory: 1000 }, { memory: 1500 }],
    ['heap', { heap: 0.6 }, { heap: 0.9 }],
  ] as const) {
    it(`refuses first who begins, then everybody, for too much ${what}, and lets all in again`, () => {
      const { later, shed, said, shedding } = setUp();
      expect(later({})).to.deep.equal([false, false]);
      expect(later(full)).to.deep.equal([true, false]);
      expect(shedding.isFull()).to.equal(true);
      expect(later(over)).to.deep.equal([true, true]);
      expect(later({})).to.deep.equal([false, false]);
      expect(shedding.isFull()).to.equal(false);
      expect(shed).to.deep.equal([what, what, what]);
      expect(said).to.deep.equal(['too busy: nothing new is begun', 'no longer too busy']);
    });
  }

  it('takes one long turn of the event loop for nothing, and two in a row for strain', () => {
    const { later } = setUp();
    const seen = [400, 1, 120, 120, 400, 400, 1].map((loopDelay) => later({ loopDelay }).filter(Boolean).length);
    expect(seen).to.deep.equal([0, 0, 0, 1, 1, 2, 0]);
  });

  it('reads the gauge once a second at most', () => {
    let reads = 0;
    const gauge = { read: () => ({ ...fine, memory: ++reads }), stop: () => {} };
    const shedding = createShedding({ limits, gauge, shed: () => {}, log: { warn: () => {} }, clock: () => 1 });
    for (let count = 0; count < 10; count += 1) shedding.check(true);
    expect(reads).to.equal(1);
  });

  it('counts requests that are worked on: not what is over, nor what is still being sent', () => {
    const { later, pass, shed } = setUp();
    const slow = Array.from({ length: 10 }, () => pass({ 'content-length': '5' }));
    const parts = pass({ 'transfer-encoding': 'chunked' });
    expect(later({})).to.deep.equal([false, false]);
    const working = Array.from({ length: 4 }, () => pass());
    expect(later({})).to.deep.equal([true, false]);
    slow[0]?.end();
    parts.end();
    expect(later({})).to.deep.equal([true, true]);
    for (const one of [...working, parts, ...slow]) one.close();
    expect(later({})).to.deep.equal([false, false]);
    expect(new Set(shed)).to.deep.equal(new Set(['requests']));
  });

  for (const method of ['GET', 'HEAD']) {
    it(`counts a ${method} at once: nobody reads the body that it says it has`, () => {
      const { later, pass } = setUp();
      const working = Array.from({ length: 6 }, () => pass({ 'content-length': '5' }, method));
      expect(later({})).to.deep.equal([true, true]);
      for (const { close } of working) close();
      expect(later({})).to.deep.equal([false, false]);
    });
  }

  it('does not count a body that comes when its request was answered already', () => {
    const { later, pass } = setUp();
    for (let count = 0; count < 10; count += 1) {
      const { end, close } = pass({ 'content-length': '5' });
      close();
      end();
    }
    expect(later({})).to.deep.equal([false, false]);
  });

  it('measures this process', () => {
    const gauge = createGauge();
    const { loopDelay, memory, heap } = gauge.read();
    gauge.stop();
    expect(loopDelay).to.be.at.least(0);
    expect(memory).to.be.within(10, process.memoryUsage.rss() / 2 ** 20 + 100);
    expect(heap).to.be.within(0.001, 1);
  });
});
