// The simulated provider with a crowd behind it instead of a list of people, in a process of its own. It is the simulator but for who its people are.
import type { Persona } from '../../../../src/config/schema/personas.ts';
import { centralDialect } from '../../../../src/simulators/central/dialect.ts';
import { addCentralRoutes } from '../../../../src/simulators/central/routes.ts';
import type { SimulatorOptions } from '../../../../src/simulators/kit/contract.ts';
import { startProvider } from '../../../../src/simulators/kit/provider.ts';
import { personaOf } from '../../../load/crowd.ts';
import { serveAs } from '../child.ts';

/** The first of the people is the model of the crowd, and the only one on the page. */
serveAs<SimulatorOptions>((options) => {
  const [model] = options.personas.people;
  if (!model) throw new Error('a crowd needs somebody to be like');
  const dialect = centralDialect(options);
  const find = (id: string): Persona | undefined => personaOf(id, model);
  return startProvider(
    {
      ...dialect,
      knows: (id) => find(id) !== undefined,
      judge: (attempt) =>
        dialect.judge({ ...attempt, personaId: find(attempt.personaId) ? model.id : attempt.personaId }),
      routes: (router, house) => addCentralRoutes(router, house, find),
    },
    options,
  );
});
