import { expect } from 'chai';
import fc from 'fast-check';
import { HubError } from '../../src/errors.ts';
import { refusalOf, run, stepOf, submit } from '../../src/signin/dispatcher.ts';
import type { SignIn } from '../../src/signin/record.ts';
import type { Journey, Step, Turn } from '../../src/signin/step.ts';
import type { Page } from '../../src/views/pages.ts';

const signIn = (attributes: readonly string[] = []): SignIn => ({
  uid: 'uid',
  reference: 'BCDF-2345',
  service: 'parking-permit',
  language: 'en',
  asked: {} as SignIn['asked'],
  attributes,
  offline: false,
  askAgain: false,
  forceReauthentication: false,
  stepUp: false,
  attempts: [],
});

const journeyOf = (record: SignIn): Journey => ({ signIn: record, path: (name: string) => `/${name}` }) as Journey;
const home: Page = { page: 'home', issuer: 'http://localhost' };
const last: Step = {
  name: 'last',
  needed: () => true,
  enter: async () => ({ turn: 'leave', send: { kind: 'redirect', url: 'http://service' } }),
};

/** A step that is needed until its name stands in the record; `visible` ones show a page and wait for their form. */
function step(name: string, { visible, visits }: { visible: boolean; visits: string[] }): Step {
  const done = ({ signIn: before }: Journey): Turn => ({
    turn: 'on',
    signIn: { ...before, attributes: [...before.attributes, name] },
  });
  return {
    name,
    needed: ({ attributes }) => !attributes.includes(name),
    async enter(journey) {
      visits.push(name);
      return visible ? { turn: 'show', page: home } : done(journey);
    },
    ...(visible && { submit: async (journey: Journey) => done(journey) }),
  };
}

/** The error of a promise. */
const problem = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('signin/dispatcher', () => {
  it('goes through every needed step, in order, and stops at pages, whatever is visible and already done', async () => {
    const plan = fc.uniqueArray(
      fc.record({ name: fc.nat(50).map(String), visible: fc.boolean(), done: fc.boolean() }),
      {
        selector: ({ name }) => name,
        maxLength: 10,
      },
    );
    await fc.assert(
      fc.asyncProperty(plan, async (rows) => {
        const visits: string[] = [];
        const steps = [...rows.map((row) => step(row.name, { visible: row.visible, visits })), last];
        let journey = journeyOf(signIn(rows.filter(({ done }) => done).map(({ name }) => name)));
        let stand = await run(journey, steps);
        while (stand.turn.turn === 'show') {
          expect(stand.step).to.equal(stepOf(stand.journey.signIn, steps));
          journey = stand.journey;
          // A reload shows the same page and changes nothing.
          expect((await run(journey, steps)).journey.signIn).to.deep.equal(journey.signIn);
          stand = (await submit(journey, steps, {})) ?? expect.fail('a page without a form');
        }
        const order = [...new Set(visits)];
        expect(order).to.deep.equal(rows.filter(({ done }) => !done).map(({ name }) => name));
        expect(stand.turn).to.deep.equal({ turn: 'leave', send: { kind: 'redirect', url: 'http://service' } });
        expect(stand.step).to.equal(last);
      }),
    );
  });

  it('takes no form for a step without one', async () => {
    expect(await submit(journeyOf(signIn()), [last], {})).to.equal(undefined);
  });

  it('says so when no step is needed, and when two undo each other', async () => {
    expect(() => stepOf(signIn(), [])).to.throw(HubError, 'no step is needed');
    const circle: Step = { ...last, enter: async (journey) => ({ turn: 'on', signIn: journey.signIn }) };
    expect(await problem(run(journeyOf(signIn()), [circle]))).to.include({ code: 'internal' });
  });

  it('tells the service what giving up means', async () => {
    const showing = (page: Page): Step[] => [{ ...last, enter: async () => ({ turn: 'show', page }) }];
    const refusal = (page: Page) => refusalOf(journeyOf(signIn()), showing(page));
    expect(await refusal(home)).to.equal('access_denied');
    expect(await refusal({ page: 'stopped', reference: '' })).to.equal('unmet_authentication_requirements');
    expect(await refusal({ page: 'stopped', reference: '', allUnavailable: true })).to.equal('temporarily_unavailable');
  });
});
