// Renders the council's pages. Templates get exactly what the type says, everything is escaped.
// It must never render what came in a URL, but the state of the person's own sign-in.
import { fileURLToPath } from 'node:url';
import nunjucks from 'nunjucks';
import type { Language } from '../../config/schema/common.ts';
import type { Service } from '../../config/schema/services.ts';
import type { Problem } from './problems.ts';
import type { Received } from './received.ts';
import type { RelyingParty } from './relying-party.ts';
import { cy } from './words/cy.ts';
import { en, type Words } from './words/en.ts';

export const words: Readonly<Record<Language, Words>> = { en, cy };

/** What every page knows. */
export interface Frame {
  language: Language;
  /** Path of this page up to `?` or `&`, for the language links. */
  path: string;
}

export type CouncilPage =
  | { page: 'home'; services: readonly Service[]; signedIn: readonly string[]; signedOut: boolean }
  | { page: 'help' }
  | {
      page: 'service';
      party: RelyingParty;
      who: string | undefined;
      isSignedIn: boolean;
      formToken: string | undefined;
    }
  | { page: 'received'; party: RelyingParty; received: Received; formToken: string }
  | { page: 'problem'; service: Service; reason: Problem }
  | { page: 'not-found' }
  | { page: 'failed' };

/** Makes the renderer; templates are read once. */
export function createPages(): (frame: Frame, page: CouncilPage) => string {
  const folder = fileURLToPath(new URL('./templates', import.meta.url));
  const environment = new nunjucks.Environment(new nunjucks.FileSystemLoader(folder), {
    autoescape: true,
    throwOnUndefined: true,
    trimBlocks: true,
    lstripBlocks: true,
  });
  return (frame, page) => {
    const w = words[frame.language];
    const about = (service: Service) => w.services[service.id] ?? w.other;
    return environment.render(`${page.page}.njk`, { ...frame, ...page, w, about });
  };
}
