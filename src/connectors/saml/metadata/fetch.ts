// Fetches what a stranger's address names, without letting the address reach into the hub's own network.
// It must never connect to an address that it has not looked at, nor follow a redirect.
import { lookup } from 'node:dns';
import { BlockList, isIP } from 'node:net';
import { Agent, fetch as fetchWith } from 'undici';
import { onceMore, readLimited } from '../../../limited.ts';
import { JourneyEnd } from '../../journey-end.ts';

const usualDeadlineMs = 10_000;
const largest = 2_000_000;

const closed = new BlockList();
// IANA special-purpose registries (RFC 6890): whatever is not for everybody.
const closedV4 = ['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12']
  .concat(['192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24'])
  .concat(['203.0.113.0/24', '224.0.0.0/3']);
const closedV6 = [
  '::/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
].concat(['fc00::/7', 'fe80::/9', 'ff00::/8']);
for (const range of closedV4) addRange(range, 'ipv4');
for (const range of closedV6) addRange(range, 'ipv6');

function addRange(range: string, family: 'ipv4' | 'ipv6'): void {
  const [address = '', length] = range.split('/');
  closed.addSubnet(address, Number(length), family);
}

/** Whether an address belongs to everybody's internet. */
export function isPublic(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return isPublic(mapped);
  const family = isIP(address);
  if (family === 6 && /^::ffff:/i.test(address)) return false;
  return family !== 0 && !closed.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

const refusal = 'an address of a private network';

/** Resolves a name, and fails when any of its addresses is not public: the one that is checked is the one that is connected to. */
const publicLookup: typeof lookup = ((host: string, options: object, callback: (...given: unknown[]) => void) => {
  lookup(host, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error);
    if (addresses.length === 0 || !addresses.every(({ address }) => isPublic(address)))
      return callback(new Error(refusal));
    const [first] = addresses;
    if ('all' in options && options.all) callback(null, addresses);
    else callback(null, first?.address, first?.family);
  });
}) as typeof lookup;

const agent = new Agent({ connect: { lookup: publicLookup } });

export interface Fetching {
  allowPrivateAddress: boolean;
  /** Instead of the network, in tests. */
  fetch?: typeof fetch | undefined;
  /** For everything together; 10 s where absent. */
  deadlineMs?: number;
}

/** The text at an address. Throws JourneyEnd: `unavailable` for no answer, `invalid` for an address or an answer that is not taken. */
export async function fetchText(url: string, fetching: Fetching): Promise<string> {
  const { status, body } = await ask(url, fetching, (response) => readLimited(response, largest));
  if (status !== 200) throw new JourneyEnd('unavailable', `metadata: answered with status ${status}`);
  if (!body) throw new JourneyEnd('invalid', 'metadata: too long');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw new JourneyEnd('invalid', 'metadata: not UTF-8');
  }
}

/** The status with which an address answers, whatever it says. Throws JourneyEnd as `fetchText` does. */
export async function statusAt(url: string, fetching: Fetching): Promise<number> {
  const { status } = await ask(url, fetching, async (response) => response.body?.cancel());
  return status;
}

/** Asks, and reads what `read` takes of the answer; both go under one deadline. */
async function ask<T>(url: string, fetching: Fetching, read: (response: Response) => Promise<T>) {
  const { allowPrivateAddress, fetch: given, deadlineMs = usualDeadlineMs } = fetching;
  const { protocol, hostname } = new URL(url);
  const literal = hostname.replace(/^\[|\]$/g, '');
  if (!allowPrivateAddress && (protocol !== 'https:' || (isIP(literal) !== 0 && !isPublic(literal))))
    throw new JourneyEnd('invalid', `metadata: not https, or ${refusal}`);
  const signal = AbortSignal.timeout(deadlineMs);
  const options = { redirect: 'manual', signal, headers: { 'user-agent': 'gatehouse' } } as const;
  const dispatcher = allowPrivateAddress ? undefined : agent;
  const once = async () => {
    const answer = await (given?.(url, options) ?? fetchWith(url, { ...options, ...(dispatcher && { dispatcher }) }));
    return { status: answer.status, body: await read(answer as Response) };
  };
  try {
    return await onceMore(signal, once);
  } catch (error) {
    const cause = error instanceof Error ? (error.cause as Error | undefined)?.message : undefined;
    if (cause === refusal) throw new JourneyEnd('invalid', `metadata: ${refusal}`);
    throw new JourneyEnd('unavailable', 'metadata: no answer', error);
  }
}
