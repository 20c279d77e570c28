// `gatehouse provider off|pause|on|forget ID` and `provider list`: what an operator turns while hubs run. Every node follows within two seconds.
// A switch must never turn on what the record turns off.
import type { Config } from '../config/load.ts';
import { oneOf } from '../config/problem.ts';
import { HubError } from '../errors.ts';
import { healthSchema, type Switch, switchSchema } from '../registry/live-providers.ts';
import { createTrail } from '../trail/events.ts';
import { withData } from './open-data.ts';

type Turn = 'off' | 'pause' | 'on' | 'forget';

const switches: Readonly<Record<Exclude<Turn, 'forget'>, Switch>> = {
  off: { off: true, paused: false },
  pause: { off: false, paused: true },
  on: { off: false, paused: false },
};
const said: Readonly<Record<Turn, string>> = {
  off: 'is off: nobody is sent there, and its answers and its people’s tokens are refused',
  pause: 'is paused: shown as out of order; whoever is there already may finish',
  on: 'is as its record says',
  forget: 'has no kept metadata any more: each node reads it anew, and believes what it finds',
};

/** Writes the switch and says what it does. @throws HubError `configuration` for an id that the configuration does not have */
export function providerSwitch(
  given: { config: string; id: string; turn: Turn },
  print: (line: string) => void,
): Promise<number> {
  const { id, turn } = given;
  return withData(given.config, async (store, config) => {
    const record = knownProvider(config, id);
    if (turn === 'forget') await store.providerFacts.put(id, 'metadata', null);
    else await store.providerFacts.put(id, 'switch', switches[turn]);
    await createTrail(store.trail, store.vault)({ event: 'provider.switched', words: { provider: id, switch: turn } });
    print(`${id} ${said[turn]}. Running hubs follow within two seconds.`);
    if (turn === 'on' && !record.enabled)
      print('Its record says enabled: false, so it stays off: change the file and restart.');
    return 0;
  });
}

/** The record of an id. @throws HubError `configuration` that lists those that there are */
export function knownProvider({ providers }: Config, id: string) {
  const record = providers.get(id);
  if (record) return record;
  throw new HubError('configuration', {
    detail: `There is no provider "${id}" in identity-providers.yaml: ${oneOf(id, [...providers.keys()])}.`,
  });
}

/** A line for every provider. */
export function providerList(given: { config: string }, print: (line: string) => void): Promise<number> {
  return withData(given.config, async ({ providerFacts }, { providers }) => {
    const [turned, healths] = [await providerFacts.all('switch'), await providerFacts.all('health')];
    const rows = [...providers.values()].map(({ id, protocol, enabled, temporarilyUnavailable }) => {
      const { off, paused } = switchSchema.safeParse(turned.get(id) ?? {}).data ?? { off: true, paused: false };
      const health = healthSchema.safeParse(healths.get(id)).data;
      const recorded = enabled ? (temporarilyUnavailable ? 'paused' : 'on') : 'off';
      const now = off ? 'off' : paused && recorded === 'on' ? 'paused' : recorded;
      return [id, protocol, now === recorded ? now : `${now} (record: ${recorded})`, healthText(health)];
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

function printTable(rows: readonly (readonly string[])[], print: (line: string) => void): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows)
    print(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
}
