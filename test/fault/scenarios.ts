// What is broken, one thing a scenario, while people sign in. Each leaves the house whole: every node runs, the provider is on.
// A scenario must never decide by itself that its sign-ins ended well; checks.ts does.
import { setTimeout as pause } from 'node:timers/promises';
import { rotateKeys } from '../../src/authorization/key-ring.ts';
import { untilReady } from './checks.ts';
import { cameIn, everyRequestElsewhere } from './invariants.ts';
import { type Load, load } from './load.ts';
import type { Person } from './people.ts';
import { signIn } from './sign-in.ts';
import type { Happened, Scenario, Stage } from './stage.ts';

const atOnce = 40;
/** How often keys are turned, and how long after another, in milliseconds: each node looks every two seconds. */
const turns = 3;
const turnEvery = 2500;
/** How long PostgreSQL is gone after every node has noticed, in milliseconds. */
const goneFor = 1000;

function begin({ visiting }: Stage, people: readonly Person[], most = atOnce): Load {
  return load(people, most, (person) => signIn(person, visiting));
}

const everywhere: Scenario = async (stage) => {
  const attempts = await begin(stage, stage.newPeople(stage.people)).all;
  const visits = attempts.map(({ journey }) => stage.house.proxy.visits(journey));
  const missing = attempts.length - cameIn(attempts).length;
  const problems = missing === 0 ? [] : [`${missing} did not come in, and nothing was broken`];
  return { attempts, problems: [...problems, ...everyRequestElsewhere(visits)] };
};

const killed: Scenario = async (stage) => {
  const [, node] = stage.house.nodes;
  const going = begin(stage, stage.newPeople(stage.people), stage.people);
  await going.ended(Math.ceil(stage.people / 10));
  await node?.kill();
  await going.ended(Math.ceil(stage.people / 2));
  await node?.start();
  return { attempts: await going.all, problems: [] };
};

const turned: Scenario = async (stage) => {
  const going = begin(stage, stage.newPeople(stage.people), atOnce);
  await going.ended(Math.ceil(stage.people / 10));
  const before = new Set((await stage.house.store.keys.all()).map(({ kid }) => kid));
  for (let turn = 0; turn < turns; turn += 1) {
    // What `keys rotate --now` does.
    await rotateKeys(stage.house.store.keys, { keepRetired: 7_776_000, settle: 0 });
    await pause(turnEvery);
  }
  const late = await begin(stage, stage.newPeople(Math.min(atOnce, stage.people))).all;
  const signed = cameIn(late).map(({ ending }) => JSON.parse(atob(ending.tokens.id_token.split('.')[0] ?? '')).kid);
  const old = signed.filter((kid) => before.has(kid)).length;
  const problems = old === 0 ? [] : [`${old} ID tokens were signed by a key that was turned long ago`];
  return { attempts: [...(await going.all), ...late], problems };
};

const switchedOff: Scenario = async (stage) => {
  const { house, people, switchWithin } = stage;
  const third = Math.ceil(people / 3);
  const flip = (off: boolean) => house.store.providerFacts.put('central', 'switch', { off, paused: false });
  const switching: Stage = { ...stage, visiting: { ...stage.visiting, switching: true } };
  const before = begin(switching, stage.newPeople(third), third);
  await before.ended(Math.ceil(third / 10));
  await flip(true);
  await pause(switchWithin);
  const offSince = performance.now();
  const meanwhile = await begin(switching, stage.newPeople(third)).all;
  const earlier = await before.all;
  const through = cameIn([...earlier, ...meanwhile]).filter(({ ending }) => ending.at > offSince).length;
  await flip(false);
  await pause(switchWithin);
  const after = await begin(stage, stage.newPeople(third)).all;
  const missing = after.length - cameIn(after).length;
  return {
    attempts: [...earlier, ...meanwhile, ...after],
    problems: [
      ...(through === 0 ? [] : [`${through} came in by a provider that was off`]),
      ...(missing === 0 ? [] : [`${missing} did not come in although the provider was on again`]),
    ],
  };
};

const restarted =
  (mode: 'fast' | 'immediate'): Scenario =>
  async (stage): Promise<Happened> => {
    const { house, people } = stage;
    const going = begin(stage, stage.newPeople(people));
    await going.ended(Math.ceil(people / 4));
    const problems: string[] = [];
    await house.cluster.restart(mode, async () => {
      await pause(goneFor);
      for (const [index, node] of house.nodes.entries()) {
        const [live, ready] = [await node.health('live'), await node.health('ready')];
        if (live !== 200 || ready !== 503)
          problems.push(`node ${index + 1} without its database: live ${live}, ready ${ready}`);
      }
    });
    await untilReady(stage);
    return { attempts: await going.all, problems };
  };

/** In the order in which they run. */
export const scenarios: Readonly<Record<string, Scenario>> = {
  'every request on another node': everywhere,
  'a node is killed': killed,
  'keys are turned': turned,
  'a provider is switched off and on': switchedOff,
  'PostgreSQL restarts (fast)': restarted('fast'),
  'PostgreSQL restarts (immediate)': restarted('immediate'),
};
