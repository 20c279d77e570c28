// Reads the page with which oidc-provider lets a browser post a form by itself (lib/response_modes/form_post.js), so that a page of the hub's own
// can be shown in its place: the library's is in English only. Pure. It must never read a page that is not the library's.

/** What the browser is to post, and where. */
export interface PostedForm {
  url: string;
  fields: Record<string, string>;
}

const isOfLibrary = /^<!DOCTYPE html>\s*<html>\s*<head>.*?<title>Submitting Callback<\/title>/s;
const formAction = /<form method="post" action="([^"]*)">/;
const hiddenInput = /<input type="hidden" name="([^"]*)" value="([^"]*)"\/>/g;
const characters: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/** The form of the library's page; undefined where a body is anything else. */
export function formOfLibrary(body: unknown): PostedForm | undefined {
  if (typeof body !== 'string' || !isOfLibrary.test(body)) return undefined;
  const url = formAction.exec(body)?.[1];
  if (url === undefined) return undefined;
  const fields = [...body.matchAll(hiddenInput)].map(([, name = '', value = '']) => [name, plain(value)]);
  return { url: plain(url), fields: Object.fromEntries(fields) };
}

const plain = (escaped: string): string =>
  escaped.replaceAll(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => characters[name] ?? '');
