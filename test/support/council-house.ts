// The whole house with the demo council as its services: for journeys that begin and end on a council's page. It listens on free ports only.
import { freePort } from '../../src/commands/free-port.ts';
import { startCouncil } from '../../src/simulators/council/council.ts';
import { type House, type HouseOptions, startHouse } from './hub.ts';

export interface CouncilHouse {
  house: House;
  /** Address of the council, without a trailing slash. */
  council: string;
  close(): Promise<void>;
}

/** Starts both. `services`: the shipped services that are the council's. */
export async function startCouncilHouse(ids: readonly string[], options: HouseOptions = {}): Promise<CouncilHouse> {
  const port = await freePort('127.0.0.1');
  const url = `http://127.0.0.1:${port}`;
  const moved = ids.map((id) => [
    id,
    {
      home: `${url}/`,
      redirectUris: [`${url}/${id}/signed-in`],
      postLogoutRedirectUris: [`${url}/`],
      backchannelLogoutUri: `${url}/${id}/back-channel-logout`,
      ...options.services?.[id],
    },
  ]);
  const house = await startHouse({ ...options, services: { ...options.services, ...Object.fromEntries(moved) } });
  const council = await startCouncil({
    host: '127.0.0.1',
    port,
    hubIssuer: house.issuer,
    services: ids.flatMap((id) => house.config.services.get(id) ?? []),
    privateJwk: house.privateJwk,
  });
  return {
    house,
    council: council.url,
    async close() {
      await council.close();
      await house.close();
    },
  };
}
