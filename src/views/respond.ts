// Makes a page into an HTTP answer: the one place that sets a page's security policy, language and caching.
// It must never widen `form-action` beyond what the one page needs, and never let a page be cached or framed.
import type { ServerResponse } from 'node:http';
import { randomly } from '../random.ts';
import type { Frame, Page, Render } from './pages.ts';

export interface PageOptions {
  frame: Omit<Frame, 'nonce'>;
  page: Page;
  /** HTTP status; 200 when absent. */
  status?: number;
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export type Compose = (options: PageOptions) => Answer;

/** Binds the answering to the templates. */
export function createCompose(render: Render): Compose {
  return ({ frame, page, status = 200 }) => {
    const nonce = randomly(16).toString('base64');
    return {
      status,
      headers: {
        'Content-Type': 'text/html; charset=utf-8',
        'Content-Language': frame.language,
        'Content-Security-Policy': contentPolicy(nonce, {
          targets: formTargets(page),
          timed: frame.time !== undefined,
        }),
        'Cache-Control': 'no-store',
      },
      body: render({ ...frame, nonce }, page),
    };
  };
}

/** Sends an answer that was composed. */
export function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.end(body);
}

/** Origins that the form of a page leads to; undefined where the page has no form for another site. */
function formTargets(page: Page): readonly string[] | undefined {
  if (page.page !== 'leaving' || page.send.kind !== 'form') return undefined;
  return [...new Set([page.send.url, ...page.send.leadsTo].map((url) => new URL(url).origin))];
}

interface Widened {
  /** Origins of other sites to which the page's form goes. */
  targets?: readonly string[] | undefined;
  /** The page can be used for some time only, and has the script that warns. */
  timed?: boolean;
}

/**
 * Content Security Policy Level 3: the hub's own styles and images, forms to the hub itself, nothing else. A page whose form goes to
 * other sites may post there, and by the one script that carries the nonce. So may the script that gets more time, from the hub itself.
 */
export function contentPolicy(nonce?: string, { targets, timed = false }: Widened = {}): string {
  const ownScript = targets || timed ? `'nonce-${nonce}'` : "'none'";
  return [
    "default-src 'none'",
    `style-src 'self'${nonce ? ` 'nonce-${nonce}'` : ''}`,
    "img-src 'self'",
    `script-src ${nonce ? ownScript : "'self'"}`,
    ...(timed ? ["connect-src 'self'"] : []),
    `form-action ${targets?.join(' ') ?? "'self'"}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
