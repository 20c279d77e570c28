// `gatehouse case …`: what officers have to look at, and that they have. Its list shows what is in dispute: run it where only an officer
// can see the screen.

import type { Json } from '../connectors/contract.ts';
import { HubError } from '../errors.ts';
import type { Case } from '../store/contracts.ts';
import { createTrail } from '../trail/events.ts';
import { withData } from './open-data.ts';

type Say = (line: string) => void;

/** Every open case with what the account said before and now. */
export async function caseList(given: { config: string }, say: Say): Promise<number> {
  const cases = await withData(given.config, ({ cases }) => cases.list());
  if (cases.length === 0) say('No open cases.');
  for (const one of cases) say(textOf(one));
  return 0;
}

/** Closes a case. Fails when there is no such open one. */
export async function caseClose(given: { config: string; reference: string }, say: Say): Promise<number> {
  const reference = given.reference.toUpperCase();
  await withData(given.config, async (store) => {
    if (!(await store.cases.close(reference)))
      throw new HubError('configuration', { detail: `There is no open case ${reference}. See: gatehouse case list` });
    await createTrail(store.trail, store.vault)({ event: 'case.closed', reference });
  });
  say(`Closed ${reference}.`);
  return 0;
}

interface Side {
  level: { identity: string; authenticator: string };
  details: Record<string, string>;
}

function textOf({ reference, kind, openedAt, content }: Case): string {
  const day = new Date(openedAt * 1000).toISOString().slice(0, 16).replace('T', ' ');
  const { provider } = content as unknown as { provider: string };
  const details = { match: ofMatch, continuity: ofContinuity, age: ofAge }[kind](content);
  return [`${reference}  ${kind}  ${provider}  since ${day} UTC`, ...details.map((line) => `  ${line}`)].join('\n');
}

function ofContinuity(content: Json): string[] {
  const { before, now } = content as unknown as { before: Side; now: Side };
  const side = ({ level, details }: Side) =>
    `${Object.values(details).join(', ') || 'no details'} (identity ${level.identity})`;
  return [`linked as:  ${side(before)}`, `came as:    ${side(now)}`];
}

function ofAge(content: Json): string[] {
  const { band, services } = content as unknown as { band: string; services: string[] };
  return [`age:        ${band}`, `wants in:   ${services.join(', ')}`, 'look at it: /staff/ages'];
}

/** Officers look at these, masked until opened: here it is only said that they are there. */
function ofMatch(content: Json): string[] {
  const { reason, fourEyes } = content as unknown as { reason: string; fourEyes: boolean };
  return [`reason:     ${reason}${fourEyes ? ' (two officers have to agree)' : ''}`, 'look at it: /staff/matching'];
}
