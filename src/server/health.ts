// For load balancers: `/health/live` says that the process answers, `/health/ready` that it can serve a sign-in.
// It answers on any host name and must never say more than a word, nor ask the database more than one thing at a time, however many ask it.
import express, { type Router } from 'express';

export interface HealthOptions {
  /** Rejects while something that a sign-in needs is gone. */
  ready(): Promise<void>;
  /** Nothing new is begun. */
  isFull(): boolean;
  /** This node is about to stop: send nobody new. */
  isStopping(): boolean;
}

export function healthRoutes({ ready, isFull, isStopping }: HealthOptions): Router {
  const router = express.Router();
  let asking: Promise<void> | undefined;
  const once = () => {
    asking ??= ready().finally(() => {
      asking = undefined;
    });
    return asking;
  };
  router.get('/health/live', (_request, response) => void response.json({ status: 'live' }));
  router.get('/health/ready', async (_request, response) => {
    const able = () =>
      once().then(
        () => (isFull() ? 'busy' : 'ready'),
        () => 'not-ready',
      );
    const status = isStopping() ? 'stopping' : await able();
    response.status(status === 'ready' ? 200 : 503).json({ status });
  });
  return router;
}
