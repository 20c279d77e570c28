// What the hub relies on from a connector, whatever its protocol: every connector runs this against a real provider.
// It knows the contract and nothing else; how to walk through a provider and make it go wrong is the rig's part.
import { expect } from 'chai';
import fc from 'fast-check';
import type { Ask, Assertion, Connector, Json, Outcome, Reply, Send } from '../../src/connectors/contract.ts';
import { HubError } from '../../src/errors.ts';
import { anAsk, aSignOut, callback, type Outage, replyAt, signedOut } from './rig.ts';

/** A provider that runs, and a fresh connector to it. */
export interface Rig {
  connector: Connector;
  /** Takes the browser to the provider and signs the person in; what the callback would receive. */
  walk(send: Send): Promise<Reply>;
  /** Makes the next sign-in go wrong. */
  fault(name: string): void;
  outage: Outage;
  close(): Promise<void>;
}

export interface Conformance {
  name: string;
  /** Called for every test: a fresh connector each time, the provider may be kept. */
  rig(): Promise<Rig>;
  /** Asks for a level and attributes that the person has. */
  ask: Partial<Ask>;
  expected: Pick<Assertion, 'says' | 'attributes'>;
  /** What each fault of the provider has to end in. */
  faults: Readonly<Record<string, Outcome['kind']>>;
  /** Paths whose loss has to end in `unavailable`, and those that may be lost once they were fetched. */
  paths: { needed: Readonly<Record<string, RegExp>>; published: RegExp };
  signsOut: boolean;
}

/** Registers the suite. */
export function itConforms({ name, ask, expected, faults, paths, signsOut, rig: createRig }: Conformance): void {
  describe(`${name} keeps the connector's contract`, () => {
    let rig: Rig;
    beforeEach(async () => {
      rig = await createRig();
    });
    afterEach(() => rig.close());

    const begin = async () => {
      const { send, memo } = await rig.connector.start(anAsk(ask));
      return { send, memo: JSON.parse(JSON.stringify(memo)) as Json };
    };
    const journey = async (): Promise<Outcome> => {
      const { send, memo } = await begin();
      return rig.connector.finish(await rig.walk(send), memo);
    };
    const signIn = async (): Promise<Assertion> => {
      const outcome = await journey();
      if (outcome.kind !== 'authenticated') throw new Error(`${outcome.kind}: ${outcome.detail}`);
      return outcome.assertion;
    };
    const personal = Object.values(expected.attributes).flatMap(({ value }) =>
      typeof value === 'string' ? value : Object.values(value),
    );
    const expectEnd = (outcome: Outcome, kind: Outcome['kind']): void => {
      expect(outcome.kind, 'detail' in outcome ? outcome.detail : 'no detail').to.equal(kind);
      if (outcome.kind === 'authenticated') return;
      expect(outcome.detail).not.to.equal('');
      for (const value of personal) expect(outcome.detail).not.to.include(value);
    };

    it('brings the person back, with a memo that went through JSON', async () => {
      const before = Math.floor(Date.now() / 1000) - 1;
      const assertion = await signIn();
      expect(assertion).to.deep.include({ says: expected.says, attributes: expected.attributes });
      expect(assertion.subject).not.to.equal('');
      expect(assertion.authenticatedAt).to.be.within(before, Math.floor(Date.now() / 1000) + 1);
    });

    it('knows the person again', async () => {
      const [first, second] = [await signIn(), await signIn()];
      expect(second).to.include({ provider: first.provider, issuer: first.issuer, subject: first.subject });
    });

    it('sends the callback URL and state that it was given, and nothing of the memo but what has to go', async () => {
      const asked = anAsk(ask);
      const { send } = await rig.connector.start(asked);
      const reply = await rig.walk(send);
      expect(reply.url.startsWith(callback)).to.equal(true);
      expect(`${reply.url} ${JSON.stringify(reply.fields)}`).to.include(asked.state);
    });

    for (const [fault, kind] of Object.entries(faults)) {
      it(`ends ${fault} in ${kind}`, async () => {
        await signIn();
        rig.fault(fault);
        expectEnd(await journey(), kind);
      });
    }

    it('refuses an answer that was used', async () => {
      const { send, memo } = await begin();
      const reply = await rig.walk(send);
      expectEnd(await rig.connector.finish(reply, memo), 'authenticated');
      expectEnd(await rig.connector.finish(reply, memo), 'invalid');
    });

    it('refuses the answer of another journey', async () => {
      const [mine, other] = [await begin(), await begin()];
      expectEnd(await rig.connector.finish(await rig.walk(other.send), mine.memo), 'invalid');
    });

    it('refuses a memo that is none, or whose values were exchanged', async () => {
      const [mine, other] = [await begin(), await begin()];
      const reply = await rig.walk(mine.send);
      for (const memo of [null, {}, 'x', [1]] as Json[]) expectEnd(await rig.connector.finish(reply, memo), 'invalid');
      expectEnd(await rig.connector.finish(reply, other.memo), 'invalid');
    });

    it('never throws and never believes for any query', async () => {
      const { memo } = await begin();
      const query = fc.dictionary(fc.constantFrom('code', 'state', 'iss', 'error', 'SAMLResponse', 'x'), fc.string());
      await fc.assert(
        fc.asyncProperty(query, async (pairs) => {
          const reply = replyAt(`${callback}?${new URLSearchParams(pairs)}`);
          expect((await rig.connector.finish(reply, memo)).kind).not.to.equal('authenticated');
        }),
        { numRuns: 50 },
      );
    });

    for (const [what, path] of Object.entries(paths.needed)) {
      it(`is unavailable without ${what}, and recovers`, async () => {
        const { send, memo } = await begin();
        const reply = await rig.walk(send);
        rig.outage.of(path);
        expectEnd(await rig.connector.finish(reply, memo), 'unavailable');
        rig.outage.of(undefined);
        await signIn();
      });
    }

    it('starts nothing while it knows nothing of a provider that is down', async () => {
      rig.outage.of(/./);
      const error: unknown = await rig.connector.start(anAsk(ask)).catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(HubError).and.include({ code: 'provider_unavailable' });
      expect(await rig.connector.probe?.()).to.include({ up: false });
      rig.outage.of(undefined);
      await signIn();
      expect(await rig.connector.probe?.()).to.include({ up: true });
    });

    it('goes on with stale copies while what the provider publishes is lost', async () => {
      const first = await signIn();
      rig.outage.of(paths.published);
      expect((await signIn()).subject).to.equal(first.subject);
    });

    it(signsOut ? 'has a way to end the session' : 'has no way to end the session', async () => {
      const { session = null } = await signIn();
      const leaving = aSignOut();
      const url = await rig.connector.signOut?.(session, leaving);
      expect(await rig.connector.signOut?.(null, leaving)).to.equal(undefined);
      expect(url !== undefined).to.equal(signsOut);
      if (url === undefined) return;
      const answer = await fetch(url, { redirect: 'manual', headers: { 'user-agent': 'a browser' } });
      const back = new URL(answer.headers.get('location') ?? '');
      expect(`${back.origin}${back.pathname}`).to.equal(signedOut);
      expect([...back.searchParams.values()]).to.include(leaving.state);
    });
  });
}
