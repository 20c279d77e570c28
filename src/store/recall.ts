// Rows that this process wrote or read a moment ago, as they are in the database (the vault knows what it sealed), so that the steps of one
// sign-in do not ask for them again. Only where one process has the database to itself. It must never remember a row longer than the statement
// that changed it.

/** Rows by table and what they were asked for by. */
export interface Recall {
  /** Whether it does at all. */
  remembers: boolean;
  /** What `load` gave for it last, or gives now. */
  rows<Row>(table: string, id: string, load: () => Promise<Row[]>): Promise<Row[]>;
  /** What is remembered. */
  known<Row>(table: string, id: string): readonly Row[] | undefined;
  /** After a write of exactly this. */
  put(table: string, id: string, rows: unknown[]): void;
  drop(table: string, id: string): void;
  /** After a write whose rows are not known one by one. */
  clear(): void;
}

/** Where others may write: nothing is remembered. */
export const noRecall: Recall = {
  remembers: false,
  rows: (_table, _id, load) => load(),
  known: () => undefined,
  put() {},
  drop() {},
  clear() {},
};

/** Answers that are remembered: some thousand sign-ins' worth. */
const most = 20_000;

/** `isGone`: whether the database does not answer. Then nothing goes on from memory: whoever is blocked meanwhile could not be heard of. */
export function createRecall(isGone: () => boolean): Recall {
  const known = new Map<string, unknown[]>();
  // Whoever read before something was written must not be remembered after it.
  let writes = 0;
  const keep = (key: string, rows: unknown[]) => {
    if (known.size >= most) known.delete(known.keys().next().value ?? '');
    known.set(key, rows);
  };
  const keyOf = (table: string, id: string) => `${table}:${id}`;
  return {
    remembers: true,
    async rows<Row>(table: string, id: string, load: () => Promise<Row[]>) {
      const key = keyOf(table, id);
      const found = known.get(key);
      if (found && !isGone()) return found as Row[];
      const before = writes;
      const rows = await load();
      if (before === writes) keep(key, rows);
      return rows;
    },
    known: <Row>(table: string, id: string) => known.get(keyOf(table, id)) as Row[] | undefined,
    put(table, id, rows) {
      writes += 1;
      known.delete(keyOf(table, id));
      keep(keyOf(table, id), rows);
    },
    drop(table, id) {
      writes += 1;
      known.delete(keyOf(table, id));
    },
    clear() {
      writes += 1;
      known.clear();
    },
  };
}

/** The same work, after which nothing is remembered: what it changed is not known row by row. */
export const forgetting =
  <Given extends unknown[], Result>(recall: Recall, work: (...given: Given) => Promise<Result>) =>
  async (...given: Given): Promise<Result> => {
    try {
      return await work(...given);
    } finally {
      recall.clear();
    }
  };
