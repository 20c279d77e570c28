// A service's own matcher: the hub asks whether the council knows a person, before it sends them. A reference for councils.
// It must never answer a question that the hub did not sign, that was meant for another address, or that is old or was answered before.
import { type FlattenedJWSInput, type FlattenedVerifyGetKey, flattenedVerify, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import { isKnown, type Resident } from './register.ts';

const held = z.object({ value: z.string() });
/** What this council reads of the message; the rest is left unread. */
const message = z.object({
  matchId: z.string().min(1),
  matchingDataset: z.object({
    surnames: z.array(held).optional(),
    firstName: held.optional(),
    dateOfBirth: held.optional(),
    addresses: z.array(z.object({ postCode: z.string().optional() })).optional(),
  }),
  cycle3Dataset: z.object({ attributes: z.record(z.string(), z.string()) }).optional(),
});

/** A question that is not to be answered. */
export class MatchRequestError extends Error {
  override readonly name = 'MatchRequestError';
}

/** How old a question may be, in seconds. */
const freshFor = 60;

export interface MatchAsked {
  body: Buffer;
  /** The header `Gatehouse-Signature`. */
  signature: string;
  /** This matcher's own address. */
  url: string;
  hubKeys: JWTVerifyGetKey;
}

/**
 * Makes the matcher of one register. It rejects with MatchRequestError, ZodError, SyntaxError or an error of jose for a question that is not
 * to be answered.
 */
export function createMatcher(residents: readonly Resident[]): (asked: MatchAsked) => Promise<'match' | 'no-match'> {
  const seen = new Map<string, number>();
  return async (asked) => {
    await checkSignature(asked);
    const { matchId, matchingDataset: data, cycle3Dataset } = message.parse(JSON.parse(asked.body.toString('utf8')));
    const now = Date.now() / 1000;
    for (const [id, until] of seen) if (until < now) seen.delete(id);
    if (seen.has(matchId)) throw new MatchRequestError('answered before');
    seen.set(matchId, now + 2 * freshFor);
    const surnames = data.surnames ?? (data.firstName ? [data.firstName] : []);
    const known = isKnown(residents, {
      surnames: surnames.map(({ value }) => value),
      birthDate: data.dateOfBirth?.value,
      postcodes: (data.addresses ?? []).flatMap(({ postCode }) => (postCode ? [postCode] : [])),
      councilTaxNumber: cycle3Dataset?.attributes.council_tax_number,
    });
    return known ? 'match' : 'no-match';
  };
}

/** A detached JWS (RFC 7515, appendix F): the body is put back where it belongs, and then it is verified like any other. */
async function checkSignature({ body, signature, url, hubKeys }: MatchAsked): Promise<void> {
  const [header = '', between, value = '', ...more] = signature.split('.');
  if (between !== '' || more.length > 0) throw new MatchRequestError('no detached signature');
  const jws: FlattenedJWSInput = { protected: header, payload: body.toString('base64url'), signature: value };
  const keys: FlattenedVerifyGetKey = (protectedHeader, token) => hubKeys({ alg: 'ES256', ...protectedHeader }, token);
  const { protectedHeader } = await flattenedVerify(jws, keys, { algorithms: ['ES256'] });
  if (protectedHeader?.url !== url) throw new MatchRequestError('meant for another address');
  const { iat } = protectedHeader;
  if (typeof iat !== 'number' || Math.abs(Date.now() / 1000 - iat) > freshFor) throw new MatchRequestError('not fresh');
}
