// hub.yaml: the hub itself. No secrets: those come from the environment or from files that this names.
import { z } from 'zod';
import { slug, webUrl } from './common.ts';

const seconds = z.int().positive();

/** Whoever trusts half of the internet trusts its strangers. IPv4 may be written as IPv6 (`::ffff:0:0/96`; RFC 4291, section 2.5.5.2): all of it begins with zeros. */
const isOneNetwork = (network: string): boolean => {
  const [address = '', length] = network.split('/');
  if (length === undefined) return true;
  if (!address.includes(':')) return Number(length) >= 8;
  return Number(length) >= (/^0{0,4}:/.test(address) ? 96 + 8 : 16);
};
const tooWide = 'name the load balancers, or one network that they are in (/8 or smaller; IPv6 /16)';

export const hubSchema = z.strictObject({
  /** The issuer that services know, without a trailing slash; only its host is answered. */
  issuer: webUrl.refine((url) => !url.endsWith('/'), 'leave out the trailing slash'),
  /** The organisation that runs the hub, whose name and help the hub's own pages show; the first of services.yaml where absent. */
  operator: slug.optional(),
  listen: z.strictObject({ host: z.string().min(1), port: z.int().min(0).max(65535) }),
  /** Load balancers in front, by address or network: whose X-Forwarded-For is believed. Nobody's where empty. */
  trustedProxies: z
    .array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]).refine(isOneNetwork, tooWide))
    .default([]),
  metrics: z.strictObject({ host: z.string().min(1), port: z.int().min(0).max(65535) }),
  /** SQLite file, relative to the folder the hub is started in; DATABASE_URL chooses PostgreSQL instead. */
  database: z.string().min(1),
  /** File with the 32-byte master key in base64; GATEHOUSE_MASTER_KEY wins. Made at the first start where absent. */
  masterKeyFile: z.string().min(1),
  /** Lifetimes in seconds. */
  lifetimes: z.strictObject({
    journey: seconds.max(86400),
    /** How long a sign-in may wait for a letter, an officer or the person, and be gone on with by its code. */
    pause: seconds.default(604_800),
    session: seconds,
    code: seconds.max(600),
    idToken: seconds,
    accessToken: seconds,
    refreshToken: seconds,
    /** How long a retired signing key stays published. */
    retiredKey: seconds,
  }),
  /** Days that data are kept whose end is the council's to choose; docs/retention.md has the others. */
  retention: z
    .strictObject({
      /** Rows of the audit trail: what happened, under pseudonyms. */
      trail: z.int().min(30).max(36_500).default(2555),
      /** That a case was closed: what it was about is wiped when it is. */
      cases: z.int().min(0).max(36_500).default(365),
    })
    .prefault({}),
  /** How much anybody may ask for, so that one cannot crowd out the others. */
  limits: z
    .strictObject({
      /** Sign-ins begun from one address, a minute. */
      startsPerAddress: z.int().positive().default(600),
      /** Sign-ins begun by one service, a minute. */
      startsPerService: z.int().positive().default(6000),
      /** Any requests from one address, a minute, in each process. */
      requestsPerAddress: z.int().positive().default(6000),
      /** Sign-ins that are under way at once, finished or not: what strangers can make the database hold. */
      underWay: z.int().positive().default(100_000),
      /** What one person may do on their own pages in an hour, once signed in. */
      perPerson: z
        .strictObject({
          /** Codes typed, right or wrong. */
          codes: z.int().positive().default(20),
          /** Copies of everything. */
          copies: z.int().positive().default(10),
          /** Accounts added or taken out, and tries at having everything deleted. */
          changes: z.int().positive().default(20),
        })
        .prefault({}),
      /** From when on a process begins nothing new; from half as much again on, it refuses all but what it has in memory. */
      shedding: z
        .strictObject({
          /** Milliseconds that the event loop is late on average. */
          loopDelay: z.int().positive().default(300),
          /** Megabytes that are resident. */
          memory: z.int().positive().default(1024),
          /** Requests that are worked on at once. */
          requests: z.int().positive().default(1000),
        })
        .prefault({}),
    })
    .prefault({}),
  /** How long a node that is told to stop goes on serving, in seconds, so that load balancers see it first; see `drainOf`. */
  drain: z.int().min(0).max(300).optional(),
  log: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']),
});
export type HubConfig = z.infer<typeof hubSchema>;

/** Seconds: where the file says nothing, time for two looks of a load balancer; none on a developer's machine. */
export const drainOf = ({ drain, issuer }: HubConfig): number => drain ?? (issuer.startsWith('https:') ? 5 : 0);
