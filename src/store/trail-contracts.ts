// What the store keeps of the audit trail: rows in one chain. Interfaces only. Part of contracts.ts.
// Nothing here may name a person: rows hold pseudonyms and closed words.

/** One line of the audit trail. `data` holds pseudonyms and closed words only. */
export interface TrailEntry {
  event: string;
  /** Reference number that the person's pages show. */
  reference?: string;
  data: Readonly<Record<string, string | number | boolean>>;
}

export interface TrailRow extends TrailEntry {
  sequence: number;
  /** Milliseconds since 1970. */
  at: number;
  hash: string;
}

export interface TrailRows {
  /** Appends in order, chained (HMAC over the previous hash and the entry), safe with several writers. */
  append(entries: readonly TrailEntry[]): Promise<void>;
  /** Rows from a sequence number on, in order. */
  read(from: number, limit: number): Promise<TrailRow[]>;
  /** The newest rows about a person (their pseudonym in the trail), newest first. */
  ofPerson(pseudonym: string, limit: number): Promise<TrailRow[]>;
  /** Rows of one reference number, in order. */
  of(reference: string): Promise<TrailRow[]>;
  /**
   * Walks the whole chain. `rows`: the number of the last row that holds; `after`: the last row that retention took out, where it has.
   * `broken`: the first sequence number that does not hold, with the reason.
   */
  verify(): Promise<{ rows: number; after?: number; broken?: { sequence: number; reason: string } }>;
}
