// Before a node stops: load balancers hear that they should send nobody new, and each connection ends with its next answer.
// It must never turn a request away: whoever comes meanwhile is served.
import type { RequestHandler } from 'express';

export interface Draining {
  begin(): void;
  begun(): boolean;
  /** Lets each connection end with its answer, once it has begun. */
  letGo: RequestHandler;
}

export function createDraining(): Draining {
  let begun = false;
  return {
    begin() {
      begun = true;
    },
    begun: () => begun,
    letGo(_request, response, next) {
      if (begun) response.set('Connection', 'close');
      next();
    },
  };
}
