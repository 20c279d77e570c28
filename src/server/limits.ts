// At the door, after the host is known to be ours: how much one address and one service may ask for, and how much the hub takes on at all.
// It must never shut out a person for what a stranger did elsewhere, nor let a request write a row before it was counted.
import { isIPv6 } from 'node:net';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { routes } from '../authorization/provider.ts';
import type { HubConfig } from '../config/schema/hub.ts';
import { HubError } from '../errors.ts';
import type { LimitRows } from '../store/limit-contracts.ts';
import type { Shedding } from './shedding.ts';

export interface LimitsOptions {
  limits: HubConfig['limits'];
  rows: LimitRows;
  services: { has(id: string): boolean };
  /** Sign-ins that are under way now. */
  underWay(): Promise<number>;
  /** Whether this process can take on more. */
  shedding: Pick<Shedding, 'check'>;
}

export interface Limits {
  /** Notes the address of a request, before a header that says it is taken away. */
  address: RequestHandler;
  /** Refuses with HubError `too_many` or `busy`. */
  limit: RequestHandler;
}

const minute = 60;
/** How long a count of what is under way is good for, in milliseconds. */
const countedFor = 1000;
const begins: readonly string[] = [routes.authorization, routes.pushed_authorization_request];
/** Answered from memory, and asked for by machines that watch the hub or read its keys: not counted. */
const free = /^\/(assets|jwks|client-keys|\.well-known)(\/|$)/;

/** One household or machine: an address, or the network of 64 bits that an IPv6 subscriber is given (RFC 6177). */
export function addressed(ip = ''): string {
  const plain = ip.startsWith('::ffff:') && ip.includes('.') ? ip.slice(7) : ip;
  if (!isIPv6(plain)) return plain;
  const [front = '', back = ''] = plain.split('%')[0]?.split('::') ?? [];
  const head = front.split(':').filter(Boolean);
  const tail = back.split(':').filter(Boolean);
  const middle = plain.includes('::') ? Array.from({ length: 8 - head.length - tail.length }, () => '0') : [];
  return `${[...head, ...middle, ...tail]
    .slice(0, 4)
    .map((part) => Number.parseInt(part, 16).toString(16))
    .join(':')}::/64`;
}

export function createLimits({ limits, rows, services, underWay, shedding }: LimitsOptions): Limits {
  const all = new RateLimiterMemory({ points: limits.requestsPerAddress, duration: minute });
  const byAddress = { name: 'starts-address', points: limits.startsPerAddress, seconds: minute };
  const outByAddress = { name: 'sign-outs-address', points: limits.startsPerAddress, seconds: minute };
  const byService = { name: 'starts-service', points: limits.startsPerService, seconds: minute };
  /** Requests that were let in, and may not have written their row yet. */
  let beginning = 0;
  const counted = remembered(async () => {
    const since = beginning;
    return { found: await underWay(), since };
  });

  async function wait(address: string): Promise<number | undefined> {
    try {
      await all.consume(address);
      return undefined;
    } catch (over) {
      return Math.max(1, Math.ceil((over as { msBeforeNext: number }).msBeforeNext / 1000));
    }
  }

  /** What is full comes first: then a flood writes nothing at all. */
  async function begin(request: Request, response: Response, address: string): Promise<void> {
    const under = await counted();
    // What was begun here since the last look counts, too: what is allowed is never passed by what comes within a second.
    if (under.found + under.since >= limits.underWay)
      throw new HubError('busy', { detail: 'as many sign-ins are under way as limits.underWay allows' });
    under.since += 1;
    beginning += 1;
    response.once('close', () => {
      beginning -= 1;
      // Who was refused has written nothing, and must not stand in anybody's way.
      if (response.statusCode >= 400) under.since -= 1;
    });
    tooMany(await rows.take(byAddress, address), 'sign-ins begun from this address');
    const { client_id: service } = request.query;
    if (typeof service === 'string' && services.has(service))
      tooMany(await rows.take(byService, service), `sign-ins begun by ${service}`);
  }

  return {
    address(request, response, next) {
      response.locals.address = addressed(request.ip);
      next();
    },
    async limit(request: Request, response: Response, next: NextFunction) {
      const address = String(response.locals.address);
      const begun = begins.includes(request.path);
      if (!free.test(request.path)) {
        shedding.check(begun);
        tooMany(await wait(address), 'requests from this address');
      }
      if (begun) await begin(request, response, address);
      // It leaves a row, too, where nobody is signed in.
      else if (request.path === routes.end_session)
        tooMany(await rows.take(outByAddress, address), 'sign-outs from this address');
      next();
    },
  };
}

/** @throws HubError `too_many` where there is something to wait for */
function tooMany(retryAfter: number | undefined, detail: string): void {
  if (retryAfter !== undefined) throw new HubError('too_many', { retryAfter, detail });
}

interface Counted {
  found: number;
  /** Let in since, and before that if they had not been answered. */
  since: number;
}

/** Asks once in a while; everybody who comes meanwhile gets the same answer, and adds to it. */
function remembered(ask: () => Promise<Counted>): () => Promise<Counted> {
  let last: { at: number; answer: Promise<Counted> } | undefined;
  return () => {
    if (!last || Date.now() - last.at > countedFor) {
      const asked = { at: Date.now(), answer: ask() };
      asked.answer.catch(() => {
        if (last === asked) last = undefined;
      });
      last = asked;
    }
    return last.answer;
  };
}
