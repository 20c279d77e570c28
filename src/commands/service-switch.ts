// `gatehouse service off|on ID` and `service list`: what an operator turns while hubs run.
// A switch must never turn on what the record turns off.
import { createTrail } from '../trail/events.ts';
import { withData } from './open-data.ts';
import { knownRecord, sayTurned, stateOf, switches } from './switch.ts';
import { printTable } from './table.ts';

const said = {
  off: 'is off: nobody can sign in to it, it gets no token, and those that it has open nothing',
  on: 'is as its record says',
} as const;

/** Writes the switch and says what it does. @throws HubError `configuration` for an id that the configuration does not have */
export function serviceSwitch(
  given: { config: string; id: string; turn: 'off' | 'on' },
  print: (line: string) => void,
): Promise<number> {
  const { id, turn } = given;
  return withData(given.config, async (store, { services }) => {
    const record = knownRecord(services, id, { what: 'service', file: 'services.yaml' });
    await store.serviceFacts.put(id, 'switch', switches[turn]);
    await createTrail(store.trail, store.vault)({ event: 'service.switched', words: { service: id, switch: turn } });
    sayTurned({ id, turn, record, said: said[turn] }, print);
    return 0;
  });
}

/** A line for every service. */
export function serviceList(given: { config: string }, print: (line: string) => void): Promise<number> {
  return withData(given.config, async ({ serviceFacts }, { services }) => {
    const turned = await serviceFacts.all('switch');
    const rows = [...services.values()].map((record) => {
      const { id, organisation } = record;
      return [id, organisation, stateOf(record, turned.get(id))];
    });
    printTable([['service', 'organisation', 'switch'], ...rows], print);
    return 0;
  });
}
