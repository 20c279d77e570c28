// How an answer travels back to the relying party: parameters added to the address that it registered.
import type { Response } from 'express';

/** Redirects (303, so that a form is never sent on) to `redirectUri` with these parameters; undefined ones are left out. */
export function answer(
  response: Response,
  redirectUri: string,
  parameters: Readonly<Record<string, string | undefined>>,
): void {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) url.searchParams.append(name, value);
  response.redirect(303, url.href);
}
