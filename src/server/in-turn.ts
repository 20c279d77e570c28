// Handlers that every request passes, as one: a router would look for each of them whether it is meant.
// It must never go on after an error.
import type { NextFunction, Request, RequestHandler, Response } from 'express';

/** Whatever was thrown: it must not pass for no error. */
const nothing = () => new Error('nothing was thrown');

/** Calls them one after another, as a router does; what one throws, or rejects with, goes to `next`. */
export function inTurn(...handlers: readonly RequestHandler[]): RequestHandler {
  function call(at: number, request: Request, response: Response, next: NextFunction): void {
    const onwards: NextFunction = (error?: unknown) => {
      if (error || at === handlers.length - 1) next(error);
      else call(at + 1, request, response, next);
    };
    try {
      const done: unknown = handlers[at]?.(request, response, onwards);
      if (done instanceof Promise) done.catch((error) => next(error || nothing()));
    } catch (error) {
      next(error || nothing());
    }
  }
  return (request, response, next) => call(0, request, response, next);
}
