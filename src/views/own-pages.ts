// What a page of the hub itself knows of the browser that calls it: who is signed in, and how to have them sign in. Types only.
// Such a page must never act for anybody but the person of the browser's own session.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Language } from '../config/schema/common.ts';
import type { Json } from '../connectors/contract.ts';
import type { Authentication } from '../store/authentication-contracts.ts';
import type { Form } from './form.ts';
import type { Page } from './pages.ts';

/** Somebody who is signed in. */
export interface Here {
  authentication: Authentication;
  /** Names the browser's session. */
  session: string;
  /** When that ends by itself, in seconds since 1970. */
  until: number;
  /** Moves that end, and what the session stands on with it. */
  prolong(until: number): Promise<void>;
  /** Signs it out here, and tells the services that it was used for. */
  leave(): Promise<void>;
}

/** What a sign-in has to bring besides somebody. */
export interface SignInWish {
  /** The level that is wanted, as a value of `acr_values`. */
  acr?: string;
  /** Seconds since the person signed in, at most. */
  maxAge?: number;
  /** The account that they sign in with now is to be added to the one that they are signed in with. */
  join?: boolean;
}

export interface Exchange {
  request: IncomingMessage & { body?: unknown };
  response: ServerResponse;
}

/** What the hub gives to one of its own sets of pages. */
export interface OwnPages {
  language(exchange: Exchange): Language;
  /** Undefined when nobody is signed in who may see these pages. */
  here(exchange: Exchange): Promise<Here | undefined>;
  /** Path at which the person signs in and comes back to the first of these pages. */
  signInPath(exchange: Exchange, wish?: SignInWish): string;
  /** A form of a page for somebody. */
  form(action: string, here: Here): Form;
  /** The fields of a form that was made for them. @throws HubError `forged_form` for any other */
  fields(exchange: Exchange, here: Here): Readonly<Record<string, string>>;
  /** `here`: whose page it is; absent where nobody's is shown. */
  show(exchange: Exchange & { here?: Here }, page: Page, status?: number): void;
  /** Gives somebody more time, where these pages have any to give. */
  moreTime(here: Here): Promise<void>;
  redirect(exchange: Exchange, path: string): void;
  /** Answers with a file to keep, in JSON. */
  file(exchange: Exchange, name: string, content: Json): void;
}
