// `gatehouse provider off|pause|on|forget ID` and `provider list`: what an operator turns while hubs run.
// A switch must never turn on what the record turns off.
import type { Config } from '../config/load.ts';
import { healthSchema } from '../registry/live-providers.ts';
import { createTrail } from '../trail/events.ts';
import { withData } from './open-data.ts';
import { knownRecord, sayTurned, stateOf, switches, type Turn } from './switch.ts';
import { printTable } from './table.ts';

const said: Readonly<Record<Turn | 'forget', string>> = {
  off: 'is off: nobody is sent there, and its answers and its people’s tokens are refused',
  pause: 'is paused: shown as out of order; whoever is there already may finish',
  on: 'is as its record says',
  forget: 'has no kept metadata any more: each node reads it anew, and believes what it finds',
};

/** Writes the switch and says what it does. @throws HubError `configuration` for an id that the configuration does not have */
export function providerSwitch(
  given: { config: string; id: string; turn: Turn | 'forget' },
  print: (line: string) => void,
): Promise<number> {
  const { id, turn } = given;
  return withData(given.config, async (store, config) => {
    const record = knownProvider(config, id);
    if (turn === 'forget') await store.providerFacts.put(id, 'metadata', null);
    else await store.providerFacts.put(id, 'switch', switches[turn]);
    await createTrail(store.trail, store.vault)({ event: 'provider.switched', words: { provider: id, switch: turn } });
    sayTurned({ id, turn, record, said: said[turn] }, print);
    return 0;
  });
}

/** The record of an id. @throws HubError `configuration` that lists those that there are */
export const knownProvider = ({ providers }: Config, id: string) =>
  knownRecord(providers, id, { what: 'provider', file: 'identity-providers.yaml' });

/** A line for every provider. */
export function providerList(given: { config: string }, print: (line: string) => void): Promise<number> {
  return withData(given.config, async ({ providerFacts }, { providers }) => {
    const [turned, healths] = [await providerFacts.all('switch'), await providerFacts.all('health')];
    const rows = [...providers.values()].map((record) => {
      const { id, protocol } = record;
      const health = healthSchema.safeParse(healths.get(id)).data;
      return [id, protocol, stateOf(record, turned.get(id)), healthText(health)];
    });
    printTable([['provider', 'protocol', 'switch', 'health'], ...rows], print);
    return 0;
  });
}

function healthText(health: ReturnType<typeof healthSchema.parse> | undefined): string {
  if (!health) return 'not looked at yet';
  const { availability, since, checkedAt, detail } = health;
  const time = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ');
  return `${availability} since ${time(since)}, last looked at ${time(checkedAt)}: ${detail}`;
}
