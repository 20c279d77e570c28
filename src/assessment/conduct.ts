// Conducts an assessment inside the hub, beside its other work, and keeps what it finds in the store.
// What walks is loaded with the first assessment, for most hubs never make one.
// It must never go on when it is no longer wanted, nor let what goes wrong in it reach anything else.
import { AsyncResource } from 'node:async_hooks';
import type { Log } from '../log.ts';
import type { Assessments } from '../store/assessment-contracts.ts';
import type { Recorder } from '../trail/events.ts';
import type { Field } from './field.ts';
import { type KeptPage, pageName } from './kept-page.ts';

export interface ConductOptions {
  field: Field;
  assessments: Assessments;
  version: string;
  trail: Recorder;
  log: Log;
}

export type Started = { id: string } | { refused: 'runs' | 'not-simulated' };

/** Returns how to start one: it resolves when it runs. `by`: the assessor as the trail names them. */
export function createConduct(options: ConductOptions): (scenarios: readonly string[], by: string) => Promise<Started> {
  const { assessments, field, trail, log } = options;
  // Outside of any request: what it tells the trail is not that of the request that started it.
  const beside = new AsyncResource('assessment');
  return async (scenarios, by) => {
    try {
      const { lookAround } = await import('./ground.ts');
      await lookAround(field);
    } catch (error) {
      log.warn({ error }, 'no assessment can be made here');
      return { refused: 'not-simulated' };
    }
    const id = await assessments.begin();
    if (id === undefined) return { refused: 'runs' };
    await trail({ event: 'assessment.started', words: { by, run: id, scenarios: scenarios.length } });
    beside.runInAsyncScope(() => void conduct(id, scenarios, options));
    return { id };
  };
}

async function conduct(id: string, scenarios: readonly string[], options: ConductOptions): Promise<void> {
  const { field, assessments, version, trail, log } = options;
  try {
    const { assess } = await import('./run.ts');
    const report = await assess({
      field,
      scenarios,
      version,
      async progress({ done, all }) {
        if (!(await assessments.beat(id, { done, all }))) throw new Error('it is no longer wanted');
      },
      keep: (of, { url, body: html }) => assessments.keepPage(id, pageName(of), { url, html } satisfies KeptPage),
    });
    const gotIn = report.cells.filter(({ outcome }) => outcome === 'in').length;
    // By way of JSON: what is undefined is left out.
    await assessments.end(id, { report: JSON.parse(JSON.stringify(report)), cells: report.cells.length, gotIn });
    await trail({ event: 'assessment.ended', words: { run: id, cells: report.cells.length, gotIn } });
  } catch (error) {
    log.warn({ error }, 'an assessment stopped before its end');
    await assessments.end(id).catch(() => undefined);
  }
}
