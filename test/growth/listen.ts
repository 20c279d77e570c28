// Hears every statement that a store in this process sends: the store tells knex of each, and knex tells its listeners. For tests alone.
import { EventEmitter } from 'node:events';
import createKnex from 'knex';
import type { Value } from '../../src/store/database.ts';

export interface Heard {
  sql: string;
  values: readonly Value[];
}

/** Everything that is sent until `stop`, once for each text. */
export function listen(): { heard: ReadonlyMap<string, Heard>; stop(): void } {
  const heard = new Map<string, Heard>();
  const { prototype } = createKnex.Client;
  const emit: EventEmitter['emit'] = function emit(this: EventEmitter, event, ...given) {
    const [query] = given as [{ sql: string; bindings: readonly Value[] }?];
    if (event === 'query' && query) heard.set(query.sql, { sql: query.sql, values: query.bindings });
    return EventEmitter.prototype.emit.call(this, event, ...given);
  };
  Object.assign(prototype, { emit });
  return { heard, stop: () => void Reflect.deleteProperty(prototype, 'emit') };
}
