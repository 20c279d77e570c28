// `/staff/matching`: accounts that officers have to look at. A case is masked until an officer opens it with a reason; every view is in the trail.
// It must never show anything to anybody without the role, nor more of a case than its officer has opened.
import express from 'express';
import { HubError } from '../errors.ts';
import type { Cases } from '../store/contracts.ts';
import { type Happening, pseudonymOf } from '../trail/events.ts';
import type { OwnPages } from '../views/own-pages.ts';
import { type CandidateShown, type CaseDone, caseDone, openingReasons } from '../views/staff-pages.ts';
import type { At, StaffRoom } from '../views/staff-room.ts';
import {
  asContent,
  asMatchCase,
  type CaseDecision,
  isOpenFor,
  type MatchCase,
  openedFor,
  weigh,
} from './match-case.ts';
import { type SettleOptions, settle } from './settle.ts';
import { accountToShow, type SidesOptions, sideOf } from './sides.ts';
import { waterfallOf } from './waterfall.ts';

export interface QueueOptions extends SettleOptions, SidesOptions {
  people: SettleOptions['people'];
  cases: Cases;
  /** How many people there could be (matching.yaml). */
  population: number;
}

type Options = QueueOptions & { pages: OwnPages; home: string };
type Handler = (at: At, options: Options) => Promise<void>;

const queue = '/staff/matching';
/** Seconds that a case stays open for an officer. */
const openFor = 900;

const seconds = () => Math.floor(Date.now() / 1000);

const openCases = async (cases: Cases): Promise<MatchCase[]> =>
  (await cases.list()).flatMap((one) => asMatchCase(one) ?? []);

/** The room of the cases that matching leaves to officers. */
export function createQueue(options: QueueOptions): StaffRoom {
  return {
    name: 'matching',
    path: queue,
    role: 'officer',
    waiting: async () => (await openCases(options.cases)).length,
    routes({ pages, home, through }) {
      const form = express.urlencoded({ extended: false, limit: '8kb', parameterLimit: 5 });
      const page = (handler: Handler) => through((at) => handler(at, { ...options, pages, home }));
      return express
        .Router()
        .get(queue, page(list))
        .get(
          `${queue}/:reference`,
          page((at, all) => view(at, all)),
        )
        .post(`${queue}/:reference/open`, form, page(open))
        .post(`${queue}/:reference/decide`, form, page(decide));
    },
  };
}

const list: Handler = async (at, { pages, home, cases, trail, vault }) => {
  const open = await openCases(cases);
  await trail({ event: 'case.listed', words: { by: pseudonymOf(at.officer, vault), cases: open.length } });
  const done = caseDone.find((one): one is CaseDone => one === at.request.query.done);
  pages.show(at, {
    page: 'staff-cases',
    cases: open.map(({ reference, openedAt, content }) => ({
      reference,
      path: `${queue}/${reference}`,
      since: openedAt * 1000,
      reason: content.reason,
      fourEyes: content.fourEyes,
      proposed: content.proposal !== undefined,
    })),
    ...(done && { done }),
    back: home,
  });
};

/** @throws HubError `not_found` where it is closed, or never was */
async function caseOf({ request }: At, { cases }: Options): Promise<MatchCase> {
  const found = asMatchCase(await cases.find(String(request.params.reference)));
  if (!found) throw new HubError('not_found');
  return found;
}

const letterOf = (at: number): string => String.fromCharCode(65 + at);

/** Everybody who may be meant; what is kept of them only where the case is open. */
async function candidatesOf({ content }: MatchCase, open: boolean, options: Options): Promise<CandidateShown[]> {
  const { isBlocked, population } = options;
  return Promise.all(
    content.persons.map(async (person, at) => {
      const compared = content.findings?.candidates.find((one) => one.person === person);
      const account = open ? await accountToShow(person, compared?.account, options) : undefined;
      return {
        letter: letterOf(at),
        held: isBlocked(person) || isBlocked(person, 'hold'),
        ...(compared && { waterfall: waterfallOf(compared, population) }),
        ...(account && { side: await sideOf(account, options) }),
      };
    }),
  );
}

/** Whom the trail has to name when somebody looks: nobody while nothing is shown of them. */
function viewed(case_: MatchCase, officer: string, open: boolean): Happening[] {
  const words = { case: case_.reference, by: officer, masked: !open };
  const concerned = open ? [case_.content.person, ...case_.content.persons] : [undefined];
  return concerned.map((person) => ({
    event: 'case.viewed',
    reference: case_.reference,
    ...(person && { person }),
    words,
  }));
}

async function view(at: At, options: Options, wrong = false): Promise<void> {
  const { pages, people, trail, vault } = options;
  const case_ = await caseOf(at, options);
  const { reference, content } = case_;
  const open = isOpenFor(case_, at.officer, seconds());
  const account = open ? await people.find(case_.account) : undefined;
  await trail(...viewed(case_, pseudonymOf(at.officer, vault), open));
  const { proposal } = content;
  pages.show(
    at,
    {
      page: 'staff-case',
      reference,
      reason: content.reason,
      fourEyes: content.fourEyes,
      proposed: proposal && (proposal.by === at.officer ? 'by-you' : 'by-another'),
      candidates: await candidatesOf(case_, open, options),
      ...(account && { account: await sideOf(account, options) }),
      form: pages.form(`${queue}/${reference}/${account ? 'decide' : 'open'}`, at.here),
      wrong,
      back: queue,
    },
    wrong ? 400 : 200,
  );
}

const open: Handler = async (at, options) => {
  const { pages, cases, trail, vault } = options;
  const { reason } = pages.fields(at, at.here);
  const case_ = await caseOf(at, options);
  const named = openingReasons.find((one) => one === reason);
  if (!named) return view(at, options, true);
  const now = seconds();
  await cases.update(case_.reference, asContent(openedFor(case_, at.officer, { now, until: now + openFor })));
  const words = { by: pseudonymOf(at.officer, vault), reason: named };
  await trail({ event: 'case.opened', reference: case_.reference, person: case_.content.person, words });
  pages.redirect(at, `${queue}/${case_.reference}`);
};

/** What the form says: `apart`, `ask`, or `link-` and the letter of somebody. */
function decisionIn(choice: string | undefined, { content }: MatchCase): CaseDecision | undefined {
  if (choice === 'apart' || choice === 'ask') return { kind: choice };
  const person = content.persons.find((_, at) => choice === `link-${letterOf(at)}`);
  return person === undefined ? undefined : { kind: 'link', person };
}

const decide: Handler = async (at, options) => {
  const { pages, cases, trail, vault } = options;
  const fields = pages.fields(at, at.here);
  const case_ = await caseOf(at, options);
  // Nobody decides on what they have not seen, or saw too long ago.
  if (!isOpenFor(case_, at.officer, seconds())) return pages.redirect(at, `${queue}/${case_.reference}`);
  const decision = decisionIn(fields.decision, case_);
  if (!decision) return view(at, options, true);
  const weighed = weigh(case_, at.officer, decision);
  if (weighed.kind === 'decided') {
    const done = await settle(case_, decision, { officer: at.officer, options });
    return pages.redirect(at, `${queue}?done=${done}`);
  }
  await cases.update(case_.reference, asContent(weighed.content));
  const words = { by: pseudonymOf(at.officer, vault), decision: decision.kind, outcome: weighed.kind };
  await trail({ event: 'case.proposed', reference: case_.reference, person: case_.content.person, words });
  pages.redirect(at, `${queue}?done=${weighed.kind}`);
};
