// Puts together what one request has to tell the trail, so that it is written once, before the request is answered.
// It must never lose what happened: an error on the way is thrown only after what came before it was written.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Happening, Recorder } from './events.ts';

export interface Gathering {
  /** Keeps what it is told within `gathered`; elsewhere writes at once. */
  trail: Recorder;
  /** Does the work, then writes what it told, in order, whether the work went well or not: durable when it settles. Rejects when either fails. */
  gathered<T>(work: () => Promise<T>): Promise<T>;
  /** Answers: within `gathered` when what was told is written, and not at all where that or the work failed; elsewhere at once. */
  whenTold(send: () => void): void;
}

/** Stands between the folders that tell and the trail. */
export function createGathering(trail: Recorder): Gathering {
  const requests = new AsyncLocalStorage<{ waiting: Happening[]; answers: (() => void)[] }>();
  return {
    async trail(...happenings) {
      const waiting = requests.getStore()?.waiting;
      if (waiting) waiting.push(...happenings);
      else await trail(...happenings);
    },
    async gathered(work) {
      const request = { waiting: [] as Happening[], answers: [] as (() => void)[] };
      const result = await requests.run(request, work).finally(async () => {
        if (request.waiting.length > 0) await trail(...request.waiting);
      });
      for (const send of request.answers) send();
      return result;
    },
    whenTold(send) {
      const answers = requests.getStore()?.answers;
      if (answers) answers.push(send);
      else send();
    },
  };
}
