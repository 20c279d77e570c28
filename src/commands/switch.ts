// What `provider` and `service` have in common on the command line: switches that every running hub follows within two seconds.
// A switch must never turn on what the record turns off.
import { oneOf } from '../config/problem.ts';
import type { Json } from '../connectors/contract.ts';
import { HubError } from '../errors.ts';
import { type Switch, type Switchable, switched } from '../registry/live.ts';

export type Turn = 'off' | 'pause' | 'on';

export const switches: Readonly<Record<Turn, Switch>> = {
  off: { off: true, paused: false },
  pause: { off: false, paused: true },
  on: { off: false, paused: false },
};

/** What is printed after a switch was written. */
export function sayTurned({ id, turn, record, said }: Turned, print: (line: string) => void): void {
  print(`${id} ${said}. Running hubs follow within two seconds.`);
  if (turn === 'on' && !record.enabled)
    print('Its record says enabled: false, so it stays off: change the file and restart.');
}

interface Turned {
  id: string;
  turn: string;
  record: Switchable;
  said: string;
}

/** The record of an id. @throws HubError `configuration` that lists those that there are */
export function knownRecord<T>(records: ReadonlyMap<string, T>, id: string, { what, file }: Place): T {
  const record = records.get(id);
  if (record) return record;
  throw new HubError('configuration', {
    detail: `There is no ${what} "${id}" in ${file}: ${oneOf(id, [...records.keys()])}.`,
  });
}

interface Place {
  what: 'provider' | 'service';
  file: string;
}

/** How a record stands now, and what the record itself says where that differs. */
export function stateOf(record: Switchable, fact: Json | undefined): string {
  const [recorded, now] = [worded(record), worded(switched(record, fact))];
  return now === recorded ? now : `${now} (record: ${recorded})`;
}

const worded = ({ enabled, temporarilyUnavailable }: Switchable): string =>
  enabled ? (temporarilyUnavailable ? 'paused' : 'on') : 'off';
