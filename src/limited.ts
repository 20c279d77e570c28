// Reads what somebody else answers, up to a limit: used wherever the hub calls another machine. Pure.
// It must never hold more of an answer than it may be long.

/** The whole body; undefined for one of more bytes than `most`. */
export async function readLimited(response: Response, most: number): Promise<Buffer<ArrayBuffer> | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > most) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** What a body of JSON says; undefined for one that is longer, or no JSON. */
export async function readLimitedJson(response: Response, most: number): Promise<unknown> {
  const body = await readLimited(response, most);
  try {
    return JSON.parse(body?.toString('utf8') ?? '');
  } catch {
    return undefined;
  }
}
