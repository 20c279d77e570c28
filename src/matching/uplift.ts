// What happens to a known account's link when it proves something: raised, or left as it was with a case for an officer.
// It must never let a level through that the link does not carry, nor open a second case where one is open.
import { chained, type Level } from '../assurance/level.ts';
import type { Assertion, Json } from '../connectors/contract.ts';
import { newReference, type SignIn } from '../signin/record.ts';
import type { Link } from '../store/account-contracts.ts';
import type { Cases, People } from '../store/contracts.ts';
import type { Recorder } from '../trail/events.ts';
import { type Details, identityDetails, judgeRise, provenByOthers } from './continuity.ts';

export interface UpliftOptions {
  people: Pick<People, 'relink' | 'accountsOf'>;
  cases: Pick<Cases, 'open'>;
  trail: Recorder;
}

/** An account, whose person it is, and what it proves now. */
export interface Proof {
  account: string;
  person: string;
  known: boolean;
  /** What its link stands on. */
  link: Link;
  now: Link;
  /** Whom an officer has checked to stand behind it. */
  checked?: Details;
}

export interface Served {
  level: Level;
  /** Reference of the officer's case, where the account spoke of somebody else than before. */
  contradicted?: string;
}

/** Holds what an account proves now against what its link stands on (assurance model, uplift attack). */
export async function continued(proof: Proof, signIn: SignIn, options: UpliftOptions): Promise<Served> {
  const { people, cases, trail } = options;
  const { account, person, link, now } = proof;
  const seconds = Math.floor(Date.now() / 1000);
  if (!proof.known) return { level: chained([now], seconds) };
  const verdict = judgeRise(link, now, await provenBeside(proof, people));
  const level = chained([now, { level: { identity: verdict.identity, authenticator: 'high' } }], seconds);
  if (verdict.kind === 'same') {
    if (verdict.raise) {
      await people.relink(account, now);
      const words = { level: `${now.level.identity}/${now.level.authenticator}` };
      await trail({ event: 'link.raised', reference: signIn.reference, person, account, words });
    }
    return { level };
  }
  const { stamp: _table, ...content } = now;
  const reference = await cases.open({
    reference: newReference(),
    kind: 'continuity',
    account,
    content: {
      person,
      provider: signIn.assertion?.provider ?? '',
      before: { ...link },
      now: content,
    } as unknown as Json,
  });
  await trail({
    event: 'link.contradicted',
    reference: signIn.reference,
    person,
    account,
    words: { provider: signIn.assertion?.provider ?? '', case: reference },
  });
  return { level, contradicted: reference };
}

/** What the person's other accounts have proven: an account that proves something for the first time has to continue one of them. */
async function provenBeside(
  { account, person, link, now, checked }: Proof,
  people: Pick<People, 'accountsOf'>,
): Promise<Details[]> {
  if (link.level.identity !== 'none' || now.level.identity === 'none') return [];
  return [...(checked ? [checked] : []), ...provenByOthers(account, await people.accountsOf(person))];
}

/** Who the provider has proven the person to be; nothing where it proved no identity. */
export function detailsOf({ attributes }: Pick<Assertion, 'attributes'>, { identity }: Level): Details {
  if (identity === 'none') return {};
  const values = identityDetails.map((name) => [name, attributes[name]?.value] as const);
  return Object.fromEntries(values.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
