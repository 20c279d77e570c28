// Every table of the database: what kind of data it holds, until when, and whether a backup has it. Read by backup, restore and `retention`;
// docs/retention.md says the same to people. A table must never be without a row here: then nobody has thought of when its data go.

/** Kinds of data, as docs/retention.md has them. */
export type DataClass =
  | 'people'
  | 'matching'
  | 'sign-ins under way'
  | 'sessions and tokens'
  | 'acting for others'
  | "officers' checks"
  | 'ages'
  | 'cases'
  | 'messages'
  | 'assessments'
  | 'trail'
  | 'the hub itself';

export interface Table {
  holds: DataClass;
  /** How long a row is kept, in words; the rows with `ends` or `setting` are removed by the sweep. */
  kept: string;
  /** Column with the moment from which the row is over. */
  ends?: string;
  /** Instead: the setting of `retention` in hub.yaml that counts days, from the moment in this column. */
  setting?: { name: 'trail' | 'cases'; from: string };
  /** Column with the moment when the row was made. */
  since?: string;
  /** Moments are milliseconds since 1970; seconds where absent. */
  milliseconds?: true;
  /** Not in a backup. */
  left?: true;
}

const withPerson = 'as long as the person';
const withAccount = 'as long as the account';
/** A deletion must not undo it. */
const andAfter = 'as long as the account, and a year after it was deleted';
const itsEnd = 'until it ends';

/** What is good once and lives for minutes: a restored row could be used a second time. */
const once = { kept: itsEnd, ends: 'expires_at', left: true } as const;

export const tables: Readonly<Record<string, Table>> = {
  accounts: { holds: 'people', kept: withPerson, since: 'linked_at' },
  earlier_links: { holds: 'people', kept: withAccount },
  kept_apart: { holds: 'people', kept: andAfter, ends: 'expires_at' },
  blocked_people: { holds: 'people', kept: 'until somebody unblocks', since: 'blocked_at' },
  agreements: { holds: 'people', kept: withPerson, since: 'agreed_at' },
  service_matches: { holds: 'people', kept: withPerson, since: 'matched_at' },
  subjects: { holds: 'people', kept: withPerson, since: 'issued_at' },
  subject_moves: { holds: 'people', kept: withPerson },
  previous_subjects: { holds: 'people', kept: withPerson },

  match_records: { holds: 'matching', kept: 'keepDays in matching.yaml after the last sign-in', ends: 'expires_at' },
  match_keys: { holds: 'matching', kept: 'as long as its match record' },
  identifiers: { holds: 'matching', kept: withAccount },
  known_answers: { holds: 'matching', kept: withAccount },
  question_tries: { holds: 'matching', kept: andAfter, ends: 'expires_at' },

  interactions: { holds: 'sign-ins under way', kept: itsEnd, ends: 'expires_at' },
  sign_ins: { holds: 'sign-ins under way', kept: itsEnd, ends: 'expires_at' },
  resume_codes: { holds: 'sign-ins under way', kept: itsEnd, ends: 'expires_at' },
  used_once: { holds: 'sign-ins under way', kept: itsEnd, ends: 'expires_at' },
  replay_records: { holds: 'sign-ins under way', kept: itsEnd, ends: 'expires_at' },
  pending_replies: { holds: 'sign-ins under way', ...once },
  authorization_codes: { holds: 'sign-ins under way', ...once },
  pushed_authorization_requests: { holds: 'sign-ins under way', ...once },
  limits: { holds: 'sign-ins under way', ...once, ends: 'expire', milliseconds: true },

  sessions: { holds: 'sessions and tokens', kept: itsEnd, ends: 'expires_at' },
  session_authorizations: { holds: 'sessions and tokens', kept: 'as long as its session' },
  authentications: { holds: 'sessions and tokens', kept: itsEnd, ends: 'expires_at' },
  grants: { holds: 'sessions and tokens', kept: itsEnd, ends: 'expires_at' },
  releases: { holds: 'sessions and tokens', kept: itsEnd, ends: 'expires_at' },
  access_tokens: { holds: 'sessions and tokens', kept: itsEnd, ends: 'expires_at' },
  refresh_tokens: { holds: 'sessions and tokens', kept: itsEnd, ends: 'expires_at' },
  client_credentials: { holds: 'sessions and tokens', kept: itsEnd, ends: 'expires_at' },
  parted_accounts: { holds: 'sessions and tokens', kept: 'as long as tokens of before', ends: 'expires_at' },

  authorities: { holds: 'acting for others', kept: itsEnd, ends: 'expires_at' },
  vouches: {
    holds: "officers' checks",
    kept: 'a year after its end; a month where unused',
    ends: 'expires_at',
    since: 'recorded_at',
  },
  vouch_events: { holds: "officers' checks", kept: 'as long as its check', since: 'at' },
  age_decisions: { holds: 'ages', kept: itsEnd, ends: 'expires_at' },
  cases: {
    holds: 'cases',
    kept: 'retention.cases after it was closed',
    setting: { name: 'cases', from: 'closed_at' },
    since: 'opened_at',
  },
  notices: {
    holds: 'messages',
    kept: '30 days after it was sent or given up',
    ends: 'expires_at',
    since: 'created_at',
  },
  signals: { holds: 'messages', kept: 'until it is delivered; 3 days at most', since: 'created_at' },
  assessments: { holds: 'assessments', kept: '800 days', ends: 'expires_at', since: 'started_at' },
  assessment_pages: { holds: 'assessments', kept: itsEnd, ends: 'expires_at' },

  trail: {
    holds: 'trail',
    kept: 'retention.trail',
    setting: { name: 'trail', from: 'at' },
    since: 'at',
    milliseconds: true,
  },
  trail_head: { holds: 'trail', kept: 'always: where the trail begins and ends' },

  hub_keys: { holds: 'the hub itself', kept: 'until retired for lifetimes.retiredKey', since: 'created_at' },
  provider_facts: { holds: 'the hub itself', kept: 'always: switches, health and metadata' },
  service_facts: { holds: 'the hub itself', kept: 'always: switches' },
  store_settings: { holds: 'the hub itself', kept: 'always' },
  store_counters: { holds: 'the hub itself', kept: 'always' },
  leases: { holds: 'the hub itself', kept: 'until another node takes it', left: true },
  schema_migrations: { holds: 'the hub itself', kept: 'always', left: true },
};

/** Days that data are kept where the council decides: `retention` in hub.yaml. */
export interface Retention {
  trail: number;
  cases: number;
}

/** In order of time, what a table's rows that are over by `now` (milliseconds) have in which column; undefined where none is ever over. */
export function overBy(
  { ends, setting, milliseconds }: Table,
  { retention, now }: { retention: Retention; now: number },
): { column: string; before: number } | undefined {
  const column = ends ?? setting?.from;
  if (column === undefined) return undefined;
  const moment = now - (setting ? retention[setting.name] * 86_400_000 : 0);
  return { column, before: milliseconds ? moment : Math.floor(moment / 1000) };
}
