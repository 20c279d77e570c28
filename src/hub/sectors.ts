// Who has to know when a subject changes, out of the configuration. It must never count the hub's own pages: they know nobody by a subject.
import type { Service } from '../config/schema/services.ts';
import type { Sector } from '../store/matching-contracts.ts';

/** Organisations with their services. */
export function sectorsOf(services: Iterable<Service>): Sector[] {
  const found = new Map<string, string[]>();
  for (const { id, organisation, own } of services)
    if (!own) found.set(organisation, [...(found.get(organisation) ?? []), id]);
  return [...found].map(([organisation, ids]) => ({ organisation, services: ids }));
}
