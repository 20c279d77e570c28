// Fetches what a stranger's address names, without letting the address reach into the hub's own network.
// It must never connect to an address that it has not looked at, nor follow a redirect.
import { onceMore, readLimited } from '../../../limited.ts';
import { JourneyEnd } from '../../journey-end.ts';
import { isPrivateByNumber, publicFetch, refusal } from '../../public-address.ts';

const usualDeadlineMs = 10_000;
const largest = 2_000_000;

export interface Fetching {
  allowPrivateAddress: boolean;
  /** Instead of the network, in tests. */
  fetch?: typeof fetch | undefined;
  /** For everything together; 10 s where absent. */
  deadlineMs?: number;
}

/** The text at an address. Throws JourneyEnd: `unavailable` for no answer, `invalid` for an address or an answer that is not taken. */
export async function fetchText(url: string, fetching: Fetching): Promise<string> {
  const { status, body } = await ask(url, fetching, (response) => readLimited(response.body, largest));
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
  const target = new URL(url);
  if (!allowPrivateAddress && (target.protocol !== 'https:' || isPrivateByNumber(target)))
    throw new JourneyEnd('invalid', `metadata: not https, or ${refusal}`);
  const signal = AbortSignal.timeout(deadlineMs);
  const options = { redirect: 'manual', signal, headers: { 'user-agent': 'gatehouse' } } as const;
  const fetchIt = given ?? (allowPrivateAddress ? fetch : publicFetch);
  const once = async () => {
    const answer = await fetchIt(url, options);
    return { status: answer.status, body: await read(answer) };
  };
  try {
    return await onceMore(signal, once);
  } catch (error) {
    const cause = error instanceof Error ? (error.cause as Error | undefined)?.message : undefined;
    if (cause === refusal) throw new JourneyEnd('invalid', `metadata: ${refusal}`);
    throw new JourneyEnd('unavailable', 'metadata: no answer', error);
  }
}
