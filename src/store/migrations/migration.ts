// The shape of a migration: one step of the database's form, taken once, when the hub starts.
// A migration must never be changed after it was released: whoever ran it will not run it again.
import type { Engine, Knex } from '../engines.ts';

export interface Migration {
  /** As the file is called; recorded in `schema_migrations`. */
  name: string;
  /** `knex` is inside the transaction of all migrations that are missing. */
  up(knex: Knex, engine: Engine): Promise<void>;
}
