// For load balancers: `/health/live` says that the process answers, `/health/ready` that it can serve a sign-in.
// It answers on any host name and must never say more than a word.
import express, { type Router } from 'express';

/** `ready` rejects while something that a sign-in needs is gone; `isFull` says that nothing new is begun. */
export function healthRoutes(ready: () => Promise<void>, isFull: () => boolean): Router {
  const router = express.Router();
  router.get('/health/live', (_request, response) => void response.json({ status: 'live' }));
  router.get('/health/ready', async (_request, response) => {
    const status = await ready().then(
      () => (isFull() ? 'busy' : 'ready'),
      () => 'not-ready',
    );
    response.status(status === 'ready' ? 200 : 503).json({ status });
  });
  return router;
}
