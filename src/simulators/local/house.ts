// The register's memory, and how an answer leaves it. Everything here is gone when the simulator stops.
// It must never answer a request twice: whoever answers has taken it off its shelf first.
import type { Response } from 'express';
import type { Personas } from '../../config/schema/personas.ts';
import { createFaultDesk } from '../kit/faults.ts';
import { createShelf } from '../kit/shelf.ts';
import { createRegister } from './accounts/register.ts';
import { type Answering, endsBadly, failureAnswer, goodAnswer, type SignedIn } from './answer.ts';
import {
  faults,
  type LocalFault,
  type LocalFaultOrder,
  type LocalTrouble,
  noTrouble,
  parseFaultOrder,
} from './faults.ts';
import { newId } from './messages.ts';
import { sendPosting } from './pages.ts';
import { accountsOf, homesOf } from './people.ts';
import { createRequestReader, type LoginRequest, type Waiting } from './requests.ts';
import { createOffice } from './second-factor/office.ts';
import { createServiceProviders, type ServiceProviderRecord } from './service-providers.ts';
import { makeKeyPair } from './sign.ts';

export interface LocalOptions {
  host: string;
  /** 0 takes a free port. */
  port: number;
  personas: Personas;
  serviceProviders: readonly ServiceProviderRecord[];
}

export type House = Awaited<ReturnType<typeof createHouse>>;

export async function createHouse(url: string, { personas, serviceProviders }: LocalOptions) {
  const find = createServiceProviders(serviceProviders);
  const keys = { current: await makeKeyPair('local'), next: await makeKeyPair('local') };
  const desk = createFaultDesk(noTrouble);
  const office = createOffice();
  return {
    url,
    issuer: `${url}/metadata`,
    accounts: accountsOf(personas),
    homes: homesOf(personas),
    keys,
    desk,
    office,
    register: createRegister(office),
    reader: createRequestReader(find),
    requests: createShelf<Waiting>(3600),
    order(next: LocalFault | LocalFaultOrder) {
      const order = parseFaultOrder(typeof next === 'string' ? { fault: next } : next);
      if (!order) throw new TypeError(`not a fault that this simulator knows; it knows ${faults.join(', ')}`);
      desk.put(order);
    },
    async rotateKeys() {
      keys.current = keys.next;
      keys.next = await makeKeyPair('local');
    },
  };
}

const answering = ({ issuer, keys }: House, request: LoginRequest, trouble: LocalTrouble): Answering => ({
  issuer,
  request,
  keys: keys.current,
  trouble,
});

/** Sends somebody back who did not get in. */
export function sendFailure(
  house: House,
  response: Response,
  {
    login,
    why,
    trouble = noTrouble,
  }: { login: Waiting; why: Parameters<typeof failureAnswer>[1]; trouble?: LocalTrouble },
): void {
  post(response, login, failureAnswer(answering(house, login, trouble), why));
}

/** Sends somebody back who did, with whatever was ordered to be wrong with it. */
export async function sendSuccess(
  house: House,
  response: Response,
  { login, trouble, ...signedIn }: SignedIn & { login: Waiting; trouble: LocalTrouble },
): Promise<void> {
  const { fault } = trouble;
  if (fault === 'rotated-keys') await house.rotateKeys();
  if (endsBadly(fault)) return sendFailure(house, response, { login, why: fault, trouble });
  const relayed = fault === 'wrong-state' ? { ...login, relayState: newId() } : login;
  post(response, relayed, await goodAnswer(answering(house, login, trouble), signedIn));
}

function post(response: Response, { acs, relayState, locale }: Waiting, xml: string): void {
  const fields = {
    SAMLResponse: Buffer.from(xml).toString('base64'),
    ...(relayState !== undefined && { RelayState: relayState }),
  };
  sendPosting(response, { action: acs, fields, locale });
}
