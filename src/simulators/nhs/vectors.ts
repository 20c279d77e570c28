// NHS login's vectors of trust: only those registered for the client, in any order of their parts.
// The letters are NHS login's own: `Cm` is an asymmetric key here, and means something else at other providers.
import type { SimulatorClient } from '../kit/contract.ts';
import { jsonStrings } from '../kit/parameters.ts';
import { Refusal } from '../kit/refusal.ts';

const credentials = ['Cp', 'Cp.Cd', 'Cp.Ck', 'Cm'];

/** Every vector that a client can be registered for. P9 always has a second factor. */
export const allVectors: readonly string[] = ['P0', 'P5', 'P9'].flatMap((identity) =>
  credentials.filter((part) => identity !== 'P9' || part !== 'Cp').map((part) => `${identity}.${part}`),
);

/** What an absent `vtr` asks for: the highest there is. */
const defaultVectors = ['P9.Cp.Cd', 'P9.Cp.Ck', 'P9.Cm'];

/** The vectors of a `vtr` parameter in the order asked. Throws Refusal `invalid_request`. */
export function readVectors(vtr: string | undefined, client: SimulatorClient): string[] {
  const asked = vtr === undefined ? defaultVectors : jsonStrings('vtr', vtr).map(canonical);
  if (asked.length === 0) throw new Refusal('invalid_request', 'vtr is empty');
  const registered = client.vectors ?? allVectors;
  if (!asked.every((vector) => registered.includes(vector)))
    throw new Refusal('invalid_request', 'vtr holds a vector that is not registered for this client');
  return [...new Set(asked)];
}

const partOrder = ['P0', 'P5', 'P9', 'Cp', 'Cd', 'Ck', 'Cm'];

function canonical(vector: string): string {
  return vector
    .split('.')
    .sort((a, b) => partOrder.indexOf(a) - partOrder.indexOf(b))
    .join('.');
}

/** The P part of a vector. */
export const proofing = (vector: string): string => vector.slice(0, 2);
