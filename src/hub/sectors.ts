// Who has to know when a subject changes, out of the configuration. It must never count the hub's own pages: they know nobody by a subject.
import type { Service } from '../config/schema/services.ts';
import type { Sector } from '../store/matching-contracts.ts';

/** Organisations with their services. */
export function sectorsOf(services: Iterable<Service>): Sector[] {
  const found = new Map<string, Service[]>();
  for (const service of services)
    if (!service.own) found.set(service.organisation, [...(found.get(service.organisation) ?? []), service]);
  const ids = (some: readonly Service[]) => some.map(({ id }) => id);
  return [...found].map(([organisation, all]) => ({
    organisation,
    services: ids(all),
    told: ids(all.filter(({ securityEventUri }) => securityEventUri !== undefined)),
  }));
}
