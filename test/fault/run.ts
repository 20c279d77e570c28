// One run of the fault test: the house once, and its scenarios one after the other, each with people of its own.
import { Misused } from '../support/command.ts';
import { createDriver } from '../support/processes/driver.ts';
import { check, untilReady } from './checks.ts';
import { startFaultHouse } from './house.ts';
import { cameIn, rightPerson } from './invariants.ts';
import { invented } from './people.ts';
import { scenarios } from './scenarios.ts';
import { createService } from './service.ts';
import type { Scenario, Stage } from './stage.ts';
import { type Row, rowOf } from './table.ts';

export interface RunOptions {
  /** Sign-ins of each scenario, about. */
  people: number;
  /** Only scenarios with one of these in their name, separated by `|`. */
  only?: string | undefined;
  /** How soon every node has to follow a switch, in milliseconds. */
  switchWithin: number;
  /** What the hubs log to standard error; nothing where absent. */
  log?: string | undefined;
  /** Told what is being done. */
  say(line: string): void;
}

/** New people of one scenario are at most its sign-ins and those of one more wave. */
const newcomers = (people: number, count: number) => count * (people + 50);

/** Runs it. Rejects where the house does not start, and with Misused where no scenario has such a name. */
export async function runFaults(options: RunOptions): Promise<Row[]> {
  const { people, only = '', switchWithin, log, say } = options;
  const chosen = Object.entries(scenarios).filter(([name]) => only.split('|').some((part) => name.includes(part)));
  if (chosen.length === 0)
    throw new Misused(`no scenario has “${only}” in its name: ${Object.keys(scenarios).join(', ')}`);
  const everybody = invented(newcomers(people, chosen.length));
  const house = await startFaultHouse(everybody, log);
  const driver = createDriver(people);
  try {
    const { issuer } = house;
    const stage: Stage = {
      house,
      visiting: { driver, issuer, service: createService(driver, issuer) },
      newPeople: (count) => everybody.splice(0, count),
      ledger: [],
      people,
      switchWithin,
    };
    const rows: Row[] = [];
    for (const [name, scenario] of chosen) {
      say(name);
      rows.push(await played(name, scenario, stage));
    }
    return rows;
  } finally {
    await driver.close();
    await house.close();
  }
}

async function played(name: string, scenario: Scenario, stage: Stage): Promise<Row> {
  await untilReady(stage);
  const began = performance.now();
  const { attempts, problems } = await scenario(stage);
  const seconds = (performance.now() - began) / 1000;
  const found = [...problems, ...(await check(stage, attempts))];
  return rowOf(name, attempts, { wrong: rightPerson(cameIn(stage.ledger)).length, seconds, problems: found });
}
