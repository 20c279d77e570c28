// The internet without the hub's own network: what a stranger's address may lead to. For connectors.
// It must never let through an address that it has not looked at.
import { lookup } from 'node:dns';
import { BlockList, isIP } from 'node:net';
import { Agent, fetch } from 'undici';

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

/** What a refused connection ends with. */
export const refusal = 'an address of a private network';

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

/** Connects to public addresses only. */
export const publicOnly = new Agent({ connect: { lookup: publicLookup } });

/** Asks at public addresses only. */
export const publicFetch = ((url: string, options: object) =>
  fetch(url, { ...options, dispatcher: publicOnly })) as unknown as typeof globalThis.fetch;

/** Whether a URL's host is an address of a private network, by number. A name is looked at when it is connected to. */
export function isPrivateByNumber({ hostname }: URL): boolean {
  const literal = hostname.replace(/^\[|\]$/g, '');
  return isIP(literal) !== 0 && !isPublic(literal);
}
