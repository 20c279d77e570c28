// Where journeys of a fuzz happen: the whole house over real HTTP, for as many runs as there are casts of people in it; then a new one.
// At the end of each house everything that was in flight has to be gone, and the audit chain has to hold.
import type { Service } from '../../../src/config/schema/services.ts';
import { backToNow } from '../../support/clock.ts';
import { type House, startHouse } from '../../support/hub.ts';
import { rawQuery } from '../../support/raw-database.ts';
import { type RelyingParty, relyingParty } from '../../support/relying-party.ts';
import { leavesNothing } from '../grammar/in-flight.ts';
import { castsOf, type Person } from './people.ts';

export interface World {
  house: House;
  parties: readonly { id: string; service: Service; party: RelyingParty }[];
  /** People whom no earlier run knew. Undefined when there are none left. */
  nextCast(): Person[] | undefined;
  /** No more is in flight than was begun, with so many requests more. Rejects with what does not hold. */
  isBounded(begun: number): Promise<void>;
  /** Lets everything expire: then nothing may be left. Rejects with what does not hold. */
  leavesNothing(): Promise<void>;
  close(): Promise<void>;
}

/** More people make the simulators' pages slower, fewer make more houses. */
const castsOfOne = 25;
const services = ['bin-collection', 'parking-permit', 'council-tax', 'othertown-bins'] as const;
/** What a journey leaves in flight, and what of it may be there for each request that began one. */
const inFlight: Readonly<Record<string, number>> = {
  sign_ins: 4,
  interactions: 4,
  pending_replies: 12,
  resume_codes: 4,
  authorization_codes: 2,
  pushed_authorization_requests: 1,
};

export async function openWorld(): Promise<World> {
  const { casts, personas } = castsOf(castsOfOne);
  const nowhere = 'http://127.0.0.1:1';
  const told = { backchannelLogoutUri: `${nowhere}/leave`, securityEventUri: `${nowhere}/events` };
  const at = (id: string): Partial<Service> => ({ redirectUris: [`${nowhere}/${id}/signed-in`], ...told });
  const house = await startHouse({
    personas,
    organisations: { othertown: {} },
    services: {
      'bin-collection': at('bin-collection'),
      'parking-permit': at('parking-permit'),
      // With something to see whose it is, whatever a provider checked.
      'council-tax': { ...at('council-tax'), attributes: ['given_name', 'address', 'email'] },
      'othertown-bins': { ...at('othertown-bins'), organisation: 'othertown' },
    },
  });
  let begun = 0;
  const parties: World['parties'][number][] = [];
  for (const id of services) {
    const service = house.config.services.get(id);
    if (service) parties.push({ id, service, party: await relyingParty(house, id) });
  }
  return {
    house,
    parties,
    nextCast: () => casts.shift(),
    async isBounded(more) {
      begun += more;
      const rows = await count(house, Object.keys(inFlight));
      for (const [table, most] of Object.entries(inFlight)) {
        const found = rows[table] ?? 0;
        if (found > most * begun) throw new Error(`${found} rows in ${table} after ${begun} requests`);
      }
    },
    async leavesNothing() {
      const { broken } = await house.hub.store.trail.verify();
      if (broken !== undefined) throw new Error(`the audit chain is broken: ${JSON.stringify(broken)}`);
      await leavesNothing(house);
    },
    async close() {
      backToNow();
      await house.close();
    },
  };
}

const settings = ({ config, masterKey }: House) => ({ masterKey, sqliteFile: config.hub.database });

async function count(house: House, tables: readonly string[]): Promise<Record<string, number>> {
  const columns = tables.map((table) => `(SELECT COUNT(*) FROM ${table}) AS ${table}`);
  const [row] = await rawQuery(settings(house), `SELECT ${columns.join(', ')}`);
  return row as Record<string, number>;
}
