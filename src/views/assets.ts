// Serves what the pages load: the stylesheet, the script, the icon, and the organisations' logos. Everything comes from this host.
// It must never serve a file that is not one of those four kinds.

import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type NextFunction, type Response, Router } from 'express';
import { loadScript } from './script.ts';
import { loadStylesheet } from './stylesheet.ts';

const own = fileURLToPath(new URL('./assets/', import.meta.url));

/**
 * Router for `/assets/*`; mount it at the root. Logos come from `logos/` in the configuration folder.
 * What is not there falls through to the next handler.
 */
export function assetsRouter(configFolder: string): Router {
  const stylesheet = loadStylesheet();
  const script = loadScript();
  const router = Router();

  // Another version of the name is asked for while nodes are being replaced: the newest sheet serves, but is not kept.
  router.get(/^\/assets\/gatehouse\.[0-9a-f]{12}\.css$/, (request, response) => {
    const current = request.path === stylesheet.path;
    response.set('Cache-Control', current ? 'public, max-age=31536000, immutable' : 'no-store');
    response.type('css').send(stylesheet.text);
  });

  router.get(/^\/assets\/more-time\.[0-9a-f]{12}\.js$/, (request, response) => {
    const current = request.path === script.path;
    response.set('Cache-Control', current ? 'public, max-age=31536000, immutable' : 'no-store');
    response.type('js').send(script.text);
  });

  router.get('/assets/favicon.svg', (_request, response, next) => {
    sendPicture(response, { folder: own, name: 'favicon.svg', maxAge: '1d' }, next);
  });

  router.get('/assets/logos/:name', (request, response, next) => {
    const { name } = request.params;
    if (!/^[a-z0-9-]+\.(svg|png)$/.test(name)) return next();
    sendPicture(response, { folder: join(resolve(configFolder), 'logos'), name, maxAge: '1h' }, next);
  });

  return router;
}

interface Picture {
  folder: string;
  name: string;
  maxAge: string;
}

/** An SVG opened on its own is a document: the policy keeps it from running or loading anything. */
function sendPicture(response: Response, { folder, name, maxAge }: Picture, next: NextFunction): void {
  const headers = { 'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox" };
  response.sendFile(name, { root: folder, maxAge, headers }, (error) => {
    if (error && !response.headersSent) next();
  });
}
