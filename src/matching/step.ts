// The step that says who it is. A known account is its person; a new account is a new person: a link must be earned.
// It must never join two accounts by what they say about somebody.
import { randomBytes } from 'node:crypto';
import type { Json } from '../connectors/contract.ts';
import { HubError } from '../errors.ts';
import type { Life } from '../registry/life.ts';
import type { SignIn, SignIns } from '../signin/record.ts';
import type { Step } from '../signin/step.ts';
import type { Authentications, People } from '../store/contracts.ts';
import type { Recorder } from '../trail/events.ts';

export interface MatchingOptions {
  people: People;
  authentications: Authentications;
  signIns: SignIns;
  trail: Recorder;
  life: Pick<Life, 'mayRegister' | 'mayAnswer'>;
  /** How long a session may stand on one authentication, in seconds. */
  lifetime: number;
}

export function createMatching({ people, authentications, signIns, trail, life, lifetime }: MatchingOptions): Step {
  /** The provider's life has come to where it brings nobody new, or nobody: back to the choice. */
  async function refused(signIn: SignIn, provider: string, how: 'closed-to-new' | 'unavailable'): Promise<SignIn> {
    await trail({ event: 'person.refused', reference: signIn.reference, words: { provider, reason: how } });
    return signIns.change(signIn, ({ assertion: _unused, reached: _neither, ...before }) => ({
      ...before,
      attempts: [...before.attempts, { provider, how }],
    }));
  }

  return {
    name: 'matching',
    needed: (signIn) => signIn.reached !== undefined && signIn.authentication === undefined,
    async enter({ signIn }) {
      const { assertion, reached } = signIn;
      if (!assertion || !reached) throw new HubError('internal', { detail: 'matching before grading' });
      const { issuer, subject, provider } = assertion;
      // Switched off while the person was on the way from the callback.
      if (!life.mayAnswer(provider, signIn.service, reached.level))
        return { turn: 'on', signIn: await refused(signIn, provider, 'unavailable') };
      const found = await people.personOf({ issuer, subject, mayBeNew: life.mayRegister(provider) }, reached.level);
      if (!found) return { turn: 'on', signIn: await refused(signIn, provider, 'closed-to-new') };
      const { person, account, known } = found;
      const id = randomBytes(24).toString('base64url');
      const authentication = {
        id,
        person,
        account,
        provider,
        ...reached,
        authenticatedAt: assertion.authenticatedAt,
        methods: methodsOf(assertion.methods, reached.level.authenticator),
        attributes: assertion.attributes as unknown as Json,
        session: assertion.session ?? null,
      };
      await authentications.put(authentication, Math.floor(Date.now() / 1000) + lifetime);
      // What the account says is kept with the authentication from here on; the record needs it no more.
      const changed = await signIns.change(signIn, ({ assertion: _kept, ...before }) => ({
        ...before,
        person,
        authentication: id,
      }));
      await trail({
        event: known ? 'person.recognised' : 'person.new',
        reference: signIn.reference,
        person,
        account,
        words: { provider, rule: known ? 'known-account' : 'new-account' },
      });
      return { turn: 'on', signIn: changed };
    },
  };
}

/** Authentication methods (RFC 8176): the provider's own, else that there were several factors, where that is known. */
function methodsOf(said: readonly string[] | undefined, authenticator: string): readonly string[] {
  if (said && said.length > 0) return said;
  return authenticator === 'medium' || authenticator === 'high' ? ['mfa'] : [];
}
