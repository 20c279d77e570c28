// Reads what somebody else answers, up to a limit, and asks once more where that is safe: used wherever the hub calls another machine. Pure.
// It must never hold more of an answer than it may be long, nor repeat what may have done something.

/** A body that has yet to come. */
export type Body = AsyncIterable<Uint8Array> | null;

/** The whole body; undefined for one of more bytes than `most`. */
export async function readLimited(body: Body, most: number): Promise<Buffer<ArrayBuffer> | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > most) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** What a body of JSON says; undefined for one that is longer, or no JSON. */
export async function readLimitedJson(response: Response, most: number): Promise<unknown> {
  const body = await readLimited(response.body, most);
  try {
    return JSON.parse(body?.toString('utf8') ?? '');
  } catch {
    return undefined;
  }
}

/** A gateway has nobody behind it, for now. */
const passing: readonly number[] = [502, 503, 504];

/**
 * Asks, and once more where the connection broke or a gateway had nobody. Only for what changes nothing when it is asked twice (RFC 9110,
 * section 9.2.2). `ask` reads the whole answer; both times go under `signal`, the one deadline.
 */
export async function onceMore<T extends { status: number }>(signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
  const first = await ask().catch((error: unknown) => {
    if (signal.aborted) throw error;
    return undefined;
  });
  return first && !passing.includes(first.status) ? first : ask();
}
