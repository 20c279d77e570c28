// The last page of an attempt as it is kept, so that assessors can look at what the person looked at: as text, or as a picture.
// It must never be shown as a page of the hub's own: it is read, or painted elsewhere.
import { z } from 'zod';
import { type Attempt, type Cell, wayOf } from './report.ts';
import { textOf } from './visitor/html.ts';

export const keptPageSchema = z.object({ url: z.url({ protocol: /^https?$/ }), html: z.string() });
export type KeptPage = z.infer<typeof keptPageSchema>;

/** Its name in a run. */
export const pageName = (of: Pick<Cell, 'scenario' | 'service'> & Pick<Attempt, 'provider' | 'before'>): string =>
  [of.scenario, of.service, wayOf(of)].join('/');

const blocks =
  /<\/?(?:h[1-6]|p|li|dt|dd|div|legend|label|button|tr|summary|fieldset|form|section|article|ul|ol|dl)\b[^>]*>/gi;

/** What its main part says, a line for each block, in the order of reading. */
export function linesOf({ html }: KeptPage): string[] {
  const [, main = html] = /<main\b[^>]*>([\s\S]*?)<\/main>/i.exec(html) ?? [];
  return main
    .replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, '')
    .split(blocks)
    .map(textOf)
    .filter((line) => line !== '');
}
