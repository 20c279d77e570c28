// `/assurance`: what every account's words are worth, for those who build services and for assessors; every `acr` address leads here, too.
// It shows configuration only. It must never show anything of a person.
import type { RequestHandler } from 'express';
import type { Acr } from '../assurance/acr.ts';
import { askedByDefault, explain, type TableRow, tableOf } from '../assurance/explain.ts';
import type { AssuranceConfig } from '../config/schema/assurance.ts';
import type { IdentityProvider } from '../config/schema/identity-providers.ts';
import type { Service } from '../config/schema/services.ts';
import { otherLanguageLink, pageLanguage } from '../views/language.ts';
import type { Page } from '../views/pages.ts';
import { type Compose, send } from '../views/respond.ts';

export interface AssurancePageOptions {
  issuer: string;
  assurance: AssuranceConfig;
  acr: Acr;
  providers: ReadonlyMap<string, IdentityProvider>;
  services: ReadonlyMap<string, Service>;
  compose: Compose;
}

type AssurancePage = Extract<Page, { page: 'assurance' }>;

export function createAssurancePage(options: AssurancePageOptions): RequestHandler {
  const { issuer, assurance, acr, providers, compose } = options;
  return (request, response) => {
    const url = new URL(request.originalUrl, issuer);
    const language = pageLanguage(request, url);
    const offered = [...providers.values()].filter(({ enabled, visible }) => enabled && visible);
    const question = questionOf(url.searchParams, options);
    const page: AssurancePage = {
      page: 'assurance',
      providers: offered.map((provider) => ({
        name: provider.name,
        rows: tableOf(provider, assurance, acr).map(shown),
      })),
      ...(question && { question }),
    };
    send(response, compose({ frame: { language, otherLanguage: otherLanguageLink(url, language) }, page }));
  };
}

const shown = ({ qualifiers, ...row }: TableRow) => ({ ...row, qualifiers: qualifiers.map((kind) => ({ kind })) });

/** The answer to a question in the address: `service`, `provider` and `says`. */
function questionOf(query: URLSearchParams, options: AssurancePageOptions): AssurancePage['question'] {
  const [service, provider, says] = ['service', 'provider', 'says'].map((name) => query.get(name)?.trim() ?? '');
  if (service === undefined || provider === undefined || says === undefined || !(service || provider || says))
    return undefined;
  const asking = options.services.get(service);
  const answering = options.providers.get(provider);
  if (!asking || !answering) return { service, provider, says, unknown: asking ? 'provider' : 'service' };
  const { assurance, acr } = options;
  const asked = askedByDefault(asking, acr, assurance.vtr);
  const { sent, sees, grade, why } = explain({ service: asking, provider: answering, says, asked }, assurance, acr);
  return {
    service,
    provider,
    says,
    answer: {
      floor: asking.minimumLevel,
      level: grade.level,
      why,
      ...(sent && { sent: sent.send }),
      ...(sees && { sees }),
    },
  };
}
