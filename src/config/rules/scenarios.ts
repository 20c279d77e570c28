// Rules about scenarios: whom and what they name has to be there. They run while the configuration is loaded.
// They must never let a scenario through that cannot be run.
import type { Draft } from '../config.ts';
import { forResidents } from '../own-services.ts';
import { type Finding, oneOf, type Place } from '../problem.ts';
import type { ScenarioRecord } from '../scenario-files.ts';
import type { Rule } from './rule.ts';

export const scenarioRules: readonly Rule[] = [
  { name: 'scenarios have ids of their own', needs: [], check: idsOnce },
  { name: 'scenarios are about people who are there', needs: ['personas'], check: peopleThere },
  { name: 'scenarios go to services that are there', needs: ['services'], check: servicesThere },
  { name: 'scenarios use accounts that residents can choose', needs: ['identity-providers'], check: providersThere },
];

function idsOnce({ scenarios }: Draft): Finding[] {
  return scenarios.flatMap(({ file, id }, index) => {
    const first = scenarios.findIndex((one) => one.id === id);
    if (first === index) return [];
    const message = `is the id of ${scenarios[first]?.file}, too`;
    return [{ file, at: ['id'], message, remedy: 'give one of the two another id' }];
  });
}

/** Those of the names at a place of a scenario that are not known. */
function unknown(
  { file }: ScenarioRecord,
  at: Place,
  given: { names?: readonly string[] | undefined; known: string[]; what: string },
) {
  const { names = [], known, what } = given;
  return names.flatMap((name, index): Finding[] => {
    if (known.includes(name)) return [];
    const place = at.length === 1 && at[0] !== 'persona' ? [...at, index] : at;
    return [{ file, at: place, message: `names ${name}, which is not ${what}`, remedy: oneOf(name, known) }];
  });
}

function peopleThere({ scenarios, personas }: Draft): Finding[] {
  const known = personas.people.map(({ id }) => id);
  const what = 'a person of personas.yaml';
  return scenarios.flatMap((scenario) => [
    ...unknown(scenario, ['persona'], { names: [scenario.persona], known, what }),
    ...unknown(scenario, ['before', 'actor', 'persona'], {
      names: scenario.before?.actor && [scenario.before.actor.persona],
      known: known.filter((id) => id !== scenario.persona),
      what: 'another person of personas.yaml',
    }),
    ...unknown(scenario, ['known'], {
      names: scenario.known,
      known: known.filter((id) => id !== scenario.persona),
      what: 'another person of personas.yaml',
    }),
  ]);
}

function servicesThere({ scenarios, services }: Draft): Finding[] {
  const known = [...services.keys()];
  return scenarios.flatMap((scenario) =>
    unknown(scenario, ['services'], { names: scenario.services, known, what: 'a service of services.yaml' }),
  );
}

function providersThere({ scenarios, providers }: Draft): Finding[] {
  const known = [...providers.values()].filter(forResidents).map(({ id }) => id);
  const what = 'an account that residents can choose';
  return scenarios.flatMap((scenario) => [
    ...unknown(scenario, ['providers'], { names: scenario.providers, known, what }),
    ...unknown(scenario, ['before', 'checked', 'account'], {
      names: scenario.before?.checked && [scenario.before.checked.account],
      known,
      what,
    }),
  ]);
}
