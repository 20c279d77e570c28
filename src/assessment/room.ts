// `/staff/assessments`: assessors start an assessment, watch it, read its matrix cell by cell, compare it with an earlier one, and take it away.
// It must never show anything to anybody but assessors, nor start one where a second one runs.
import express from 'express';
import { HubError } from '../errors.ts';
import type { Vault } from '../store/contracts.ts';
import { type StartProblem, startProblems } from '../views/assessment-pages.ts';
import type { OwnPages } from '../views/own-pages.ts';
import type { At, StaffRoom } from '../views/staff-room.ts';
import { type ConductOptions, createConduct } from './conduct.ts';
import { download, picture, showCell, showRun } from './run-pages.ts';
import { type Kept, room, runOf, shownRun } from './runs.ts';

export interface AssessmentRoomOptions extends ConductOptions {
  vault: Pick<Vault, 'token'>;
}

export type RoomOptions = AssessmentRoomOptions & {
  pages: OwnPages;
  home: string;
  start: ReturnType<typeof createConduct>;
};
type Handler = (at: At, options: RoomOptions) => Promise<void>;

/** The room of the assessors. */
export function createAssessmentRoom(options: AssessmentRoomOptions): StaffRoom {
  const start = createConduct(options);
  return {
    name: 'assessments',
    path: room,
    role: 'assessor',
    routes({ pages, home, through }) {
      // One field for each scenario.
      const form = express.urlencoded({ extended: false, limit: '32kb', parameterLimit: 500 });
      const page = (handler: Handler) => through((at) => handler(at, { ...options, pages, home, start }));
      return express
        .Router()
        .get(room, page(list))
        .post(`${room}/start`, form, page(begin))
        .get(`${room}/:run`, page(showRun))
        .get(`${room}/:run/delete`, page(askToDelete))
        .post(`${room}/:run/delete`, form, page(remove))
        .get(`${room}/:run/:file`, page(download))
        .get(`${room}/:run/cells/:scenario/:service`, page(showCell))
        .get(`${room}/:run/cells/:scenario/:service/:way.png`, page(picture));
    },
  };
}

const list: Handler = (at, options) => showList(at, options);

async function showList(at: At, options: RoomOptions, wrong?: StartProblem): Promise<void> {
  const { pages, home, assessments, field } = options;
  const runs = await assessments.list();
  const busy = runs.some(({ state }) => state === 'running');
  pages.show(
    at,
    {
      page: 'staff-assessments',
      runs: runs.map(shownRun),
      ...(!busy && { start: pages.form(`${room}/start`, at.here) }),
      scenarios: field.scenarios.map(({ id, title, about }) => ({
        id,
        title: { en: title.en, cy: title.cy ?? title.en },
        about,
      })),
      ...(wrong && { wrong }),
      back: home,
    },
    wrong ? 400 : 200,
  );
}

const begin: Handler = async (at, options) => {
  const { pages, field, start, vault } = options;
  const fields = pages.fields(at, at.here);
  const chosen = field.scenarios.map(({ id }) => id).filter((id) => fields[`scenario-${id}`] !== undefined);
  if (chosen.length === 0) return showList(at, options, 'nobody');
  const started = await start(chosen, vault.token('trail:person', at.officer));
  if ('refused' in started)
    return showList(
      at,
      options,
      startProblems.find((one) => one === started.refused),
    );
  pages.redirect(at, `${room}/${started.id}?renew=1`);
};

const askToDelete: Handler = async (at, options) => {
  const { pages } = options;
  const { id, startedAt } = await runOf(at, options);
  const back = `${room}/${id}`;
  const form = pages.form(`${back}/delete`, at.here);
  pages.show(at, { page: 'staff-assessment-delete', since: startedAt * 1000, form, back });
};

const remove: Handler = async (at, options) => {
  const { pages, assessments, trail, vault } = options;
  pages.fields(at, at.here);
  const { id }: Kept = await runOf(at, options);
  if (!(await assessments.remove(id))) throw new HubError('not_found');
  await trail({ event: 'assessment.deleted', words: { by: vault.token('trail:person', at.officer), run: id } });
  pages.redirect(at, room);
};
