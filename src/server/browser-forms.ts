// Forms of pages that stand outside any sign-in: a cookie of their own proves that a form was shown to this browser.
// It must never take a form that was made for another browser or for another page.
import type { Request, Response } from 'express';
import { HubError } from '../errors.ts';
import { randomText } from '../random.ts';
import type { FormTokens } from '../signin/form-token.ts';
import type { Form } from '../views/form.ts';
import { formFields } from './form-fields.ts';
import { ownCookie } from './own-cookie.ts';

export interface BrowserForms {
  /** A form for this browser, which gets its cookie with it. */
  make(exchange: { request: Request; response: Response }, action: string): Form;
  /** The fields of a form that came back. @throws HubError `forged_form`, `bad_request` */
  fieldsOf(request: Request): Record<string, string>;
}

/** `page` names whose forms these are: they are good for no other's. */
export function createBrowserForms(issuer: string, formTokens: FormTokens, page: string): BrowserForms {
  const cookie = ownCookie(issuer, 'gatehouse_form');
  const purpose = (browser: string): string => `${page}:${browser}`;
  return {
    make({ request, response }, action) {
      const browser = cookie.of(request) ?? randomText(16);
      cookie.set(response, browser);
      return { action, token: formTokens.make(purpose(browser)) };
    },
    fieldsOf(request) {
      const fields = formFields(request);
      const browser = cookie.of(request);
      if (!browser || !formTokens.matches(purpose(browser), fields.token)) throw new HubError('forged_form');
      return fields;
    },
  };
}
