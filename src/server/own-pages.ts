// What the hub's own sets of pages (account/, staff/) have of the web: the browser's session, forms, answers. It decides nothing.
// It must never take a form that was made for another session.
import type { Acr } from '../assurance/acr.ts';
import { signInPath } from '../authorization/who-is-here.ts';
import type { Organisation, Service } from '../config/schema/services.ts';
import { HubError } from '../errors.ts';
import type { FormTokens } from '../signin/form-token.ts';
import { mayGetMore, moreTime } from '../signin/time.ts';
import type { Gathering } from '../trail/gather.ts';
import { otherLanguageLink, pageLanguage } from '../views/language.ts';
import type { Exchange, Here, OwnPages } from '../views/own-pages.ts';
import type { PageTime } from '../views/pages.ts';
import { type Compose, send } from '../views/respond.ts';
import { formFields } from './form-fields.ts';

/** How long somebody can use the pages: for as long as their session, which can get more time; or so many seconds after signing in. */
export type OwnTime = { session: number; form: string } | { afterSigningIn: number };

export interface OwnPagesOptions {
  time: OwnTime;
  issuer: string;
  service: Service;
  organisation: Organisation;
  /** What the sign-in asks for. */
  scope: string;
  whoIsHere(request: Exchange['request'], response: Exchange['response'], service: string): Promise<Here | undefined>;
  formTokens: FormTokens;
  compose: Compose;
  acr: Acr;
  /** Nothing is shown before the trail has that it was. */
  whenTold: Gathering['whenTold'];
}

export function createOwnPages(options: OwnPagesOptions): OwnPages {
  const { issuer, service, organisation, scope, whoIsHere, formTokens, compose } = options;
  const urlOf = ({ request }: Exchange) => new URL((request as { originalUrl?: string }).originalUrl ?? '/', issuer);
  const language = (exchange: Exchange) => pageLanguage(exchange.request, urlOf(exchange));
  const purpose = ({ session }: Here) => `${service.id} ${session}`;
  const timeOf = ({ authentication, until }: Here) => ({
    began: authentication.since ?? authentication.authenticatedAt,
    endsAt: until,
  });
  function timeShown({ here, ...exchange }: Exchange & { here: Here }): PageTime {
    const { time } = options;
    const until =
      'session' in time ? here.until : Math.min(here.until, here.authentication.authenticatedAt + time.afterSigningIn);
    const shown = { until: until * 1000, left: Math.max(0, until - Math.floor(Date.now() / 1000)), over: service.home };
    if ('afterSigningIn' in time) return { ...shown, more: { href: pages.signInPath(exchange, { maxAge: 0 }) } };
    const back = urlOf(exchange).pathname;
    return {
      ...shown,
      ...(mayGetMore(timeOf(here), time.session) && { more: { ...pages.form(time.form, here), back } }),
    };
  }
  const pages: OwnPages = {
    language,
    here: ({ request, response }) => whoIsHere(request, response, service.id),
    signInPath: (exchange, wish = {}) => signInPath({ service, scope, language: language(exchange), ...wish }),
    form: (action, here) => ({ action, token: formTokens.make(purpose(here)) }),
    fields({ request }, here) {
      const fields = formFields(request);
      if (!formTokens.matches(purpose(here), fields.token)) throw new HubError('forged_form');
      return fields;
    },
    async moreTime(here) {
      if (!('session' in options.time)) return;
      const { session: lifetime } = options.time;
      const until = moreTime(timeOf(here), { now: Math.floor(Date.now() / 1000), lifetime });
      if (until > here.until) await here.prolong(until);
    },
    show(exchange, page, status = 200) {
      const now = language(exchange);
      const otherLanguage = exchange.request.method === 'GET' ? otherLanguageLink(urlOf(exchange), now) : undefined;
      const frame = {
        language: now,
        organisation,
        service: service.name,
        ...(otherLanguage && { otherLanguage }),
        ...(exchange.here && { time: timeShown({ ...exchange, here: exchange.here }) }),
      };
      options.whenTold(() => send(exchange.response, compose({ frame, page, status })));
    },
    redirect({ response }, path) {
      options.whenTold(() => response.writeHead(303, { Location: path, 'Cache-Control': 'no-store' }).end());
    },
    file({ response }, name, content) {
      const headers = {
        'Content-Type': 'application/json; charset=utf-8',
        'Content-Disposition': `attachment; filename="${name}"`,
        'Cache-Control': 'no-store',
      };
      options.whenTold(() => response.writeHead(200, headers).end(`${JSON.stringify(content, undefined, 2)}\n`));
    },
  };
  return pages;
}
